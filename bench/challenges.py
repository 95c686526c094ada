"""A bank of 10,000 challenges: listed, narrowed, exported, and asked what is alike.

Runs in one process on a database of its own in a temporary folder (the embedded engine), without
a server: `python -m bench.challenges [MANY]`. Wall time and this process's own CPU time.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

MANY = 10_000
WORDS = """paradero micro luz noche calle esquina semáforo puente taco escuela vereda bache basura
feria perro ruido bicicleta robo vidrio horario recorrido chofer pasaje ambulancia casa camino
rural lluvia inundación colectivo terminal espera frecuencia rampa silla ruedas datos planilla
servicio municipio denuncia cámara poste árbol plaza cancha río costanera cerro población villa
avenida cruce peatón auto camión carga horario punta""".split()  # noqa: SIM905
STATES = ("proposed", "accepted", "routed", "answered")


def fill(many: int) -> Any:
    """A programme with so many challenges, written straight to the table: only reading is timed."""
    from minga.ground.clock import now
    from minga.ground.secrets import new_receipt
    from minga.programme import actions
    from minga.programme.models import Node
    from tests.world import small_city

    chance, at = random.Random(27), now()
    city = small_city(at=at)
    programme = actions.begin_programme(
        city=city, slug="banco", title="Banco", sector="transporte", at=at, by=None
    )
    rows = []
    for number in range(many):
        nature = chance.choice(("concrete", "abstract"))
        rows.append(
            Node(
                programme=programme,
                public_id=new_receipt(),
                kind="challenge",
                title=" ".join(chance.choices(WORDS, k=8)).capitalize(),
                text=" ".join(chance.choices(WORDS, k=25)),
                fields={"nature": nature, "origin": "citizen", "where": chance.choice(WORDS)},
                state=chance.choice(STATES),
                intake_key=f"bench-{number}",
                made_at=at,
                changed_at=at,
            )
        )
    Node.objects.bulk_create(rows, batch_size=500)
    return programme


def timed(act: Callable[[], Any], times: int = 5) -> dict[str, float]:
    """The median of a few runs, in ms: by the clock on the wall, and this process's CPU."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return {"wall_ms": round(sorted(walls)[times // 2]), "cpu_ms": round(sorted(cpus)[times // 2])}


def measure(many: int) -> dict[str, Any]:
    """Every figure."""
    from django.test import Client

    from minga.programme.listening import queries

    programme = fill(many)
    base = f"/programme/{programme.slug}/k/challenge/"

    def get(path: str) -> Callable[[], None]:
        def ask() -> None:
            answer = Client(SERVER_NAME="127.0.0.1").get(base + path)
            assert answer.status_code == 200, answer.status_code
            assert answer.content

        return ask

    first = timed(get("like/?text=paradero+oscuro+de+noche"), times=1)
    return {
        "challenges": many,
        "list": timed(get("")),
        "list_narrowed": timed(get("?nature=concrete&state=routed&q=paradero")),
        "csv": timed(get("export.csv"), times=3),
        "xlsx": timed(get("export.xlsx"), times=3),
        "alike_first_index": first,
        "alike": timed(get("like/?text=paradero+oscuro+de+noche")),
        f"pairs_of_newest_{queries.MAX_COMPARED}": timed(
            lambda: queries.alike_in(programme), times=1
        ),
    }


def main(many: int) -> None:
    """Measure in a folder that goes away, and write the figures down."""
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as folder:
        os.environ.update(
            MINGA_DATA=folder, MINGA_DATABASE_URL="", DJANGO_SETTINGS_MODULE="minga.web.settings"
        )
        import django

        django.setup()
        from django.core.management import call_command

        for database in ("default", "counters"):
            call_command("migrate", database=database, verbosity=0)
        figures = measure(many)
        from bench.record import record

        record("challenges", "sqlite", figures, f"python -m bench.challenges {many}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)

"""Store a stage: a small database made by the code of today, as text, for every later version.

`python -m tests.upgrade.make NAME` writes `stages/NAME.sqlite.sql` and `stages/NAME.files.json`, or
with MINGA_DATABASE_URL `stages/NAME.postgresql.sql`. See the README beside it.
"""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

STAGES = Path(__file__).with_name("stages")
DATABASE = "minga.sqlite3"
KEPT_EVENTS, KEPT_SEATS, KEPT_PLACES = 3, 12, 40
PLAIN = {"int": 1, "str": "x", "bool": False, "float": 1.0}
"""Values for the fields of facts that nobody recorded."""


NEEDED: dict[str, dict[str, Any]] = {"transit.Informed": {"line": "l1"}}
"""Values that a constraint over several columns asks of a row."""


def make(name: str, data: Path) -> None:
    """Build, fill and trim the demonstration in this data folder, and write it down."""
    import django

    django.setup()
    from minga.web.demo import build_demo
    from minga.web.prepare import make_ready

    make_ready()
    build_demo(print)
    hold_workshop()
    close_what_waits()
    add_files()
    tell_other_facts()
    fill_empty_tables()
    trim()
    STAGES.mkdir(exist_ok=True)
    if url := os.environ.get("MINGA_DATABASE_URL"):
        (STAGES / f"{name}.postgresql.sql").write_text(dumped_postgres(url), "utf-8")
        return
    with closing(sqlite3.connect(data / DATABASE)) as database:
        lines = list(dumped_sqlite(database))
    (STAGES / f"{name}.sqlite.sql").write_text("\n".join(lines) + "\n", "utf-8")
    kept = {
        str(path.relative_to(data)): base64.b64encode(path.read_bytes()).decode()
        for folder in ("media", "transit/feeds")
        for path in sorted((data / folder).rglob("*"))
        if path.is_file()
    }
    (STAGES / f"{name}.files.json").write_text(json.dumps(kept, indent=0) + "\n", "utf-8")


def hold_workshop() -> None:
    """A workshop with every kind of board, in which everything happens once; then it is closed."""
    from minga.ground.clock import now
    from minga.participation.models import Workshop
    from minga.participation.workshops import actions
    from minga.participation.workshops.actions.notes import NoteWords
    from minga.participation.workshops.board_kinds import BOARDS
    from minga.participation.workshops.rules import Actor
    from minga.territory.models import City

    at, city = now(), City.objects.get()
    shop: Workshop = actions.open_workshop(
        city=city, title="Taller de ejemplo", boards=list(BOARDS), at=at
    ).workshop
    led = {"workshop": shop, "actor": Actor(shop.pk, facilitates=True), "at": at}
    board = shop.boards.get(kind="ideas").pk
    seats = [
        actions.seat_paper(who={"name": name, "helix": helix}, **led).number
        for name, helix in (("Rosa", "civil"), ("Inés", "private"), ("Paz", "academia"))
    ]
    seat = shop.seats.get(number=seats[0]).pk
    notes = []
    for number in range(6):
        words = {"board": board, "note": NoteWords(text=f"idea {number}"), "key": f"k{number}"}
        notes.append(actions.post_note(seat=seat, **words, **led).note.public_id)
    actions.merge_notes(notes=notes[:2], **led)
    actions.split_note(note=notes[2], parts=[{"text": "una"}, {"text": "otra"}], **led)
    actions.place_dot(note=notes[3], seat=seat, **led)
    wide = actions.open_round(note=notes[4], **led)
    actions.take_stance(round=wide.pk, stance="agree", seat=seat, **led)
    actions.close_round(round=wide.pk, **led)
    actions.start_timer(seconds=60, label="ideas", **led)
    draw = actions.announce_groups(groups=2, by_helix=False, **led)
    actions.draw_groups(grouping=draw.pk, **led)
    actions.add_board_photo(source=picture("green"), text="El muro", **led)
    actions.close_workshop(**led)


def close_what_waits() -> None:
    """Close the conversation, so that the errand that forgets its tokens waits."""
    from minga.ground.clock import now
    from minga.participation.conversations import actions
    from minga.participation.models import Conversation
    from minga.people.models import Person

    person = Person.objects.get(email__startswith="fabian")
    actions.close_conversation(conversation=Conversation.objects.get(), by=person, at=now())


def add_files() -> None:
    """A photo at a report that is closed, so that a later version erases it."""
    from minga.ground.clock import now
    from minga.reports.actions import add_photo
    from minga.reports.models import Report

    report = Report.objects.filter(state="resolved").first()
    assert report is not None
    add_photo(report=report, source=picture("red"), at=now())


def picture(colour: str) -> BytesIO:
    """A small photo."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    file.seek(0)
    return file


def tell_other_facts() -> None:
    """An event of every kind of fact that nothing above recorded."""
    from minga.ground.clock import now
    from minga.ground.facts import REGISTRY
    from minga.ground.models import Event
    from minga.territory.models import City

    for events in sorted(Path("minga").rglob("events.py")):
        import_module(".".join(events.with_suffix("").parts))
    city = City.objects.get()
    recorded = set(Event.objects.values_list("name", flat=True))
    for name, kind in REGISTRY.items():
        if name in recorded:
            continue
        told: dict[str, Any] = {}
        for one in fields(kind):
            declared = getattr(one.type, "__name__", str(one.type))
            told[one.name] = PLAIN[declared.split()[0]]
        fact = kind(**{**told, "city_id": city.pk, "city": city.slug})
        Event.objects.create(
            name=name,
            at=now(),
            city_id=city.pk,
            subject=fact.subject(),
            official=fact.official(),
            data=fact.as_data(),
        )


def fill_empty_tables() -> None:
    """A row of every table of ours that still has none."""
    from django.apps import apps

    for model in apps.get_models():
        if model.__module__.startswith("minga.") and not model._base_manager.exists():
            columns = {field.name: value_of(field) for field in model._meta.local_concrete_fields}
            columns |= NEEDED.get(model._meta.label, {})
            model._base_manager.create(
                **{name: value for name, value in columns.items() if value is not None}
            )


def value_of(field: Any) -> Any:
    """A value that fits a column; None where the column needs none or fills itself."""
    from django.db import models

    from minga.ground.clock import now
    from tests.house.stored_codes import columns

    codes = columns().get(f"{field.model._meta.label}.{field.name}")
    if field.is_relation:
        return field.related_model._base_manager.first()
    if field.primary_key and not isinstance(field, models.CharField):
        return None
    if codes:
        return field.get_default() if field.has_default() else sorted(codes)[0]
    if field.has_default() or field.null or field.blank:
        return None
    if isinstance(field, models.DateTimeField):
        return now() + timedelta(hours=1)
    if isinstance(field, models.DateField):
        return now().date()
    if isinstance(field, models.IntegerField | models.FloatField):
        return 1
    return field.name[: field.max_length]


def trim() -> None:
    """Leave some rows of the large tables."""
    from minga.ground.models import Errand, Event
    from minga.participation.models import OpinionSeat
    from minga.territory.models import Place

    kept = set(Errand.objects.values_list("event_id", flat=True))
    for name in Event.objects.values_list("name", flat=True).distinct():
        named = Event.objects.filter(name=name).order_by("pk")
        kept |= set(named.values_list("pk", flat=True)[:KEPT_EVENTS])
    Event.objects.exclude(pk__in=kept).delete()
    for model, many in ((OpinionSeat, KEPT_SEATS), (Place, KEPT_PLACES)):
        left = list(model._base_manager.order_by("pk").values_list("pk", flat=True)[:many])
        model._base_manager.exclude(pk__in=left).delete()


def dumped_sqlite(database: sqlite3.Connection) -> Iterator[str]:
    """Tables with their rows, then indexes, as statements; ids go on where they were."""
    yield "BEGIN;"
    made = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"
    for kind, name, sql in database.execute(made).fetchall():
        if name != "sqlite_sequence":
            yield f"{sql};"
        if kind == "table":
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
            quoted = " || ',' || ".join(f'quote("{column}")' for column in columns)
            for (values,) in database.execute(f'SELECT {quoted} FROM "{name}"'):  # noqa: S608
                yield f'INSERT INTO "{name}" VALUES({values});'
    yield "COMMIT;"


def dumped_postgres(url: str) -> str:
    """What pg_dump writes, without what only psql understands."""
    known = shutil.which("pg_dump") or str(next(Path("/usr/lib/postgresql").glob("*/bin/pg_dump")))
    words = ["--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges", url]
    told = subprocess.run([known, *words], capture_output=True, check=True, text=True).stdout
    return "\n".join(statements(told)) + "\n"


def statements(told: str) -> Iterator[str]:
    """The lines of a dump, without remarks, settings of the session and commands of psql."""
    left_out = ("--", "SET ", "SELECT pg_catalog.set_config", "\\")
    for line in told.splitlines():
        if line.strip() and not line.startswith(left_out):
            yield line


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MINGA_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
        make(sys.argv[1], Path(folder))

"""In a process of its own, on an upgraded data folder: ask the pages, do the errands, tell all.

Prints one JSON object: `pages` {path: status}, `schema` (what the tables lack), `unknown` and
`given_up` errands, `left` (errands that remain), `done`, and what was erased by them.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

ROUNDS = 40


def paths() -> Iterator[str]:
    """The main pages of every room, by the rows that the stage holds."""
    from minga.participation.models import Conversation, Workshop
    from minga.programme.models import Node, Programme
    from minga.reports.models import Report
    from minga.transit.models import Line, Stop

    yield from ("/", "/privacy/", "/offline/", "/healthz", "/sign-in/", "/manifest.webmanifest")
    yield from ("/report/", "/list/", "/map/", "/data/", "/w/", "/workshops/", "/opinions/")
    yield from ("/move/", "/move/lines/", "/move/plan/", "/move/alerts/", "/move/ride/")
    yield from ("/move/feeds/", "/move/draw/", "/move/vehicles.geojson", "/programme/")
    yield from ("/control/", "/account/", "/api/v1/openapi.json")
    for report in Report.objects.order_by("pk")[:3]:
        yield f"/r/{report.receipt}/"
        yield f"/control/{report.receipt}/"
    for workshop in Workshop.objects.all():
        yield from (f"/w/{workshop.code}/", f"/w/{workshop.code}/wall/")
        yield f"/w/{workshop.code}/minutes.pdf"
        yield f"/api/v1/workshops/{workshop.code}"
    for conversation in Conversation.objects.all():
        yield from (f"/opinions/{conversation.slug}/", f"/opinions/{conversation.slug}/result/")
    for programme in Programme.objects.all():
        base = f"/programme/{programme.slug}/"
        yield from (base, f"{base}desk/", f"{base}swot/", f"{base}visions/", f"{base}roadmap/")
        yield from (f"{base}champions/", f"/data/programme/{programme.slug}.json")
    kinds = Node.objects.order_by("kind").values_list("kind", flat=True).distinct()
    for kind in kinds:
        yield f"/programme/{Programme.objects.first().slug}/k/{kind}/"
        yield f"/n/{Node.objects.filter(kind=kind).first().public_id}/"
    yield f"/move/lines/{Line.objects.first().code}/"
    yield f"/move/places/{Stop.objects.first().code}/"


def asked() -> dict[str, int]:
    """The status of every page, asked by strangers, then by officials until one may see it."""
    from django.test import Client

    from minga.ground import heartbeat
    from minga.ground.clock import now
    from minga.people.models import Person
    from minga.web.hub import hub

    hub.ready = True
    people = [
        Person.objects.get(email__startswith=name) for name in ("tito", "fabian", "olga", "maite")
    ]
    clients = [Client(SERVER_NAME="127.0.0.1", raise_request_exception=False) for _ in range(5)]
    for client, person in zip(clients[1:], people, strict=True):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    told = {}
    for path in paths():
        heartbeat.beat("worker", at=now())
        for client in clients:
            told[path] = client.get(path).status_code
            if told[path] not in (302, 403, 404):
                break
    return told


def errands_done() -> int:
    """Do every errand, at a time when all are due; how many were tried."""
    from minga.ground import worker
    from minga.ground.models import Errand

    tried = 0
    for _ in range(ROUNDS):
        last = Errand.objects.order_by("-due_at").first()
        if last is None:
            break
        tried += worker.run_due(at=last.due_at + timedelta(days=1))
    return tried


def main() -> None:
    """Walk, and print what was seen."""
    import django

    django.setup()
    from minga.ground import worker
    from minga.ground.clock import now
    from minga.ground.models import Errand
    from minga.participation.models import OpinionSeat, Seat
    from minga.programme.models import TestAnswer
    from minga.reports.models import Report
    from minga.web import schema_check

    told: dict[str, Any] = {"schema": [fault.code for fault in schema_check.faults()]}
    told["unknown"] = worker.unknown()
    told["pages"] = asked()
    told["waiting"] = Errand.objects.count()
    told["done"] = errands_done()
    told["left"] = Errand.objects.count()
    told["troubles"] = sorted(Errand.objects.values_list("reaction", "trouble"))
    told["given_up"] = worker.given_up(at=now())
    closed = Report.objects.filter(state__in=("resolved", "dismissed")).exclude(source="import")
    told["kept words"] = {
        "reports": closed.filter(forgotten_at=None).count(),
        "workshops": Seat.objects.exclude(name="").count(),
        "opinions": OpinionSeat.objects.exclude(token_digest__startswith="gone-").count(),
        "tests": TestAnswer.objects.exclude(text="").count(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
    main()

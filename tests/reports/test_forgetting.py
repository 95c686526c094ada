"""Gone means gone: by the author's token, after a year, and with an account."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from minga.ground import media_store
from minga.ground.clock import now
from minga.reports import actions, privacy
from minga.reports.actions.filing import Filing, file_report
from minga.reports.models import Attachment, Entry, Report, Source
from minga.reports.queries import category_of
from minga.territory.models import City
from tests.cast import Cast
from tests.ground import voice_notes
from tests.reports.asking import as_author, body, post
from tests.reports.test_photos_api import different, send, speak

pytestmark = pytest.mark.django_db

WORDS = "RESIDUO-DE-ROSA-8842"


def everything_stored() -> str:
    """Every row of every table, as text."""
    rows = []
    for model in apps.get_models():
        rows += [
            {name: str(value) for name, value in row.items()}
            for row in model._default_manager.all().values()
        ]
    return json.dumps(rows, ensure_ascii=False)


@pytest.fixture
def told(city: City, cast: Cast, settings: Any) -> Any:
    answer = post(
        body(
            text=WORDS,
            address=f"Pasaje {WORDS}",
            contact={"name": WORDS, "phone": WORDS, "email": f"{WORDS}@correo.invalid"},
            attributes={WORDS: WORDS},
        )
    ).json()
    send(answer, different(3))
    speak(answer, voice_notes.ogg(3))
    report = Report.objects.get()
    photo = report.attachments.get(kind="photo")
    actions.publish(report=report, text=WORDS, photos={photo.pk: []}, at=now(), by=cast.norma)
    actions.resolve(report=report, text="listo", at=now(), by=cast.norma)
    path = f"/api/v1/reports/{answer['receipt']}/not-fixed"
    as_author(answer).post(path, {"text": WORDS}, "application/json")
    return answer


def forget(told: Any) -> Any:
    path = f"/api/v1/reports/{told['receipt']}/forget"
    return as_author(told).post(path, b"", "application/json")


def test_author_erases_all_that_was_told(
    told: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    media = Path(settings.MINGA_DATA) / "media"
    assert WORDS in everything_stored()
    assert len(list(media.rglob("*.*"))) == 3
    with django_capture_on_commit_callbacks(execute=True):
        answer = forget(told)
    assert answer.status_code == 200
    assert WORDS not in everything_stored()
    assert list(media.rglob("*.*")) == []
    assert Attachment.objects.count() == 0


def test_what_happened_to_the_hazard_stays(told: Any) -> None:
    before = Client().get(f"/api/v1/reports/{told['receipt']}").json()
    after = forget(told).json()
    assert after["text"] is None
    assert after["photos"] == []
    for name in ("receipt", "state", "place", "area", "answered_by", "filed_at", "timeline"):
        assert after[name] == before[name], name


def test_forgetting_twice_does_no_harm(told: Any) -> None:
    assert forget(told).json() == forget(told).json()


def test_address_only_report_keeps_the_place_of_the_hazard(city: City) -> None:
    told = post(body(lat=None, lon=None, address="Camino a Bulnes km 4", text=WORDS)).json()
    forget(told)
    report = Report.objects.get()
    assert (report.text, report.address) == ("", "Camino a Bulnes km 4")


def test_files_stay_when_the_transaction_fails(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and files go together: a failure keeps both."""
    from minga.reports.actions import forgetting

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(forgetting, "record_fact", fail)
    with pytest.raises(RuntimeError):
        actions.forget_report(report=Report.objects.get(), at=now())
    names = list(Attachment.objects.values_list("name", flat=True))
    assert len(names) == 2
    assert all(media_store.path_of(name).exists() for name in names)


def test_retry_of_a_forgotten_report_still_finds_it_and_stores_nothing(city: City) -> None:
    first = post(body(text=WORDS), key="k").json()
    forget(first)
    again = post(body(text=WORDS), key="k")
    assert (again.status_code, again.json()["receipt"]) == (201, first["receipt"])
    assert Report.objects.get().text == ""


def test_closing_an_account_takes_its_name_off_calls(city: City, cast: Cast) -> None:
    kind = category_of(city, "rubbish")
    assert kind is not None
    filing = Filing(category="rubbish", lat=-36.83, lon=-73.05)
    file_report(
        city=city, category=kind, filing=filing, key="call", source=Source.CALL, at=now(),
        by=cast.tito,
    )  # fmt: skip
    assert privacy.export_of(cast.tito)["filed"] == [Report.objects.get().receipt]
    privacy.forget(cast.tito, at=now())
    assert privacy.export_of(cast.tito)["filed"] == []
    assert Entry.objects.count() == 1

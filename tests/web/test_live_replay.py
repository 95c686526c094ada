"""What the stream replays from the table of events, and who may listen at all."""

import json

import pytest
from django.test import Client as Browser

from minga.ground.clock import now
from minga.ground.models import Event
from minga.people.actions import grant_token, sign_out_everywhere
from minga.reports import actions
from minga.territory.models import City
from minga.web import hub as hub_module
from minga.web.hub import Ticket, frame_of, missed
from tests.cast import Cast
from tests.world import IN_SUR, filed, small_city

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.django_db
class TestReplay:
    """What a returning stream has missed, read from the table of events."""

    def _ids(self, told: bytes | None) -> list[int]:
        assert told is not None
        lines = told.decode().split("\n")
        return [int(line[4:]) for line in lines if line.startswith("id: ")]

    def _last(self) -> int:
        return Event.objects.order_by("-id").values_list("id", flat=True)[0]

    def test_is_all_after_the_cursor_up_to_the_last_delivery(self, city: City) -> None:
        start = self._last()
        for number in range(5):
            filed(city, key=str(number), at=now())
        ids = list(Event.objects.filter(pk__gt=start).order_by("pk").values_list("pk", flat=True))
        ticket = Ticket(city.pk, official=False)
        assert self._ids(missed(ticket, start, ids[-1])) == ids
        assert self._ids(missed(ticket, ids[1], ids[3])) == ids[2:4]
        assert missed(ticket, ids[-1], ids[-1]) == b""

    def test_goes_on_past_an_event_that_cannot_be_read(self, city: City) -> None:
        start = self._last()
        for number in range(3):
            filed(city, key=str(number), at=now())
        ids = list(Event.objects.filter(pk__gt=start).order_by("pk").values_list("pk", flat=True))
        Event.objects.filter(pk=ids[1]).update(data=["no", "object"])
        frames = hub_module._frames_after(start)
        assert [frame.id for frame in frames] == ids, "the cursor passes it"
        assert [bool(frame.wire) for frame in frames] == [True, False, True]
        assert self._ids(missed(Ticket(city.pk, official=False), start, ids[2])) == ids[::2]

    def test_is_a_reload_for_a_cursor_from_another_history(self, city: City) -> None:
        last = self._last()
        assert missed(Ticket(city.pk, official=False), last + 1000, last) is None

    def test_is_empty_for_a_cursor_that_this_worker_has_not_read_yet(self, city: City) -> None:
        last = self._last()
        assert missed(Ticket(city.pk, official=False), last, last - 1) == b""

    def test_is_a_reload_when_it_would_be_too_long(
        self, city: City, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hub_module, "MAX_REPLAY", 3)
        start = self._last()
        for number in range(4):
            filed(city, key=str(number), at=now())
        first = Event.objects.filter(pk__gt=start).order_by("pk")[0].pk
        ticket = Ticket(city.pk, official=False)
        assert missed(ticket, start, self._last()) is None
        assert len(self._ids(missed(ticket, first, self._last()))) == 3

    def test_of_a_citizen_holds_nothing_hidden_official_or_of_another_city(
        self, city: City, cast: Cast
    ) -> None:
        other = small_city(at=now(), slug="otra", name="Otra ciudad")
        start = self._last()
        at, tito = now(), cast.tito
        hidden = filed(city, key="hidden", at=at)
        seen = filed(city, key="seen", at=at)
        filed(other, key="other", at=at)
        actions.note(report=seen, text="Rosa llamó", at=at, by=tito)
        actions.hide(report=hidden, reason="spam", at=at, by=tito)
        actions.acknowledge(report=hidden, at=at, by=tito)
        actions.acknowledge(report=seen, at=at, by=tito)
        told = missed(Ticket(city.pk, official=False), start, self._last())
        assert told is not None
        names = [line[7:] for line in told.decode().split("\n") if line.startswith("event: ")]
        assert names == ["report.filed", "report.filed", "report.hidden", "report.acknowledged"]
        assert b"Rosa" not in told
        control = missed(Ticket(city.pk, official=True), start, self._last())
        assert control is not None
        assert control.count(b"event: report.acknowledged") == 2
        assert b"report.noted" in control
        assert b"otra" not in control
        one = missed(Ticket(city.pk, official=False, subject=seen.receipt), start, self._last())
        assert len(self._ids(one)) == 2

    def test_of_an_official_says_no_more_than_the_pages_of_the_own_body(
        self, city: City, cast: Cast
    ) -> None:
        """Hidden reports and notes of others are as silent as their pages are shut."""
        start, at, tito = self._last(), now(), cast.tito
        own, others = filed(city, key="own", at=at), filed(city, key="o", at=at, place=IN_SUR)
        for report in (own, others):
            actions.note(report=report, text="Rosa llamó", at=at, by=tito)
            actions.hide(report=report, reason="spam", at=at, by=tito)
            actions.acknowledge(report=report, at=at, by=tito)
        tickets = {}
        for name in ("norma", "tito"):
            client = Browser()
            client.force_login(getattr(cast, name), backend=BACKEND)
            tickets[name] = Ticket.read(client.get("/live/control").content)
        assert tickets["norma"].bodies == ("prueba-norte",)
        assert tickets["tito"].bodies is None
        heard = missed(tickets["norma"], start, self._last())
        assert heard is not None
        # What is public of the other, its disappearance among it, is heard as by everybody.
        assert heard.count(own.receipt.encode()) == 4
        assert heard.count(others.receipt.encode()) == 2
        assert heard.count(b"event: report.noted") == 1
        everything = missed(tickets["tito"], start, self._last())
        assert everything is not None
        assert everything.count(others.receipt.encode()) == 4

    def test_frames_carry_public_codes_and_nothing_else(self, city: City) -> None:
        report = filed(city, key="k", at=now(), text="Soy Rosa", contact={"phone": "+56 9 1234"})
        event = Event.objects.get(subject=report.receipt)
        number, name, data = frame_of(event).wire.decode().strip().split("\n")
        assert (number, name) == (f"id: {event.pk}", "event: report.filed")
        assert json.loads(data[6:]) == {
            "report": report.receipt,
            "category": "street_light",
            "state": "received",
            "area": "N",
            "body": "prueba-norte",
            "city": "prueba",
        }


@pytest.mark.django_db
class TestWhoMayListen:
    """The ticket that Django gives the stream."""

    def test_everybody_hears_the_public_events(self, city: City, client: Browser) -> None:
        assert client.get("/live/public").json() == {
            "city_id": city.pk,
            "official": False,
            "subject": "",
        }

    def test_one_report_may_be_asked_for_however_it_is_written(
        self, city: City, client: Browser
    ) -> None:
        receipt = filed(city, key="k", at=now()).receipt
        written = receipt.lower().replace("-", " ")
        assert client.get("/live/public", {"report": written}).json()["subject"] == receipt
        # A receipt that is none hears of nothing, rather than of everything.
        assert client.get("/live/public", {"report": "x"}).json()["subject"] == "-"

    def test_the_control_room_is_for_officials(self, city: City, cast: Cast) -> None:
        def status(token: str) -> int:
            return (
                Browser(headers={"Authorization": f"Bearer {token}"})
                .get("/live/control")
                .status_code
            )

        tito = grant_token(person=cast.tito, label="t", at=now())
        stranger = grant_token(person=cast.stranger, label="t", at=now())
        assert (status(tito), status(stranger), status("made-up")) == (200, 403, 401)
        assert Browser().get("/live/control").status_code == 401
        sign_out_everywhere(person=cast.tito, at=now())
        assert status(tito) == 401

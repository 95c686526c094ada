"""Two cities, their people and reports: what the tests of access and privacy stand on."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from django.test import Client

from minga.participation.workshops.actions import open_workshop
from minga.people import actions as people
from minga.people.models import Organisation, Person
from minga.programme.core.actions.workshops import hold_workshop
from minga.reports import actions
from minga.reports.models import Report
from minga.reports.queries import author_token
from minga.territory.models import City
from tests.cast import Cast
from tests.ground import media_corpus, voice_notes
from tests.programme.making import begun, made, phase
from tests.world import IN_NORTE, IN_SUR, filed, small_city

BACKEND = "django.contrib.auth.backends.ModelBackend"

# What nobody but the officials who attend a report may ever see.
SENTINELS = {
    "text": "CENTINELA-TEXTO-4Q7",
    "contact name": "Centinela Pérez Soto",
    "contact phone": "+56 9 8123 4567",
    "contact e-mail": "centinela.rosa@correo.invalid",
    "attribute": "CENTINELA-ATRIBUTO-9K2",
    "address beside a point": "Pasaje Centinela 1234, depto 56",
    "note": "CENTINELA-NOTA-3F8",
    "words of the reporter afterwards": "CENTINELA-NO-ARREGLADO-6T1",
    "reason for hiding": "CENTINELA-RAZON-8W5",
    "key": "centinela-llave-2b9d",
    "device": "centinela-equipo-77aa",
    "address on the network": "198.51.100.77",
}


class Role(NamedTuple):
    """Somebody who knocks: by session, by bearer token, or neither."""

    person: Person | None = None
    bearer: str = ""

    def client(self, *, csrf: bool = False) -> Client:
        """A browser or program of this role."""
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        client = Client(headers=headers, enforce_csrf_checks=csrf, raise_request_exception=True)
        if self.person is not None:
            client.force_login(self.person, backend=BACKEND)
        return client


class Scene:
    """`city` is the default one; `other` has its own operator, Ofelia."""

    def __init__(self, city: City, cast: Cast, *, at: datetime) -> None:
        self.city, self.cast, self.at = city, cast, at
        self.other = small_city(at=at, slug="otra", name="Otra ciudad")
        self.ofelia = self._named("ofelia", "Ofelia", "otra-centro", "operator")
        self.gone = self._named("ida", "Ida", f"{city.slug}-centro", "operator")
        self.fabian = self._named("fabian", "Fabián", f"{city.slug}-norte", "facilitator")
        self.fatima = self._named("fatima", "Fátima", "otra-norte", "facilitator")
        self.aurora = self._named("aurora", "Aurora", f"{city.slug}-centro", "auditor")
        self.pilar = self._named("pilar", "Pilar", f"{city.slug}-sur", "programme_lead")
        self.own = filed(city, key=SENTINELS["key"], at=at, **told())
        self.sur = filed(city, key="sur", at=at, place=IN_SUR, text=SENTINELS["text"])
        self.away = filed(self.other, key="away", at=at, text=SENTINELS["text"])
        self.hidden = filed(city, key="hidden", at=at, place=IN_NORTE, **told())
        self.hidden = actions.hide(
            report=self.hidden, reason=SENTINELS["reason for hiding"], at=at, by=cast.tito
        )
        # One sample of `slug` serves a city's map and its programme: they have the same.
        self.programme = begun(city, None, slug=city.slug)
        self.challenge = made(self.programme, "challenge")
        self.workshop = hold_workshop(programme=self.programme, at=at, by=None).workshop
        self.workshop = open_workshop(city=city, title="Taller", at=at).workshop
        self.roles = self._roles()

    def _named(self, key: str, name: str, organisation: str, role: str) -> Person:
        return people.name_person(
            email=f"{key}@prueba.invalid",
            name=name,
            organisation=Organisation.objects.get(code=organisation),
            role=role,
            at=self.at,
        )

    def _roles(self) -> dict[str, Role]:
        gone_token = people.grant_token(person=self.gone, label="", at=self.at)
        Person.objects.filter(pk=self.gone.pk).update(is_active=False)  # the token alone is left
        cast = self.cast
        return {
            "anonymous": Role(),
            "reporter": Role(bearer=author_token(self.own.receipt)),
            "another reporter": Role(bearer=author_token(self.sur.receipt)),
            "nonsense token": Role(bearer="x" * 43),
            "stranger": Role(cast.stranger),
            "member": Role(cast.rosa),
            "officer": Role(cast.norma),
            "lead": Role(cast.lidia),
            "other officer": Role(cast.sergio),
            "operator": Role(cast.tito),
            "other operator": Role(self.ofelia),
            "operator token": Role(bearer=self._token(cast.tito)),
            "other operator token": Role(bearer=self._token(self.ofelia)),
            "closed operator": Role(self.gone),
            "closed operator token": Role(bearer=gone_token),
            "facilitator": Role(self.fabian),
            "other facilitator": Role(self.fatima),
            "programme lead": Role(self.pilar),
            "transit operator": Role(cast.olga),
            "auditor": Role(self.aurora),
            "auditor token": Role(bearer=self._token(self.aurora)),
        }

    def _token(self, person: Person) -> str:
        return people.grant_token(person=person, label="", at=self.at)

    @property
    def reports(self) -> dict[str, Report]:
        """The objects somebody may reach for."""
        return {"own": self.own, "sur": self.sur, "away": self.away, "hidden": self.hidden}

    def samples(self, report: Report | None = None) -> dict[str, str]:
        """A value for each part of a path that varies."""
        return {
            "receipt": (report or self.own).receipt,
            "token": "no-such-token",
            "name": "0" * 32 + ".jpg",
            "slug": self.city.slug,
            "verb": "note",
            "code": self.workshop.code,
            **dict.fromkeys(("number", "board", "round", "timer", "grouping"), "1"),
            "note": "AAAAAAAAAA",
            "line": "no-such-line",
            "stop": "no-such-stop",
            "kind": "challenge",
            "public_id": self.challenge.public_id,
            "phase": str(phase(self.programme, "interviews").pk),
            "node": self.challenge.public_id,
            "form": "csv",
            "part": "comments",
            "test": self.challenge.public_id,
            "rest": "notes",
            **dict.fromkeys(("stake", "answer"), "1"),
            "member": str(self.cast.norma.memberships.get().pk),
        }

    def attach(self, report: Report) -> None:
        """A photo and a voice note of the reporter."""
        photo = media_corpus.PHOTOS["jpeg-grey"]()
        actions.add_photo(report=report, source=BytesIO(photo), at=self.at)
        actions.add_voice(report=report, data=voice_notes.ogg(3), at=self.at)


def told() -> dict[str, Any]:
    """Everything a reporter can tell, marked."""
    return {
        "text": f"Se apagó la luz. {SENTINELS['text']}",
        "contact": {
            "name": SENTINELS["contact name"],
            "phone": SENTINELS["contact phone"],
            "email": SENTINELS["contact e-mail"],
        },
        "attributes": {"poste": SENTINELS["attribute"]},
        "address": SENTINELS["address beside a point"],
    }


def leaks(shown: str, secrets: Iterable[tuple[str, str]]) -> list[str]:
    """The names of the secrets that stand in a text, however it is escaped."""
    plain = shown.casefold()
    found = []
    for name, secret in secrets:
        forms = {secret, secret.replace(" ", ""), secret.replace(" ", "%20"), ascii(secret)[1:-1]}
        forms |= {secret.replace("+", "&#x2B;"), secret.replace("@", "&#64;")}
        if any(form.casefold() in plain for form in forms):
            found.append(name)
    return found

"""The people every test knows. The stranger has an account and no rights at all."""

from datetime import datetime

from minga.people import actions
from minga.people.models import Organisation, Person
from minga.territory.models import City

PASSWORD = "una clave larga y buena"


class Cast:
    """Rosa, Tito, Inés, Dr. Paz, Nahuel, an officer of each municipality, and a stranger.

    Maite leads the city's programme, Fabián runs workshops, Olga keeps its public transport.
    """

    def __init__(self, city: City, *, at: datetime) -> None:
        self._at = at
        slug = city.slug
        self.tito = self._named("tito", "Tito", f"{slug}-centro", "operator")
        self.norma = self._named("norma", "Norma", f"{slug}-norte", "officer")
        self.sergio = self._named("sergio", "Sergio", f"{slug}-sur", "officer")
        self.lidia = self._named("lidia", "Lidia", f"{slug}-norte", "lead")
        self.maite = self._named("maite", "Maite", f"{slug}-centro", "programme_lead")
        self.fabian = self._named("fabian", "Fabián", f"{slug}-norte", "facilitator")
        self.olga = self._named("olga", "Olga", f"{slug}-norte", "transit_operator")
        self.rosa = self._member("rosa", "Rosa", "juntas-de-vecinos", "civil")
        self.ines = self._member("ines", "Inés", "buses-ines", "private")
        self.paz = self._member("paz", "Dr. Paz", "universidad", "academia")
        self.nahuel = self._member("nahuel", "Nahuel", "start-up", "private")
        self.stranger = self._member("nadie", "Nadie", "ninguna", "civil")

    def _named(self, key: str, name: str, organisation: str, role: str) -> Person:
        person = actions.name_person(
            email=f"{key}@prueba.invalid",
            name=name,
            organisation=Organisation.objects.get(code=organisation),
            role=role,
            at=self._at,
            simulated=True,
        )
        secret = actions.make_entry_link(person=person, at=self._at)
        return actions.enter(secret=secret, password=PASSWORD, at=self._at)

    def _member(self, key: str, name: str, organisation: str, helix: str) -> Person:
        actions.found_organisation(code=organisation, name=name, helix=helix, simulated=True)
        return self._named(key, name, organisation, "member")

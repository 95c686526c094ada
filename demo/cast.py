"""The people of the demonstration: all invented, one account per role, one known password.

The password is public, so a demonstration city is served on loopback only (`minga serve` refuses
anything else).
"""

from dataclasses import dataclass

PASSWORD = "minga-de-prueba"  # noqa: S105 -- known to everybody on purpose
DOMAIN = "demo.minga.invalid"


@dataclass(frozen=True)
class Character:
    """One invented person: `what` says in Spanish what they are here for."""

    key: str
    name: str
    what: str
    role: str
    organisation: str

    @property
    def email(self) -> str:
        """The address to sign in with; nothing can be sent there."""
        return f"{self.key}@{DOMAIN}"


# ruff: noqa: E501 -- a table reads best with one row a line
PEOPLE = (
    Character("tito", "Tito Aravena", "operador del centro de control (UOCT): ve y despacha todo", "operator", "uoct"),
    Character("carla", "Carla Monje", "funcionaria de la Municipalidad de Concepción", "officer", "muni-concepcion"),
    Character("raul", "Raúl Cifuentes", "jefe de tránsito de la Municipalidad de Concepción", "lead", "muni-concepcion"),
    Character("valentina", "Valentina Toro", "funcionaria de Vialidad (MOP)", "officer", "mop-vialidad"),
    Character("ines", "Inés Quilodrán", "operadora de buses: atiende los paraderos de su empresa", "officer", "buses-los-copihues"),
    Character("maite", "Maite Burgos", "dirige el programa de innovación de la ciudad (SEREMITT)", "programme_lead", "seremitt"),
    Character("fabian", "Fabián Soto", "facilita talleres en la Municipalidad de Talcahuano", "facilitator", "muni-talcahuano"),
    Character("olga", "Olga Riffo", "lleva el transporte público de la ciudad (SEREMITT)", "transit_operator", "seremitt"),
    Character("aurora", "Aurora Leal", "audita la ciudad: lee quién hizo qué y no cambia nada", "auditor", "muni-concepcion"),
    Character("rosa", "Rosa Llancao", "vecina rural de Palomares, de la junta de vecinos", "member", "junta-palomares"),
    Character("paz", "Dr. Paz Inostroza", "académica de la universidad", "member", "universidad-de-la-bahia"),
    Character("nahuel", "Nahuel Sepúlveda", "emprendedor de una start-up", "member", "nube-del-sur"),
    Character("nadie", "Alex Nadie", "alguien de paso, sin ningún permiso", "member", "visitantes"),
)  # fmt: skip

OPERATOR = PEOPLE[0]

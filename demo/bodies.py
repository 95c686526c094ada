"""Who works together in Gran Concepción, and who answers for what, as tables.

Institutions: "Smart City Gran Concepción", the World Bank's report on its activity of November
2013 to October 2014, Table 1 (major counterparts and partners), Table 2 (institutions of the
first component) and, for the bus, taxi and rail side, Table 4 (stakeholders interviewed). Names
are those of the report, with today's where they changed. Bomberos are added: the report has no
fire service. Which body answers for what is our assumption, made for the demonstration; private
and civil organisations are invented and marked so.
"""

from typing import NamedTuple

GOVERNMENT, PRIVATE, ACADEMIA, CIVIL = "government", "private", "academia", "civil"


class Row(NamedTuple):
    """An organisation; `answers`: it attends reports in the city; `invented`: made up by us.

    `short`: its name where room is scarce.
    """

    code: str
    name: str
    helix: str
    answers: bool = False
    invented: bool = False
    short: str = ""


# ruff: noqa: E501 -- a table reads best with one row a line
ORGANISATIONS = (
    # Table 2
    Row("uoct", "UOCT Biobío, centro de control de tránsito", GOVERNMENT, answers=True, short="UOCT"),
    Row("seremitt", "SEREMITT Biobío (Transportes y Telecomunicaciones)", GOVERNMENT, answers=True, short="SEREMITT"),
    Row("minvu", "SEREMI de Vivienda y Urbanismo del Biobío (MINVU)", GOVERNMENT, short="MINVU"),
    Row("serviu", "SERVIU Biobío (Servicio de Vivienda y Urbanización)", GOVERNMENT, answers=True, short="SERVIU"),
    Row("mop-vialidad", "Dirección de Vialidad del Biobío (MOP)", GOVERNMENT, answers=True, short="Vialidad (MOP)"),
    Row("sectra", "SECTRA, planificación de transporte", GOVERNMENT, short="SECTRA"),
    Row("samu", "SAMU Biobío", GOVERNMENT, answers=True),
    Row("onemi", "ONEMI Biobío (hoy SENAPRED)", GOVERNMENT, answers=True, short="ONEMI"),
    Row("carabineros", "Carabineros, departamento de tránsito", GOVERNMENT, answers=True, short="Carabineros"),
    Row("bomberos", "Bomberos", GOVERNMENT, answers=True),
    # Table 1
    Row("mtt", "Ministerio de Transportes y Telecomunicaciones (MTT)", GOVERNMENT, short="MTT"),
    Row("corfo", "CORFO", GOVERNMENT),
    Row("minsegpres", "Unidad de Modernización y Gobierno Digital", GOVERNMENT),
    Row("economia-digital", "Unidad de Estrategia Digital, Ministerio de Economía", GOVERNMENT),
    Row("conicyt", "CONICYT (hoy ANID)", GOVERNMENT),
    Row("gore-biobio", "Gobierno Regional del Biobío", GOVERNMENT),
    Row("gore-metropolitano", "Gobierno Regional Metropolitano de Santiago", GOVERNMENT),
    Row("innova-biobio", "Innova Bío Bío", GOVERNMENT),
    Row("pais-digital", "Fundación País Digital", CIVIL),
    # Table 4
    Row("fesub", "FESUB, ferrocarriles suburbanos (hoy EFE Sur)", GOVERNMENT),
    Row("udec", "Universidad de Concepción", ACADEMIA),
    # Invented
    Row("universidad-de-la-bahia", "Universidad de la Bahía (simulada)", ACADEMIA, invented=True),
    Row("buses-los-copihues", "Buses Los Copihues (simulada)", PRIVATE, answers=True, invented=True, short="Los Copihues (simulada)"),
    Row("nube-del-sur", "Nube del Sur, start-up (simulada)", PRIVATE, invented=True),
    Row("junta-palomares", "Junta de Vecinos de Palomares (simulada)", CIVIL, invented=True),
    Row("ciclistas-del-rio", "Ciclistas del Río (simulada)", CIVIL, invented=True),
    Row("visitantes", "Visitantes (simulada)", CIVIL, invented=True),
)  # fmt: skip

MUNICIPALITIES = {
    "08101": ("muni-concepcion", "Municipalidad de Concepción"),
    "08102": ("muni-coronel", "Municipalidad de Coronel"),
    "08103": ("muni-chiguayante", "Municipalidad de Chiguayante"),
    "08104": ("muni-florida", "Municipalidad de Florida"),
    "08105": ("muni-hualqui", "Municipalidad de Hualqui"),
    "08106": ("muni-lota", "Municipalidad de Lota"),
    "08107": ("muni-penco", "Municipalidad de Penco"),
    "08108": ("muni-san-pedro", "Municipalidad de San Pedro de la Paz"),
    "08109": ("muni-santa-juana", "Municipalidad de Santa Juana"),
    "08110": ("muni-talcahuano", "Municipalidad de Talcahuano"),
    "08111": ("muni-tome", "Municipalidad de Tomé"),
    "08112": ("muni-hualpen", "Municipalidad de Hualpén"),
}
"""Comuna (its official code) → its municipality. There is none for the conurbation as a whole."""

CENTRE = "uoct"
MUNICIPALITY = "the municipality of the comuna"
EACH_COMUNA, ANYWHERE, ANY = "each comuna", "anywhere", ""

# what | where | owner of the road | who answers
ANSWERS = (
    ("accident", ANYWHERE, ANY, CENTRE),
    ("congestion", ANYWHERE, ANY, CENTRE),
    ("traffic_light", ANYWHERE, ANY, CENTRE),
    ("bus_stop", ANYWHERE, ANY, "seremitt"),
    ("fire", ANYWHERE, ANY, "bomberos"),
    ("road_damage", ANYWHERE, "mop", "mop-vialidad"),
    ("road_damage", ANYWHERE, "serviu", "serviu"),
    ("road_damage", EACH_COMUNA, ANY, MUNICIPALITY),
    ("street_light", EACH_COMUNA, ANY, MUNICIPALITY),
    ("rubbish", EACH_COMUNA, ANY, MUNICIPALITY),
    ("signage", EACH_COMUNA, ANY, MUNICIPALITY),
    ("flood", EACH_COMUNA, ANY, MUNICIPALITY),
    ("flood", ANYWHERE, ANY, "onemi"),
    ("fallen_tree", EACH_COMUNA, ANY, MUNICIPALITY),
    ("fallen_tree", ANYWHERE, ANY, "onemi"),
    ("other", EACH_COMUNA, ANY, MUNICIPALITY),
)
"""The most exact row decides (see `minga.territory.rules`); what fits no row goes to the centre."""

ROAD_OWNERS = {"mop": "mop-vialidad", "serviu": "serviu"}
"""The owner a road has in `geography.roads()` → its body; streets have no owner of their own."""

CREWS = {
    "uoct": (("movil-centro", "Móvil Centro"), ("movil-puentes", "Móvil Puentes")),
    "mop-vialidad": (("norte", "Cuadrilla Norte"), ("sur", "Cuadrilla Sur")),
    "serviu": (("pavimentos", "Inspección de Pavimentos"),),
    "seremitt": (("paraderos", "Equipo de Paraderos"),),
    "carabineros": (("patrulla", "Patrulla de Tránsito"),),
    "bomberos": (("primera", "Primera Compañía"),),
    "buses-los-copihues": (("taller", "Taller móvil"),),
    MUNICIPALITY: (
        ("transito", "Unidad de Tránsito"),
        ("alumbrado", "Cuadrilla de Alumbrado"),
        ("aseo", "Aseo y Ornato"),
    ),
}

CREW_FOR = {
    "accident": "movil-centro",
    "traffic_light": "movil-centro",
    "congestion": "movil-puentes",
    "bus_stop": "paraderos",
    "fire": "primera",
    "street_light": "alumbrado",
    "signage": "transito",
    "rubbish": "aseo",
    "fallen_tree": "aseo",
    "flood": "aseo",
    "road_damage": "transito",
}
"""The crew that is usually sent; a body without it sends its first one."""

EMERGENCY = (
    {"number": "131", "name": "SAMU"},
    {"number": "132", "name": "Bomberos"},
    {"number": "133", "name": "Carabineros"},
)

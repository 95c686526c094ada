"""Open innovation with a city's people: preparation, codesign, diagnosis and vision.

Source: World Bank, Gran Concepción activity 2013-14, "Methodology" and components 1 and 2: the
public bodies agree first, the circle then widens, and each output feeds the next step.
"""

from minga.programme.methods.plan import ComponentPlan, PhasePlan
from minga.programme.rules import Need

PREPARATION = ComponentPlan(
    code="preparation",
    es="Preparación",
    en="Preparation",
    phases=(
        PhasePlan(
            code="stakeholders",
            es="Actores y acuerdos",
            en="Stakeholders and agreements",
            es_purpose="Saber quiénes son parte, presentarles el programa y acordar qué aporta cada uno.",
            en_purpose="Know who has a part, present the programme, agree on what each one brings.",
            makes=("document", "commitment"),
            roles=("lead", "official"),
        ),
    ),
)
CODESIGN = ComponentPlan(
    code="codesign",
    es="Codiseño",
    en="Codesign",
    phases=(
        PhasePlan(
            code="interviews",
            es="Entrevistas y desafíos",
            en="Interviews and challenges",
            es_purpose="Escuchar el trabajo de cada día y convertir lo dicho en desafíos.",
            en_purpose="Listen to everyday work and turn what was said into challenges.",
            makes=("guide", "interview", "statement", "document", "challenge"),
            roles=("interviewer", "official", "citizen"),
        ),
        PhasePlan(
            code="workshop",
            es="Taller de codiseño",
            en="Codesign workshop",
            es_purpose="Equipos de funcionarios y vecinos diseñan soluciones para desafíos concretos.",
            en_purpose="Teams of officials and neighbours design solutions for concrete challenges.",
            needs=(Need("challenge", 1, ("accepted", "routed", "answered", "solved")),),
            makes=("example", "idea", "concept"),
            roles=("facilitator", "official", "citizen"),
        ),
        PhasePlan(
            code="prototype",
            es="Prototipos y pruebas",
            en="Prototypes and tests",
            es_purpose="Construir rápido, mostrar, anotar las reacciones y probar con vecinas y vecinos.",
            en_purpose="Build quickly, show it, note the reactions, try it with citizens.",
            needs=(Need("concept", 1, ("selected", "implemented")),),
            makes=("prototype", "demonstration", "test", "media"),
            roles=("builder", "official", "citizen"),
        ),
        PhasePlan(
            code="codesign-results",
            es="Resultados del codiseño",
            en="Results of codesign",
            es_purpose="Decir qué queda, con su registro y siempre también en palabras.",
            en_purpose="State what remains, with its record, and always also in words.",
            needs=(Need("demonstration"), Need("media")),
            makes=("result", "media"),
            roles=("lead", "official"),
        ),
    ),
)
DIAGNOSIS = ComponentPlan(
    code="diagnosis",
    es="Diagnóstico y visión",
    en="Diagnosis and vision",
    phases=(
        PhasePlan(
            code="inventory",
            es="Tecnología y datos",
            en="Technology and data",
            es_purpose="Saber qué sistemas y qué datos existen, de quién son y cómo se pueden usar.",
            en_purpose="Know which systems and data exist, whose they are and how they can be used.",
            needs=(Need("concept"),),
            makes=("document", "technology", "dataset"),
            roles=("interviewer", "official", "partner"),
        ),
        PhasePlan(
            code="swot",
            es="Fortalezas y debilidades",
            en="Strengths and weaknesses",
            es_purpose="Cada grupo dice lo suyo; después todos juntos lo validan, con sus disensos.",
            en_purpose="Each group says its own; then all together validate it, with their dissent.",
            needs=(Need("concept"),),
            makes=("swot",),
            roles=("facilitator", "official", "partner"),
        ),
        PhasePlan(
            code="vision",
            es="Visión compartida",
            en="Shared vision",
            es_purpose="Grupos mezclados miran el futuro con los ojos de una persona, y unen sus visiones.",
            en_purpose="Mixed groups look at the future as one persona each, and join their visions.",
            needs=(Need("swot", 1, ("agreed", "disputed")), Need.none_left("swot", "noted")),
            makes=("persona", "vision"),
            roles=("facilitator", "official", "partner", "citizen"),
        ),
        PhasePlan(
            code="roadmap",
            es="Hoja de ruta",
            en="Roadmap",
            es_purpose="Acordar qué se hará, quién, con qué y para cuándo; y seguirlo en público.",
            en_purpose="Agree what will be done, by whom, with what, by when; and follow it in public.",
            needs=(Need("vision", 1, ("shared",)),),
            makes=("document", "initiative", "commitment", "media"),
            roles=("facilitator", "official", "partner"),
        ),
        PhasePlan(
            code="diagnosis-results",
            es="Agentes de cambio y resultados",
            en="Change agents and results",
            es_purpose="Nombrar a quienes siguen adelante y decir qué queda.",
            en_purpose="Name those who carry on, and state what remains.",
            needs=(Need("initiative"), Need("dataset"), Need("media", 2)),
            makes=("result", "media"),
            roles=("lead", "official"),
        ),
    ),
)
OPEN_INNOVATION = (PREPARATION, CODESIGN, DIAGNOSIS)

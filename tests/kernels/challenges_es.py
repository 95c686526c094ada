"""A little labelled set: challenges as people say them. Those of one topic are the same problem.

Written for the tests; no real person's words.
"""

SAID: dict[str, tuple[str, ...]] = {
    "dark stops": (
        "Los paraderos están oscuros de noche",
        "Paradero sin luz, da miedo esperar la micro de noche",
        "Falta iluminación en los paraderos por la noche",
    ),
    "vandal stops": (
        "Rompen los vidrios de los paraderos",
        "Vandalismo en paraderos: rayan y rompen los vidrios",
    ),
    "waiting": (
        "No se sabe cuándo pasa la micro",
        "Nadie sabe a qué hora pasa la micro por el paradero",
        "Falta información de los horarios de las micros",
    ),
    "bike theft": (
        "Roban bicicletas estacionadas en la universidad",
        "Robo de bicicletas en los estacionamientos de la universidad",
    ),
    "floods": (
        "La calle se inunda cada vez que llueve",
        "Con la lluvia se inundan las calles del centro",
    ),
    "wheelchair": (
        "Las personas en silla de ruedas no pueden subir a la micro",
        "Micros sin rampa: la silla de ruedas no puede subir",
    ),
    "school": (
        "Los autos no respetan el paso de cebra frente a la escuela",
        "Frente a la escuela los autos no paran en el paso de cebra",
    ),
    "signals": (
        "Los semáforos fallan y nos enteramos por la radio",
        "Nos enteramos por la radio cuando falla un semáforo",
    ),
    "rural": (
        "Las ambulancias no encuentran las casas en los caminos rurales",
        "En los caminos rurales la ambulancia no encuentra la casa",
    ),
    "rubbish": ("La basura se acumula en la feria los domingos",),
    "data": ("Cada servicio guarda sus datos en planillas distintas",),
    "noise": ("Mucho ruido de motos en la costanera",),
    "stray dogs": ("Perros abandonados cerca del hospital",),
    "taxis": ("Los colectivos esperan llenarse y forman taco en la salida del terminal",),
    "bridge": ("El puente se llena de taco todas las mañanas",),
}
TEXTS = [text for texts in SAID.values() for text in texts]
TOPIC = [topic for topic, texts in SAID.items() for _ in texts]

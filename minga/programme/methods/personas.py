"""Four people through whose day a group may look at transport: an example to start from.

Who they are: World Bank, Gran Concepción activity 2013-14, component 2, vision: the driver of a
public bus, a family, a student and a visitor. Their days are invented by us.
"""

from typing import NamedTuple


class Sketch(NamedTuple):
    """A persona in one language."""

    title: str
    day: str
    needs: str
    fears: str


EXAMPLES: dict[str, tuple[Sketch, ...]] = {
    "es": (
        Sketch(
            "Conductora de una micro",
            "Sale del terminal antes del amanecer y da seis vueltas. Sabe en qué esquina la esperan.",
            "Saber antes dónde está cortado, horarios que se puedan cumplir, un baño en el terminal.",
            "Tacos sin aviso, pasajeros molestos por lo que ella no decide.",
        ),
        Sketch(
            "Familia",
            "Dos niños al colegio, un coche de guagua, la feria y la abuela al consultorio.",
            "Viajar juntos sin cambiar tres veces, veredas con rebaje, paraderos con luz y techo.",
            "Esperar de noche, subir con coche, no saber si alcanza la plata del pasaje.",
        ),
        Sketch(
            "Estudiante",
            "Vive en otra comuna, entra a las ocho, sale tarde y estudia en el camino.",
            "Saber cuánto falta de verdad, una bicicleta segura, volver de noche sin miedo.",
            "La micro llena que no para, quedarse dormido y pasarse.",
        ),
        Sketch(
            "Visitante",
            "Llega al terminal por primera vez y quiere conocer la ciudad y la costa.",
            "Entender recorridos y pagos sin preguntar, en su idioma, desde el teléfono.",
            "Perderse, pagar de más, no encontrar cómo volver.",
        ),
    ),
    "en": (
        Sketch(
            "Driver of a public bus",
            "She leaves the terminal before dawn and drives six rounds. She knows who waits where.",
            "To know what is closed beforehand, timetables that can be kept, a toilet at the terminal.",
            "Jams without a word, passengers angry about what is not hers to decide.",
        ),
        Sketch(
            "Family",
            "Two children to school, a pram, the market, and the grandmother to the clinic.",
            "To travel together without three changes, lowered kerbs, stops with light and a roof.",
            "Waiting at night, getting on with a pram, whether there is money for the fare.",
        ),
        Sketch(
            "Student",
            "Lives in another comuna, starts at eight, finishes late, and studies on the way.",
            "To know how long it really takes, a safe bicycle, to come home at night without fear.",
            "The full bus that does not stop, falling asleep and going too far.",
        ),
        Sketch(
            "Visitor",
            "Arrives at the terminal for the first time and wants to see the city and the coast.",
            "To understand lines and fares without asking, in their own language, on the phone.",
            "Getting lost, paying too much, not finding the way back.",
        ),
    ),
}

"""Technology and data sets for the demonstration's inventory, as tables.

That these exist and who keeps them is publicly known; where a licence, a quality or a rhythm
could not be confirmed the field is empty or unknown. Addresses are those of the institutions' own portals.
"""

from typing import Any, NamedTuple

KEEPERS = (
    ("ine", "Instituto Nacional de Estadísticas (INE)"),
    ("mma", "Ministerio del Medio Ambiente"),
    ("bcn", "Biblioteca del Congreso Nacional"),
    ("conaset", "CONASET, Comisión Nacional de Seguridad de Tránsito"),
)


class Listed(NamedTuple):
    """One data set; `personal` is no, yes or unknown."""

    title: str
    keeper: str
    text: str
    format: str
    access: str
    personal: str
    link: str = ""
    renewed: str = "unknown"
    theme: str = "TRAN"
    keywords: str = ""
    quality_note: str = ""
    is_open: bool = False

    def fields(self) -> dict[str, Any]:
        """As the fields of a data set; empty ones are left out."""
        values = {
            "format": self.format,
            "access": self.access,
            "personal": self.personal,
            "link": self.link,
            "renewed": self.renewed,
            "theme": self.theme,
            "keywords": self.keywords,
            "quality_note": self.quality_note,
            "quality": "unknown",
        }
        return {name: value for name, value in values.items() if value}


# ruff: noqa: E501 -- a table reads best with one row a line
TECHNOLOGY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "Llamadas y radio para enterarse de un incidente",
        "uoct",
        {
            "service": "Centro de control de tránsito",
            "exchange": "De palabra",
            "limits": "El lugar exacto no llega; hay que ir a mirar.",
        },
    ),
    (
        "Cámaras de televigilancia del tránsito",
        "uoct",
        {"service": "Centro de control de tránsito", "limits": "Son pocas para la conurbación."},
    ),
    (
        "Minga: reportes de la ciudadanía",
        "uoct",
        {
            "service": "Reportes de la calle y despacho",
            "licence": "Apache-2.0",
            "exchange": "Interfaz (API) y GeoJSON",
        },
    ),
)
DATA_SETS = (
    Listed(
        "Siniestros de tránsito georreferenciados", "conaset",
        "Puntos y causas de siniestros viales, por año.",
        "CSV, GeoJSON, shapefile", "download", "no",
        "https://mapas-conaset.opendata.arcgis.com/", "yearly", keywords="siniestros, seguridad vial", is_open=True,
    ),
    Listed(
        "Encuesta origen-destino del Gran Concepción", "sectra",
        "Viajes de los hogares en un día, por modo y motivo.",
        "Base de datos e informe en PDF", "download", "unknown",
        "https://www.sectra.gob.cl/", "once", keywords="viajes, encuesta",
        quality_note="Antes de abrirla aquí hay que confirmar que los hogares no se pueden reconocer.",
    ),
    Listed(
        "Recorridos y frecuencias de micros", "seremitt",
        "Trazados y frecuencias autorizadas de las líneas de la conurbación.",
        "desconocido", "request", "no", keywords="micros, recorridos",
    ),
    Listed(
        "Horarios del Biotrén", "fesub",
        "Estaciones y horarios de los servicios.",
        "HTML", "download", "no", "https://www.efe.cl/", keywords="tren, horarios",
    ),
    Listed(
        "Programaciones de semáforos", "uoct",
        "Tiempos y planes de los cruces semaforizados.",
        "desconocido", "request", "no", keywords="semáforos",
    ),
    Listed(
        "Imágenes de las cámaras de tránsito", "uoct",
        "Video de las cámaras del centro de control. Se ven patentes y personas.",
        "Video", "none", "yes", renewed="live", keywords="cámaras",
    ),
    Listed(
        "Red vial nacional", "mop-vialidad",
        "Caminos públicos con su rol y su carpeta.",
        "shapefile", "download", "no", "https://mapas.mop.gov.cl/", keywords="caminos, red vial", is_open=True,
    ),
    Listed(
        "Censo de Población y Vivienda", "ine",
        "Resultados por comuna, localidad y manzana.",
        "CSV", "download", "no", "https://www.ine.gob.cl/", "once", "SOCI", "población, vivienda", is_open=True,
    ),
    Listed(
        "Parque de vehículos en circulación", "ine",
        "Vehículos con permiso de circulación, por comuna y tipo.",
        "XLSX", "download", "no", "https://www.ine.gob.cl/", "yearly", keywords="vehículos, permisos", is_open=True,
    ),
    Listed(
        "Calidad del aire (SINCA)", "mma",
        "Mediciones de las estaciones del Gran Concepción.",
        "CSV", "download", "no", "https://sinca.mma.gob.cl/", "live", "ENVI", "aire, material particulado", is_open=True,
    ),
    Listed(
        "Límites comunales", "bcn",
        "Límites de regiones, provincias y comunas como mapa vectorial.",
        "shapefile", "download", "no", "https://www.bcn.cl/siit/mapas_vectoriales", "unknown", "REGI", "límites, comunas", is_open=True,
    ),
    Listed(
        "Catastro de luminarias", "muni-concepcion",
        "Postes y luminarias del alumbrado público.",
        "desconocido", "request", "no", theme="REGI", keywords="alumbrado, luminarias",
    ),
    Listed(
        "Atenciones de emergencia en caminos", "samu",
        "Llamadas y salidas de ambulancias. Trae datos de salud de personas.",
        "desconocido", "none", "yes", theme="HEAL", keywords="emergencias",
    ),
)  # fmt: skip

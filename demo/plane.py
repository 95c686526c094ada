"""A flat plane in metres around the Plaza de la Independencia, good to 1 % over the 12 comunas."""

from math import cos, radians
from typing import Any

import numpy as np
import shapely

ORIGIN = (-73.050, -36.827)  # lon, lat
_SCALE = np.array([111_320 * cos(radians(-ORIGIN[1])), 110_960])


def to_metres(geometry: Any) -> Any:
    """The same geometry in metres east and north of the origin."""
    return shapely.transform(geometry, lambda lonlat: (lonlat - ORIGIN) * _SCALE)


def to_degrees(geometry: Any) -> Any:
    """The inverse of `to_metres`."""
    return shapely.transform(geometry, lambda east_north: east_north / _SCALE + ORIGIN)

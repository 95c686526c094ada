"""From projected metres back to degrees: UTM and Web Mercator.

UTM by Krüger's series to the fourth order in the third flattening (L. Krüger, "Konforme Abbildung
des Erdellipsoids in der Ebene", 1912, as in C. F. F. Karney, "Transverse Mercator with an accuracy
of a few nanometers", 2011, eqs. 35-36): within a zone its error is far below a millimetre. The
ellipsoid is WGS 84's, which SIRGAS and GRS 80 equal to less than a millimetre.
"""

import math

A_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
SCALE = 0.9996
FALSE_EASTING_M = 500_000.0
FALSE_NORTHING_M = 10_000_000.0
"""Added to northings south of the equator."""

_N = FLATTENING / (2 - FLATTENING)
_RECTIFYING_M = A_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161_280,
)
_ECCENTRICITY = math.sqrt(FLATTENING * (2 - FLATTENING))


def utm_zone(lon: float) -> int:
    """The zone (1 to 60) of a longitude in degrees; the exceptions of Norway are left out."""
    return min(60, max(1, int((lon + 180) // 6) + 1))


def from_utm(easting_m: float, northing_m: float, zone: int, *, south: bool) -> tuple[float, float]:
    """UTM metres to (lat, lon) in degrees of WGS 84. Raises ValueError far off the zone."""
    xi = (northing_m - (FALSE_NORTHING_M if south else 0.0)) / (SCALE * _RECTIFYING_M)
    eta = (easting_m - FALSE_EASTING_M) / (SCALE * _RECTIFYING_M)
    if abs(xi) > math.pi / 2 or abs(eta) > 1:
        raise ValueError("this lies far off the zone")
    xi_straight, eta_straight = xi, eta
    for j, beta in enumerate(_BETA, start=1):
        xi_straight -= beta * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
        eta_straight -= beta * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
    conformal = math.sin(xi_straight) / math.hypot(math.sinh(eta_straight), math.cos(xi_straight))
    lat = math.degrees(math.atan(_tangent_of_latitude(conformal)))
    lon = math.degrees(math.atan2(math.sinh(eta_straight), math.cos(xi_straight)))
    return lat, lon + 6 * zone - 183


def _tangent_of_latitude(conformal: float) -> float:
    """Newton's method for the geographic latitude (Karney 2011, eqs. 19-21)."""
    e, tau = _ECCENTRICITY, conformal
    for _ in range(5):
        sigma = math.sinh(e * math.atanh(e * tau / math.hypot(1, tau)))
        reached = tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)
        step = (conformal - reached) / math.hypot(1, reached)
        tau += step * (1 + (1 - e**2) * tau**2) / ((1 - e**2) * math.hypot(1, tau))
    return tau


def from_mercator(x_m: float, y_m: float) -> tuple[float, float]:
    """Web Mercator (EPSG:3857) metres to (lat, lon) in degrees. Raises ValueError off the map."""
    if max(abs(x_m), abs(y_m)) > math.pi * A_M:
        raise ValueError("this lies off the map")
    return math.degrees(math.atan(math.sinh(y_m / A_M))), math.degrees(x_m / A_M)

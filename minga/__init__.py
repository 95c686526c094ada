"""Minga: communal work for a city, as software a city and its people run together."""

__version__ = "0.1.0"

"""Workshops: people in one room with one wall, joined by phone without accounts."""

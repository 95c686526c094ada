"""GTFS feeds: uploaded, checked, imported, in service, and out of it."""

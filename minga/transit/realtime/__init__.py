"""GTFS Realtime in and out: vehicles, trip updates, sources that are polled."""

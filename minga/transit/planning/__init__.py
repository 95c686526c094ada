"""The trip planner: geocoding, search, itineraries, pages and API."""

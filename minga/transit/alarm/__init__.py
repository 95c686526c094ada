"""The alarm: rides that phones or the server follow, and when to get off."""

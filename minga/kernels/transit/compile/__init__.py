"""From GTFS feeds to one folder of arrays: read, check, order, link."""

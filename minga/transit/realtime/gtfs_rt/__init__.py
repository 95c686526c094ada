"""GTFS Realtime: messages in, messages out, and asking for them. Writes no row.

`google.transit` is imported where a message is read or written, not before.
"""

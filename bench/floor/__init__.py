"""The floor: one bare Django view that inserts one row, on the same server and engine."""

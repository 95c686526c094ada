"""Pages of the room participation: HTTP in, HTML out."""

"""Pages of the room reports: HTTP in, HTML out."""

"""A programme as a file: exported, and taken in by another city with its lineage."""

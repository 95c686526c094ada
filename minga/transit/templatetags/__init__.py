"""Template tags of the room transit."""

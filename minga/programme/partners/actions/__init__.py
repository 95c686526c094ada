"""The only writers of this feature."""

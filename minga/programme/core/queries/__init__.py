"""What this feature reads."""

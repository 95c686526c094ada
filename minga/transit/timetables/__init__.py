"""Compiled days: made, opened, kept warm, and what runs now laid over them."""

"""Phones that share where their bus is."""

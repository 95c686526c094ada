"""Citizen tests: people try a concept or prototype and say how it went."""

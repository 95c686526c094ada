"""The search itself: RAPTOR, hailed lines, reverse search, profiles and journeys."""

"""The stakeholder map: who has which stake, what was promised and what was kept."""

"""How a city innovates: programmes, their phases, and everything they make, in one graph."""

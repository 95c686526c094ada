"""Gran Concepción, a demonstration city: its map drawn from facts, its people invented."""

"""SWOT, personas, visions and the roadmap, with the papers made of them."""

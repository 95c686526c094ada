"""Where: cities, comunas, roads and their owners, jurisdictions, places with a name."""

"""Public pages of the network: overview, lines, stops and the layers of the map."""

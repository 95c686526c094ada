"""The editor of drawn lines, for a city where nobody publishes a feed."""

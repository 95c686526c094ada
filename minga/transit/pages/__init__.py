"""HTTP in, HTML and JSON out: one action a request."""

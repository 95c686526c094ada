"""The shut network of the tests."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NetworkShut(RuntimeError):
    """A test wanted to leave this machine."""

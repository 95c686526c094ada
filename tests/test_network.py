"""The tests themselves: nothing leaves this machine, and that is tried."""

import socket

import pytest

from tests.network import NetworkShut


def test_network_is_shut() -> None:
    with pytest.raises(NetworkShut), socket.socket() as out:
        out.connect(("192.0.2.1", 80))

"""Asking an address for a message, without trusting it: whoever typed it, it may point inwards.

Only https, only to public addresses of the internet, no redirect is followed, and the connection
goes to the very address that was looked at. Hosts that the installation names in
MINGA_TRANSIT_HOSTS may be asked otherwise: an operator's own machine in the same building.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

PATIENCE_S = 6.0
"""For each step: name, connection, the next bytes."""
WHOLE_S = 12.0
MAX_BYTES = 8 * 2**20
BLOCK = 64 * 1024
ASKED_AS = "Minga (GTFS Realtime)"


class NotFetched(Exception):
    """Nothing came; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def may_ask(url: str, allowed: Sequence[str]) -> bool:
    """Whether an address is one that may be asked at all (its name is looked at when asked)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or not url.isprintable():
        return False
    if parts.netloc.lower() in allowed:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and port in (None, 443)


def fetch(url: str, allowed: Sequence[str]) -> bytes:
    """The body of a 200 answer. Raises NotFetched."""
    if not may_ask(url, allowed):
        raise NotFetched("address")
    parts = urlsplit(url)
    deadline = time.monotonic() + WHOLE_S
    try:
        connection = _connection(parts, parts.netloc.lower() in allowed)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"User-Agent": ASKED_AS})
            return _body(connection.getresponse(), deadline)
        finally:
            connection.close()
    except NotFetched:
        raise
    except TimeoutError as trouble:
        raise NotFetched("slow") from trouble
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        raise NotFetched("unreachable") from trouble


def _connection(parts: SplitResult, is_allowed: bool) -> http.client.HTTPConnection:
    """Connected to an address that was looked at, under the name that was typed."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in resolved]
    # All of them: a name with one public and one private address is no mistake.
    if not is_allowed and not all(_is_public(address) for address in addresses):
        raise NotFetched("private")
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
    line: socket.socket = socket.create_connection((addresses[0], port), PATIENCE_S)
    if parts.scheme == "https":
        try:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except BaseException:
            line.close()
            raise
    connection.sock = line
    return connection


NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""The well-known prefix (RFC 6052): its last 32 bits are the IPv4 address that is reached."""


def _is_public(address: str) -> bool:
    """True for an address of the internet, also for the IPv4 one that an IPv6 address carries."""
    ip = ipaddress.ip_address(address.split("%")[0])
    carried: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        carried = [part for part in inner if part is not None] or carried
    return all(part.is_global and not part.is_multicast for part in carried)


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    if 300 <= answer.status < 400:
        raise NotFetched("redirected")
    if answer.status != 200:
        raise NotFetched("refused")
    parts: list[bytes] = []
    size = 0
    while block := answer.read1(BLOCK):
        size += len(block)
        if size > MAX_BYTES:
            raise NotFetched("too_large")
        if time.monotonic() > deadline:
            raise NotFetched("slow")
        parts.append(block)
    return b"".join(parts)

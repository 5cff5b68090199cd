"""Which addresses may be reached: the open internet, and hosts that the operator has named.

A funder's page is not trusted: a link or a redirect in it could lead to the municipality's own network, and what
answers there would be read as a call. What counts is the address that a connection really has; a name proves nothing,
and may mean another address by the time it is used.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from sources.kit.errors import ForbiddenError

PORTS = {"http": 80, "https": 443}
NAT64 = IPv6Network("64:ff9b::/96")  # carries an IPv4 address, and counts as global whatever that is


def place_of(url: str) -> str:
    """The host and port that an address leads to, as "funder.example:443". Raises ForbiddenError for no web address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise ForbiddenError(f"{url}: not an http or https address") from error
    if not host:
        raise ForbiddenError(f"{url}: an address without a host")
    return f"{host}:{port}"


def is_open(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, shared or reserved."""
    ip = ip_address(address.partition("%")[0])
    inner = _carried(ip) if isinstance(ip, IPv6Address) else None
    return is_open(str(inner)) if inner else ip.is_global and not ip.is_multicast


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is reached through this one, if it is of that kind."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def names_private(place: str) -> bool:
    """Whether a place says itself that it is not on the open internet: `localhost`, or a number that is not."""
    host = place.rpartition(":")[0]
    try:
        return not is_open(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class GuardedAdapter(HTTPAdapter):
    """Connects to the open internet and to `trusted` places; raises ForbiddenError elsewhere, before a byte is sent.

    Behind a proxy it is the proxy that connects and must refuse; only what the address itself says is seen here.
    """

    def __init__(self, trusted: Collection[str]) -> None:
        self._trusted = frozenset(trusted)
        super().__init__()

    def init_poolmanager(self, *values: Any, **options: Any) -> None:
        """As the library does, with connections that look whom they have reached."""
        super().init_poolmanager(*values, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._trusted)

    def send(self, request: Any, *values: Any, **options: Any) -> Any:
        """One request; never a redirect."""
        place = place_of(request.url)
        if place not in self._trusted and names_private(place):
            raise ForbiddenError(f"{request.url}: not an address on the open internet")
        return super().send(request, *values, **options)


def _pools(trusted: frozenset[str]) -> dict[str, Any]:
    """The library's pools by scheme, with connections that are looked at as soon as they are made."""

    def looked_at(sock: socket.socket, host: str, port: int) -> socket.socket:
        peer = str(sock.getpeername()[0])
        if f"{host.strip('[]').lower()}:{port}" in trusted or is_open(peer):
            return sock
        sock.close()
        raise ForbiddenError(f"{host} is at {peer}, which is not on the open internet")

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return looked_at(super()._new_conn(), self.host, self.port)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return looked_at(super()._new_conn(), self.host, self.port)

    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure}),
    }

"""Where an outgoing call may connect to: public addresses, each looked at after its name is resolved.

A name is resolved once for a connection, and the connection is made to the address that was looked at: a name server
that answers otherwise the second time (DNS rebinding) is not asked. The name stays in Host, and in what TLS verifies.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from concurrent.futures import Executor
from typing import TypeAlias

import httpcore

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]

SECONDS_TO_CONNECT = 5
# What ipaddress calls global, and is not to be called: protocol assignments (RFC 6890), relays of 6to4 (RFC 7526), and
# the address at which one cloud tells its hosts who they are.
REFUSED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291 §2.4, as assigned by IANA: nothing else is global yet
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052 §2.1


class ForbiddenAddressError(httpcore.ConnectError):
    """A host has an address that is not public."""


def is_public(text: str) -> bool:
    """Whether an IP address is a public one, and none that stands for another that is not."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in network for network in REFUSED)
    inner = address.ipv4_mapped or address.sixtofour
    if address in NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return address in UNICAST and address.is_global


def resolver(executor: Executor) -> Resolve:
    """What asks the name servers of the machine, in threads of its own: a name server may be slow, too."""

    async def resolve(host: str, port: int) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            executor, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(each[4][0]) for each in found))

    return resolve


class PublicBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, and to hosts that the operator trusts."""

    def __init__(self, resolve: Resolve, trusted_hosts: Collection[str]) -> None:
        self._resolve = resolve
        self._trusted = {host.lower() for host in trusted_hosts}
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of a host's addresses that answers.

        Raises:
            ForbiddenAddressError: one of them is not public; a name that has both kinds is no accident.
            httpcore.ConnectError: the host has no address, or none answers.
        """
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("its name has no address") from error
        if host.lower() not in self._trusted and not all(map(is_public, addresses)):
            raise ForbiddenAddressError("its name has an address that is not public")
        seconds = min(timeout or SECONDS_TO_CONNECT, SECONDS_TO_CONNECT)
        failure: Exception = httpcore.ConnectError("its name has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

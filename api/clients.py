"""Who asks: the address of a client, which proxies that the operator names may tell of others, and nobody else."""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.types import Scope

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
SCHEMES = (b"http", b"https")
PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|([^:]*):\d+")
KNOWN = 8192  # addresses whose reading is remembered


class Proxies:
    """The proxies whose word is taken; without any, every client is who its connection comes from."""

    def __init__(self, networks: Sequence[str] = ()) -> None:
        """Take addresses or networks.

        Raises:
            ValueError: one is neither.
        """
        self._networks = [ip_network(one) for one in networks]
        self._trusts = lru_cache(KNOWN)(self._is_trusted)

    def hear(self, scope: Scope) -> bytes | None:
        """Put the true client and scheme in place of the proxy's; the request id that the proxy gives, if any.

        Each proxy adds to X-Forwarded-For who asked it. So the last address that is no named proxy's is the client;
        what stands before it may be made up, and so may be all that stands before what is no address.
        """
        if not self._networks or not scope["client"] or not self._trusts(scope["client"][0]):
            return None
        told: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            if name.startswith(b"x-"):
                told.setdefault(name, []).append(value)
        for hop in reversed(b",".join(told.get(b"x-forwarded-for", ())).decode("latin-1").split(",")):
            client = _address(hop.strip())
            if client is None:
                break
            scope["client"] = (client, 0)
            if not self._trusts(client):
                break
        scheme = b",".join(told.get(b"x-forwarded-proto", ())).rpartition(b",")[2].strip().lower()
        if scheme in SCHEMES:
            scope["scheme"] = scheme.decode()
        ids = told.get(b"x-request-id", ())
        return ids[0] if len(ids) == 1 and REQUEST_ID.fullmatch(ids[0]) else None

    def _is_trusted(self, host: str) -> bool:
        address = read(host)
        return address is not None and any(address in one for one in self._networks)


def read(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is; one of IPv4 that is written as one of IPv6 is of IPv4. None: it is none."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


@lru_cache(KNOWN)
def neighbourhood(host: str) -> str:
    """Whom a client cannot help being: its address, of IPv6 the /64 that a network gives to one customer."""
    address = read(host)
    return f"{int(address) >> 64:x}" if isinstance(address, IPv6Address) else str(address or host)


def _address(hop: str) -> str | None:
    """A part of X-Forwarded-For, without its port, where it has one."""
    bare = PORT.fullmatch(hop)
    address = read((bare[1] or bare[2] or "") if bare else hop)
    return None if address is None else str(address)

"""Which addresses are never connected to, in whatever spelling a name or a number has."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import httpcore
import pytest

from graph.addresses import ForbiddenAddressError, PublicBackend, is_public, resolver
from tests.graph.test_store import listener

REFUSED = {
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "link-local": ["169.254.1.1", "fe80::1", "fe80::1%1"],
    "shared (RFC 6598)": ["100.64.0.1", "100.127.255.255"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "unspecified": ["0.0.0.0", "0.1.2.3", "::"],  # noqa: S104 - nothing is bound
    "of cloud metadata": ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"],
    "reserved": ["240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.1", "2001:db8::1", "4000::1"],
    "site-local": ["fec0::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1"],
    "compatible": ["::127.0.0.1", "::8.8.8.8"],
    "translated (RFC 6052)": ["64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1"],
    "translated (RFC 8215)": ["64:ff9b:1::8.8.8.8"],
    "6to4": ["2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::"],
    "Teredo": ["2001::1", "2001:0:53aa:64c:0:0:80ff:fffe"],
}
PUBLIC = ["8.8.8.8", "208.80.154.224", "2620:0:861:ed1a::1", "64:ff9b::8.8.8.8", "2002:808:808::1", "::ffff:8.8.8.8"]
SPELLINGS = ["2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1", "0177.0.0.1", "127.0.0.1", "0", "localhost",
             "LOCALHOST", "::1", "::ffff:127.0.0.1", "localhost."]  # fmt: skip


@pytest.mark.parametrize("address", [address for group in REFUSED.values() for address in group])
def test_an_address_is_not_public_that_is(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_loopback_is_connected_to(spelling: str) -> None:
    with listener() as (port, made), ThreadPoolExecutor(1) as executor:
        backend = PublicBackend(resolver(executor), ())
        with pytest.raises(httpcore.ConnectError):  # some of them have no address on some machines
            asyncio.run(backend.connect_tcp(spelling, port, 5))
    assert made == []


def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server answers with a public address first, and with loopback ever after."""
    answers = [["192.0.2.1"], ["127.0.0.1"]]
    connected: list[str] = []

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    class Inner(httpcore.AsyncNetworkBackend):
        async def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
            connected.append(host)
            raise httpcore.ConnectError

    def no_lookup(*_: object, **__: object) -> None:
        raise AssertionError("a name was resolved a second time")

    monkeypatch.setattr("graph.addresses.is_public", lambda address: address == "192.0.2.1")
    monkeypatch.setattr(socket, "getaddrinfo", no_lookup)
    backend = PublicBackend(resolve, ())
    monkeypatch.setattr(backend, "_inner", Inner())
    with pytest.raises(httpcore.ConnectError):
        asyncio.run(backend.connect_tcp("rebinding.test", 80))
    assert connected == ["192.0.2.1"]
    with pytest.raises(ForbiddenAddressError):
        asyncio.run(backend.connect_tcp("rebinding.test", 80))
    assert connected == ["192.0.2.1"]


@pytest.mark.parametrize("addresses", [["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]])
def test_a_name_with_one_address_that_is_not_public_is_not_connected_to(addresses: list[str]) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return addresses

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(PublicBackend(resolve, ("other.test",)).connect_tcp("split.test", 80))


def test_a_host_that_the_operator_trusts_is_connected_to_at_the_first_address_that_answers() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]  # the listener is at the second

    async def connect(port: int) -> None:
        await (await PublicBackend(resolve, ("Trusted.test",)).connect_tcp("trusted.TEST", port)).aclose()

    with socket.create_server(("127.0.0.1", 0)) as server:
        asyncio.run(connect(server.getsockname()[1]))
        server.settimeout(5)
        server.accept()[0].close()


def test_a_host_without_an_address_is_told() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return []

    with pytest.raises(httpcore.ConnectError, match="no address"):
        asyncio.run(PublicBackend(resolve, ()).connect_tcp("nowhere.test", 80))

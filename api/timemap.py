"""Memento (RFC 7089): the links of a resource to its versions, and the list of them all."""

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, urlencode, urlsplit

from graph.versions import Version

LINK_FORMAT = "application/link-format"
PARAMETER = "version"
OF = "of"
# What is the same at any time, or tells of times itself.
TIMELESS = frozenset({"health", "metrics", "static", "versions"})
# Every other address chooses among its versions by Accept-Datetime itself (§4.1.1); the target is the address.
TIMED = [(b"vary", b"Accept-Datetime"), (b"link", b'<>; rel="original timegate"')]
RELATION = "http://www.w3.org/ns/prov#wasDerivedFrom"


def naming(base: str, version: str) -> list[tuple[bytes, bytes]]:
    """The header by which every answer names the version of the dataset that it is made of.

    No registered relation says this (`latest-version` and its like are of one resource's own versions, RFC 5829), so
    it is PROV's own term for it, as RFC 8288 §2.1.2 has it.
    """
    return [(b"link", f'<{base}versions/{version}>; rel="{RELATION}"'.encode())]


def http_date(moment: datetime) -> str:
    """A moment as HTTP has it, in whole seconds (RFC 9110 §5.6.7)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def memento_of(resource: str, version: Version) -> str:
    """The address of a resource (path and query) in a version, under its base."""
    parts = urlsplit(resource)
    query = "&".join(filter(None, [parts.query, urlencode({PARAMETER: version.sha256})]))
    return f"{version.base}{parts.path.removeprefix('/')}?{query}"


def timemap_of(resource: str) -> str:
    """The path of the list of all versions of a resource."""
    return f"versions?{urlencode({OF: resource}, quote_via=quote, safe='/')}"


def links(resource: str, base: str) -> str:
    """The value of Link in an answer of a version (§2.2): the resource chooses by Accept-Datetime itself (§4.1.1)."""
    original = f"{base}{resource.removeprefix('/')}"
    timemap = f'<{base}{timemap_of(resource)}>; rel="timemap"; type="{LINK_FORMAT}"'
    return f'<{original}>; rel="original timegate", {timemap}'


def timemap(resource: str, versions: list[Version], base: str) -> str:
    """All versions of a resource, in the order in which they first became current (§5)."""
    resource = quote(resource, safe="%/:?#[]@!$&'()*+,;=~")
    original = f"{base}{resource.removeprefix('/')}"
    told = [f'<{original}>; rel="original timegate"']
    span = ""
    if versions:
        span = f'; from="{http_date(versions[0].since)}"; until="{http_date(versions[-1].since)}"'
    told.append(f'<{base}{timemap_of(resource)}>; rel="self"; type="{LINK_FORMAT}"{span}')
    for at, version in enumerate(versions):
        ends = [name for name, is_it in (("first", at == 0), ("last", at == len(versions) - 1)) if is_it]
        relation = " ".join([*ends, "memento"])
        told.append(f'<{memento_of(resource, version)}>; rel="{relation}"; datetime="{http_date(version.since)}"')
    return ",\n".join(told) + "\n"

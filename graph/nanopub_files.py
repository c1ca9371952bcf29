"""Nanopublications as files: written, alike for the same ones, and read back for verification."""

import gzip
import re
from collections.abc import Iterable

from graph.nanopubs import NP, NPX, Nanopub
from graph.quads import serialise
from ontology.terms import Names

TRIG = "application/trig"
JSON_LD = "application/ld+json"
NQUADS = "application/n-quads"
# What a name begins with that the nanopub library finds (in 2.0.1: Nanopub.get_source_uri_from_graph).
READ = re.compile(r"[a-z0-9+.-]+://[a-zA-Z0-9/._-]+")


def written(nanopub: Nanopub, media_type: str, names: Names) -> bytes:
    """One nanopublication in a media type that has graphs; in TriG it is `this:`, and what is under it `sub:`."""
    rows = (dict(zip(("graph", "subject", "predicate", "object"), quad, strict=True)) for quad in nanopub.quads)
    own = {"this": nanopub.iri, "sub": f"{nanopub.iri}#"} if media_type == TRIG else {}
    return serialise(rows, media_type, names, {"np": str(NP), "npx": str(NPX), **own})


def bulk(nanopubs: Iterable[Nanopub], names: Names) -> bytes:
    """Nanopublications one after another, each part in one piece, as TriG."""
    return b"\n".join(written(one, TRIG, names) for one in nanopubs)


def compressed(trig: bytes) -> bytes:
    """The same as gzip has it (RFC 1952), without the time."""
    return gzip.compress(trig, mtime=0)


def is_read_by_others(names: Names) -> bool:
    """Whether the nanopub library for Python, too, can verify what is named under this base: it knows no port."""
    return READ.fullmatch(names.base) is not None

"""Extensions: each format of a thing has an address of its own, that of the thing with `.ttl` or the like after it."""

EXTENSIONS = ("ttl", "nt", "rdf", "jsonld", "trig", "nq", "html", "linkset")


def extended(path: str) -> tuple[str, str]:
    """The path of a thing, and the extension after it that names a format; empty where there is none."""
    thing, _, extension = path.rpartition(".")
    is_one = extension in EXTENSIONS and bool(thing) and not thing.endswith("/")
    return (thing, extension) if is_one else (path, "")

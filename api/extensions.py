"""Extensions: each format of a thing has an address of its own, that of the thing with `.ttl` or the like after it."""

EXTENSIONS = ("ttl", "nt", "rdf", "jsonld", "trig", "nq", "html", "linkset")
CITATIONS = ("bib", "ris", "csl.json")


def extended(path: str) -> tuple[str, str]:
    """The path of a thing, and the extension after it that names a format; empty where there is none."""
    for extension in (*EXTENSIONS, *CITATIONS):
        thing = path.removesuffix(f".{extension}")
        if thing not in (path, "") and not thing.endswith("/"):
            return thing, extension
    return path, ""

"""Profiles of media types (RFC 6906): whether a request asks for provenance, in a media type that others have, too."""

from collections.abc import Sequence
from functools import lru_cache

import mimeparse
from starlette.requests import Request

from api.negotiation import accept_of
from graph.lineage.provenance import PROFILE

NAMES = {"prov", PROFILE, PROFILE.removesuffix("#")}


def asks_provenance(request: Request, formats: Sequence[str], offered: Sequence[str]) -> bool:
    """Whether a request asks for PROV: by `format`, or by the profile of what it likes best of what is offered."""
    if formats:
        return formats[0].strip().lower() == "prov"
    accept = accept_of(request) or ""
    return "profile" in accept.lower() and _likes_provenance(accept, tuple(offered))


@lru_cache(maxsize=1000)  # a client says the same each time
def _likes_provenance(accept: str, offered: tuple[str, ...]) -> bool:
    try:
        ranges = [mimeparse.parse_media_range(part) for part in accept.split(",") if part.strip()]
    except mimeparse.MimeTypeParseException:
        return False  # whoever chooses a format of these says so
    had = [one for one in ranges if any(mimeparse.quality_parsed(each, [one]) > 0 for each in offered)]
    best = max(had, key=lambda one: float(one[2]["q"]), default=None)
    return best is not None and not NAMES.isdisjoint(best[2].get("profile", "").split())

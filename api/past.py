"""Pages of an earlier version: their links and forms stay in it."""

import re

from api.timemap import PARAMETER

LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')
FORM = re.compile(r"<form\b[^>]*>")


def staying(page: str, root: str, version: str) -> str:
    """A page each of whose links to the service's own pages names the version, but those to what tells of versions."""
    told = f"{PARAMETER}={version}"

    def name(found: "re.Match[str]") -> str:
        before, address, after = found.groups()
        path = address.removeprefix(root)
        is_own = address.startswith(f"{root}/") and not path.startswith(("/static/", "/versions"))
        if not is_own or f"{PARAMETER}=" in address:
            return found[0]
        place, mark, fragment = address.partition("#")
        return f"{before}{place}{'&amp;' if '?' in place else '?'}{told}{mark}{fragment}{after}"

    hidden = f'<input type="hidden" name="{PARAMETER}" value="{version}">'
    return FORM.sub(lambda found: found[0] + hidden, LINK.sub(name, page))

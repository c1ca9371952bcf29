"""A small interpreter of Apache's rewriting in a folder: as much of mod_rewrite as the project's own rules use."""

import re
from dataclasses import dataclass
from pathlib import Path

MOST_ROUNDS = 10


@dataclass(frozen=True)
class Outcome:
    """What comes of a request: a redirect with its status, or with 200 the path that is read."""

    status: int
    target: str


@dataclass(frozen=True)
class Rule:
    """A RewriteRule, and the conditions before it; (what is tested, pattern, flags)."""

    conditions: tuple[tuple[str, str, str], ...]
    pattern: str
    target: str
    flags: frozenset[str]


class Rewriting:
    """The rules of an .htaccess; `folder` is where it lies, for tests of files."""

    def __init__(self, htaccess: str, folder: Path | None = None) -> None:
        self._folder, self.rules, conditions = folder, list[Rule](), list[tuple[str, str, str]]()
        assert re.search(r"^RewriteEngine on$", htaccess, re.MULTILINE | re.IGNORECASE)
        for line in htaccess.splitlines():
            name, *rest = line.split(" ") if line.startswith("Rewrite") else ("",)
            if name == "RewriteCond":
                tested, pattern, *flags = rest
                conditions.append((tested, pattern, "".join(flags)))
            elif name == "RewriteRule":
                pattern, target, flags_told = rest
                told = frozenset(flags_told.strip("[]").split(","))
                self.rules.append(Rule(tuple(conditions), pattern, target, told))
                conditions = []

    def ask(self, path: str, accept: str = "*/*", language: str = "") -> Outcome:
        """What comes of a GET of a path within the folder; internal rewriting begins again until nothing changes."""
        for _ in range(MOST_ROUNDS):
            rule, found = self._first(path, accept, language)
            if rule is None or found is None:
                return Outcome(200, path)
            target = found.expand(re.sub(r"\$(\d)", r"\\\1", rule.target))
            if status := next((int(flag[2:]) for flag in rule.flags if flag.startswith("R=")), 0):
                return Outcome(status, target)
            path = target
        raise AssertionError(f"{path} is rewritten for ever")

    def _first(self, path: str, accept: str, language: str) -> tuple[Rule | None, re.Match[str] | None]:
        for rule in self.rules:
            found = re.search(rule.pattern, path)
            if found and all(self._holds(one, path, accept, language) for one in rule.conditions):
                return rule, found
        return None, None

    def _holds(self, condition: tuple[str, str, str], path: str, accept: str, language: str) -> bool:
        tested, pattern, flags = condition
        text = tested.replace("%{HTTP_ACCEPT}", accept).replace("%{HTTP:Accept-Language}", language)
        if pattern == "-f":
            assert self._folder is not None
            return Path(text.replace("%{REQUEST_FILENAME}", str(self._folder / path).rstrip("/"))).is_file()
        is_denied = pattern.startswith("!")
        found = re.search(pattern.removeprefix("!"), text, re.IGNORECASE if "NC" in flags else 0)
        return (found is None) == is_denied

"""Cited answers: what is kept of the answer to a query, so that it can be cited, checked and asked again."""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from graph.answer_hash import Counted, counted
from graph.engine import Graphs
from graph.limits import MIB
from graph.normal_form import NormalForm, normal_form
from graph.reproducibility import REASONS, Reading, read
from graph.store import JSON
from ontology import __version__
from ontology.errors import InputError

NTRIPLES = "application/n-triples"
FORMATS = (JSON, NTRIPLES)  # of results, for the two kinds that there are
FOLDER = "query"  # below the base, where they have their addresses
KEPT = MIB  # bytes of a compressed result
DIGITS = 32
ID = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
SHA256 = re.compile(r"[0-9a-f]{64}")
SHOWN = 5  # columns of a title that is made
TITLE = 300  # characters
UNKNOWN = "which claims it rests on is not known: nothing here traces that"
TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Bounds:
    """The limits in force: seconds of evaluation, rows or triples, and bytes of the result."""

    seconds: float
    rows: int
    result_bytes: int


@dataclass(frozen=True)
class Support:
    """The IRIs of the claims that an answer rests on; None: they are not known, and `why`."""

    claims: tuple[str, ...] | None
    why: str = ""


@dataclass(frozen=True)
class CitedAnswer:
    """The record of an answer.

    `id` follows from the query in its normal form, the graphs that it was asked of, the version of the dataset (SHA-256
    in hexadecimal) and the hash of the result; so whoever cites the same answer has the same identifier. `query` is as
    it was first sent; `default` and `named` are the graphs of the protocol (SPARQL 1.1 Protocol §2.1.4), sorted. `base`
    is that of the service, `writes` how many writes it had seen, `time` the moment of the answer (UTC, ISO 8601 in
    whole seconds). `columns` are named as in the query; `rows` are solutions, triples, or 1 of ASK. `reasons` say why
    the answer may be another one the next time (names of `graph.reproducibility.REASONS`). `title` is given, or empty.
    `result` is the result itself in `media_type`; None: it is too large to be kept, and only its hash is.
    """

    id: str
    query: str
    normal_form: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    base: str
    version: str
    writes: int
    time: str
    form: str
    columns: tuple[str, ...]
    rows: int
    result_sha256: str
    is_ordered: bool
    bounds: Bounds
    reasons: tuple[str, ...]
    support: Support
    title: str
    software: str
    media_type: str
    result: bytes | None

    @classmethod
    def of(
        cls,
        query: str,
        graphs: Graphs,
        result: bytes,
        media_type: str,
        *,
        base: str,
        version: str,
        bounds: Bounds,
        writes: int = 0,
        title: str = "",
        support: Support = Support(None, UNKNOWN),
        now: datetime | None = None,
    ) -> "CitedAnswer":
        """The record of a whole result in one of FORMATS.

        Raises:
            InputError: the title is too long, or is no line of text.
        """
        normal, reading, found = examined(query, graphs, result, media_type, base=base, is_written=writes > 0)
        default, named = tuple(sorted(set(graphs.default))), tuple(sorted(set(graphs.named)))
        is_kept = len(zlib.compress(result)) <= KEPT
        return cls(
            id=identifier(normal.text, default, named, version, found.sha256),
            query=query,
            normal_form=normal.text,
            default=default,
            named=named,
            base=base,
            version=version,
            writes=writes,
            time=(now or datetime.now(UTC)).astimezone(UTC).strftime(TIME),
            form=reading.form,
            columns=found.columns,
            rows=found.rows,
            result_sha256=found.sha256,
            is_ordered=reading.is_ordered,
            bounds=bounds,
            reasons=reading.reasons,
            support=support,
            title=title_of(title),
            software=__version__,
            media_type=media_type,
            result=result if is_kept else None,
        )

    @property
    def iri(self) -> str:
        """Its IRI, which is the address of its page."""
        return f"{self.base}{FOLDER}/{self.id}"

    @property
    def version_iri(self) -> str:
        """The IRI of the version of the dataset that was asked."""
        return f"{self.base}versions/{self.version}"

    @property
    def graphs(self) -> Graphs:
        """The dataset of the protocol that it was asked of."""
        return Graphs(self.default, self.named)

    @property
    def record_sha256(self) -> str:
        """The hash of all that the record tells; that of the result stands for the result."""
        told = {name: value for name, value in self.tell().items() if name != "result"}
        return sha256(_canonical(told)).hexdigest()

    def named_in(self, language: str) -> str:
        """The title, or else one that is made of what was asked, in a language."""
        if self.title:
            return self.title
        is_chinese = language == "zh-Hant"
        what = ("、" if is_chinese else ", ").join(self.columns[:SHOWN]) + ("…" if len(self.columns) > SHOWN else "")
        chinese, english = {
            "SELECT": (f"查詢 {what} 之答案（{self.rows} 列）", f"Answer to a query for {what} ({self.rows} row"),
            "ASK": ("是非查詢之答案", "Answer to a yes-or-no query"),
        }.get(self.form, (f"查詢所得之圖（{self.rows} 個三元組）", f"Graph from a query ({self.rows} triple"))
        if is_chinese or self.form == "ASK":
            return chinese if is_chinese else english
        return f"{english})" if self.rows == 1 else f"{english}s)"

    def tell(self) -> dict[str, Any]:
        """All of it but the result, for JSON."""
        return {name: value for name, value in asdict(self).items() if name != "result"}

    @classmethod
    def told(cls, told: Mapping[str, Any], result: bytes | None) -> "CitedAnswer":
        """What `tell` has told.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        if told.keys() != {one.name for one in fields(cls)} - {"result"}:
            raise ValueError("it has other members")
        support = told["support"]
        claims = None if support["claims"] is None else tuple(support["claims"])
        listed = ("default", "named", "columns", "reasons")
        parts = {**told, **{name: tuple(told[name]) for name in listed}}
        return cls(
            **{**parts, "bounds": Bounds(**told["bounds"]), "support": Support(claims, support["why"])}, result=result
        )

    def fault(self) -> str:
        """What is wrong with the record in itself, as a sentence; empty where all of it fits together."""
        try:
            datetime.strptime(self.time, TIME)
            title_of(self.title)
        except InputError as error:
            return str(error)
        except ValueError:
            return f"{self.time} is no moment"
        if not SHA256.fullmatch(self.version):
            return "its version is no SHA-256"
        if self.id != identifier(self.normal_form, self.default, self.named, self.version, self.result_sha256):
            return "its identifier does not follow from its query, graphs, version and result"
        if self.result is None:
            normal, reading = (
                normal_form(self.query, self.base),
                read(self.query, self.graphs, is_written=self.writes > 0),
            )
        else:
            try:
                normal, reading, found = examined(
                    self.query, self.graphs, self.result, self.media_type, base=self.base, is_written=self.writes > 0
                )
            except (ValueError, KeyError, TypeError, SyntaxError):
                return "its result cannot be read"
            if (found.sha256, found.columns, found.rows) != (self.result_sha256, self.columns, self.rows):
                return "its result is not the one of its hash, columns and rows"
        if normal.text != self.normal_form:
            return "its normal form is not that of its query"
        if (reading.form, reading.is_ordered, reading.reasons) != (self.form, self.is_ordered, self.reasons):
            return "what it tells of its query is not so"
        return ""


def examined(
    query: str, graphs: Graphs, result: bytes, media_type: str, *, base: str, is_written: bool = False
) -> tuple[NormalForm, Reading, Counted]:
    """The normal form of a query, what is read of it, and the hash of a result of it.

    Raises:
        ValueError, KeyError, TypeError, SyntaxError: it is no result in that format.
    """
    normal, reading = normal_form(query, base), read(query, graphs, is_written=is_written)
    return normal, reading, counted(result, media_type, normal.variables, reading)


def identifier(normal: str, default: tuple[str, ...], named: tuple[str, ...], version: str, result: str) -> str:
    """The identifier of an answer: the first digits of the SHA-256 of what makes it this one, as a list in JSON."""
    return sha256(_canonical([normal, default, named, version, result])).hexdigest()[:DIGITS]


def title_of(text: str) -> str:
    """A title that somebody gives.

    Raises:
        InputError: it is too long, or is no line of text.
    """
    title = text.strip()
    if len(title) > TITLE:
        raise InputError(f"the title has {len(title)} characters; {TITLE} are the most")
    if not title.isprintable():
        raise InputError("the title is one line of text, without signs that cannot be shown")
    return title


def reasons_in(reasons: tuple[str, ...], language: str) -> list[str]:
    """Why an answer may not be reproducible, in a language."""
    return [REASONS[one][language] for one in reasons]


def _canonical(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()

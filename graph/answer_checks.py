"""The checks of a citation: each looks at one thing, and says in one sentence, in both languages, what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.answers import CitedAnswer, examined, identifier, reasons_in
from graph.normal_form import normal_form

LANGUAGES = ("en", "zh-Hant")
TOLD = 5  # claims that a sentence names


class Finding(StrEnum):
    """What a check has found; NOTE: something that neither speaks for the citation nor against it."""

    HOLDS = "holds"
    NOTE = "note"
    UNKNOWN = "cannot be verified"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Check:
    """One check: what was looked at, what was found, and the sentence on it in each language."""

    name: str
    finding: Finding
    said: Mapping[str, str]


ONLY_NAMED = Check(
    "entry",
    Finding.NOTE,
    {
        "en": "Only the identifier is cited, so what is verified is the entry that this service keeps under it.",
        "zh-Hant": "所引僅為識別碼，故所驗證者為本服務所存之記錄。",
    },
)
# What a citation tells, in the order of reading, and how it is called; what the identifier does not follow from is
# compared with the entry of the service only.
PARTS: Mapping[str, tuple[str, str]] = {
    "query": ("its query", "查詢"),
    "normal_form": ("the normal form of its query", "查詢之標準形式"),
    "default": ("its default graphs", "預設圖"),
    "named": ("its named graphs", "具名圖"),
    "version": ("its version of the dataset", "資料集版本"),
    "result_sha256": ("the hash of its result", "結果之雜湊值"),
    "form": ("the form of its query", "查詢形式"),
    "columns": ("its columns", "欄"),
    "rows": ("its number of rows", "列數"),
    "is_ordered": ("whether its rows have an order", "各列是否有序"),
    "reasons": ("why it may not be reproducible", "未必能重現之原因"),
    "time": ("its time", "時間"),
    "writes": ("how many writes it had seen", "所見寫入次數"),
    "support": ("its claims", "所依據之主張"),
    "bounds": ("the limits in force", "適用之限制"),
    "software": ("the software", "軟體"),
}


def check_of(name: str, finding: Finding, english: str, chinese: str) -> Check:
    """A check, by its sentences."""
    return Check(name, finding, dict(zip(LANGUAGES, (english, chinese), strict=True)))


def wholeness(told: CitedAnswer, record_sha256: str, held: CitedAnswer | None) -> list[Check]:
    """Whether a citation fits together in itself."""
    checks = [_identity(told)]
    if told.result is not None and (what := _result_fault(told)):
        english = f"The result that stands in the citation was edited: it has not {what[0]} that the citation tells."
        checks.append(check_of("copy", Finding.DIFFERS, english, f"引用所附之結果曾遭竄改：與所載之{what[1]}不符。"))
    is_edited = bool(record_sha256) and record_sha256 != told.record_sha256
    if is_edited and held is None and checks[0].finding == Finding.HOLDS:
        english = (
            "It was edited: the hash of the record does not fit. Its title, time, numbers or claims may be other ones "
            "than it was made with."
        )
        chinese = "引用曾遭竄改：記錄之雜湊值不符。其標題、時間、數目或主張可能非原貌。"
        checks.append(check_of("record", Finding.DIFFERS, english, chinese))
    return checks


def _identity(told: CitedAnswer) -> Check:
    if told.id != identifier(told.normal_form, told.default, told.named, told.version, told.result_sha256):
        english = (
            "The identifier does not follow from the query, the graphs, the version and the hash of the result that "
            "the citation tells: it was edited or forged."
        )
        chinese = "識別碼與引用所載之查詢、圖、版本及結果雜湊值不符：引用曾遭竄改或偽造。"
        return check_of("identity", Finding.DIFFERS, english, chinese)
    if normal_form(told.query, told.base).text != told.normal_form:
        english = "The query of the citation was edited: it is not the one of its normal form and its identifier."
        return check_of("identity", Finding.DIFFERS, english, "引用之查詢曾遭竄改：與其標準形式及識別碼不符。")
    english = "The identifier follows from the query, the graphs, the version and the hash of the result."
    return check_of("identity", Finding.HOLDS, english, "識別碼與查詢、圖、版本及結果雜湊值相符。")


def _result_fault(told: CitedAnswer) -> tuple[str, str] | None:
    """What of the result that stands in a citation is not as the citation tells."""
    assert told.result is not None  # noqa: S101 - whoever calls has looked
    try:
        _, _, found = examined(
            told.query, told.graphs, told.result, told.media_type, base=told.base, is_written=told.writes > 0
        )
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        return "the form", "形式"
    if found.sha256 != told.result_sha256:
        return "the hash", "雜湊值"
    if found.rows != told.rows:
        return "the number of rows", "列數"
    return ("the columns", "欄") if found.columns != told.columns else None


def elsewhere(told: CitedAnswer, base: str) -> Check:
    """That a citation is of another service than that of a base."""
    english = f"The citation is of another service ({told.base}, this one is {base}): verify it there, at {told.iri}."
    chinese = f"此引用屬另一服務（{told.base}，此處為 {base}）：請至 {told.iri} 驗證。"
    return check_of("server", Finding.UNKNOWN, english, chinese)


def beside_entry(told: CitedAnswer, held: CitedAnswer | None) -> list[Check]:
    """The citation beside the entry of the service."""
    if held is None:
        english = "This service has no entry of that identifier; what the citation tells is checked all the same."
        return [check_of("entry", Finding.NOTE, english, "本服務並無此識別碼之記錄；引用所載內容仍予查驗。")]
    differing = [words for name, words in PARTS.items() if getattr(told, name) != getattr(held, name)]
    checks = list[Check]()
    if differing:
        english = f"The entry that this service keeps is otherwise in {_listed([one for one, _ in differing], 'and')}."
        chinese = f"本服務所存記錄於下列各項不同：{'、'.join(one for _, one in differing)}。"
        checks.append(check_of("entry", Finding.DIFFERS, english, chinese))
    else:
        english = "The entry that this service keeps says the same."
        checks.append(check_of("entry", Finding.HOLDS, english, "與本服務所存記錄相同。"))
    if told.title != held.title:
        english = "Its title is not the one that was given here; a title is no part of what is identified."
        checks.append(check_of("title", Finding.NOTE, english, "標題與此處所定者不同；標題不屬識別內容。"))
    return checks


def not_kept(told: CitedAnswer) -> Check:
    """That the version of a citation is not kept here."""
    english = (
        f"The version {told.version} of the dataset is not kept here, so the query cannot be answered again; "
        "only the identifier and the entry could be looked at."
    )
    chinese = f"此處未保存資料集版本 {told.version}，無法重新作答；僅能查核識別碼與記錄。"
    return check_of("version", Finding.UNKNOWN, english, chinese)


def compared(told: CitedAnswer, found: CitedAnswer) -> list[Check]:
    """The citation beside the answer that its query has now."""
    english = f"The query was answered again on the version {told.version}."
    checks = [check_of("version", Finding.HOLDS, english, f"已於版本 {told.version} 重新作答。")]
    is_same = (told.rows, told.result_sha256) == (found.rows, found.result_sha256)
    worse = Finding.UNKNOWN if found.reasons else Finding.DIFFERS
    checks.append(_number_of_rows(told, found, worse))
    if told.columns == found.columns:
        checks.append(check_of("columns", Finding.HOLDS, "Its columns are the same.", "欄相同。"))
    else:
        english = f"The citation tells the columns {_names(told.columns)}, and the answer has {_names(found.columns)}."
        chinese = f"引用所載之欄為 {_names(told.columns)}，答案之欄為 {_names(found.columns)}。"
        checks.append(check_of("columns", Finding.DIFFERS, english, chinese))
    if told.result_sha256 == found.result_sha256:
        checks.append(check_of("result", Finding.HOLDS, "Its result is the same.", "結果相同。"))
    else:
        english = f"The hash of the result is {found.result_sha256}, and the citation tells {told.result_sha256}."
        chinese = f"結果之雜湊值為 {found.result_sha256}，引用所載為 {told.result_sha256}。"
        checks.append(check_of("result", worse, english, chinese))
    checks.append(_claims(told, found))
    if found.reasons and not is_same:
        english = f"It may be another one each time: {'; '.join(reasons_in(found.reasons, 'en'))}."
        chinese = f"每次所得可能不同：{'；'.join(reasons_in(found.reasons, 'zh-Hant'))}。"
        checks.append(check_of("reproducible", Finding.UNKNOWN, english, chinese))
    return checks


def _number_of_rows(told: CitedAnswer, found: CitedAnswer, worse: Finding) -> Check:
    if told.rows == found.rows:
        return check_of(
            "rows", Finding.HOLDS, f"It has {found.rows} rows, as the citation tells.", f"列數相同：{found.rows}。"
        )
    english = f"It has {found.rows} rows, and the citation tells {told.rows}."
    return check_of("rows", worse, english, f"答案有 {found.rows} 列，引用所載為 {told.rows} 列。")


def _claims(told: CitedAnswer, found: CitedAnswer) -> Check:
    old, new = told.support.claims, found.support.claims
    if old is None or new is None:
        english = "Which claims it rests on is not told, or was not traced now, so these are not compared."
        return check_of("claims", Finding.NOTE, english, "未載其所依據之主張，或此次未予追溯，故不比較。")
    if set(old) == set(new):
        return check_of(
            "claims",
            Finding.HOLDS,
            f"It rests on the same claims ({len(new)}).",
            f"所依據之主張相同（{len(new)} 則）。",
        )
    apart = sorted(set(old) ^ set(new))
    more = len(apart) - TOLD
    listed = ", ".join(apart[:TOLD])
    english = (
        f"It does not rest on the claims that the citation tells: {listed}{f' and {more} more' if more > 0 else ''}."
    )
    chinese = f"所依據之主張與引用所載不同：{listed}{f'，另有 {more} 則' if more > 0 else ''}。"
    return check_of("claims", Finding.DIFFERS, english, chinese)


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f"?{name}" for name in columns) or "(none)"


def _listed(words: list[str], mark: str) -> str:
    return f" {mark} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))

"""Why a comparison came out as it did, in a sentence or two of both languages."""

from collections import Counter
from collections.abc import Iterable

from rdflib.term import Identifier

from graph.crosscheck.comparing import Comparison, CrossCheck, Put
from graph.crosscheck.judging import AFFIRMS, DENIES, NEGATIVE, Evidence, Finding

Labels = dict[str, dict[str, str]]
Both = tuple[str, str]
LANGUAGES = ("en", "zh-hant")

LEADS: dict[Finding, Both] = {
    Finding.SAME: (
        "Others tell, of the time of which the source speaks: {list}.",
        "於來源文本所述之時，他處所載：{list}。",
    ),
    Finding.OPPOSITE: (
        "Others tell that {list}; and nothing that goes with the claim, of the time of which the source speaks.",
        "他處所載：{list}；於來源文本所述之時，未載與主張相合者。",
    ),
    Finding.LATER: (
        "What others tell began only after the time of which the source speaks: {list}.",
        "他處所載始於來源文本所述之時以後：{list}。",
    ),
    Finding.EARLIER: (
        "What others tell had ended before the time of which the source speaks: {list}.",
        "他處所載止於來源文本所述之時以前：{list}。",
    ),
    Finding.UNDATED: (
        "Others tell it without dates, so that it may be of another time, current and former being mixed: {list}.",
        "他處所載未繫時日，現有與既往混列，或屬他時：{list}。",
    ),
    Finding.TIMELESS: (
        "The source is not said to speak of a certain time, of which others could tell: {list}.",
        "未註明來源文本所述為何時，無從對照他處所載：{list}。",
    ),
    Finding.DIVIDED: ("Others are not of one mind: {list}.", "他處所載彼此不一：{list}。"),
    Finding.COARSE: (
        "From the dates that others give it does not follow which was first: {list}.",
        "由他處所載時日無法得知何者在先：{list}。",
    ),
    Finding.NOTHING: ("Nothing that others tell here decides it.", "此處他載均不足以判斷。"),
}
BY_QUESTION: dict[tuple[str, Finding], Both] = {
    ("dates", Finding.SAME): ("Others give dates that go with it: {list}.", "他處所繫時日與之相合：{list}。"),
    ("dates", Finding.OPPOSITE): ("Others date it otherwise: {list}.", "他處所繫時日不同：{list}。"),
    ("dates", Finding.UNDATED): ("Its date cannot be held against others': {list}.", "其時日無從與他處對照：{list}。"),
    ("order", Finding.SAME): ("By others' dates the order is the same: {list}.", "依他處所載時日，順序相同：{list}。"),
    ("order", Finding.OPPOSITE): (
        "By others' dates it was the other way round: {list}. A text may tell events in another order than they came.",
        "依他處所載時日，順序相反：{list}。文本敘述之順序，未必為事件發生之順序。",
    ),
}
IN: Both = ("{party} takes part in {thing} ({when})", "{party}參與{thing}（{when}）")
DATED: Both = ("{party} ({when})", "{party}（{when}）")
ITEMS: dict[tuple[str, str], Both] = {
    ("taking-part", "for"): IN,
    ("great-powers", "for"): IN,
    ("great-powers", "against"): ("{party} objected to {thing}", "{party}曾反對{thing}"),
    ("great-powers", "aside"): ("{thing} is in force ({when})", "{thing}生效（{when}）"),
    ("leading", "aside"): IN,
    ("belonging", "for"): ("{party} is part of {thing} ({when})", "{party}屬於{thing}（{when}）"),
    ("borders", "for"): (
        "{party} borders on {thing} or a part of it ({when})",
        "{party}與{thing}或其部分接壤（{when}）",
    ),
    ("dates", "when"): DATED,
    ("order", "first"): DATED,
    ("order", "second"): DATED,
}
TURNED = ("party",)  # properties whose subject is what others are in
OF_A_THING = ("great-powers",)  # what is said of one thing by a class


def reason(comparison: Comparison, put: Put, labels: Labels) -> Both:
    """Why it came out so."""
    english, chinese = (" ".join(_sentences(comparison, put, labels, place)) for place in (0, 1))
    return english, chinese.replace("。 ", "。")


def summary(check: CrossCheck, labels: Labels) -> Both:
    """How the comparisons of a claim came out; of one, why."""
    if len(check.comparisons) == 1:
        return reason(check.comparisons[0], check.put, labels)
    counts = Counter(one.outcome for one in check.comparisons)
    words = {"Agrees": ("agrees", "相符"), "Differs": ("differs", "不符"), "Silent": ("silent", "未載")}
    words["NotComparable"] = ("not comparable", "無從比較")
    told = [(counts[name], *words[name]) for name in ("Differs", "Agrees", "NotComparable", "Silent") if counts[name]]
    english = ", ".join(f"{word} {count}" for count, word, _ in told)
    chinese = "、".join(f"{word} {count}" for count, _, word in told)
    number = len(check.comparisons)
    return f"{number} comparisons: {english}.", f"共 {number} 項比較：{chinese}。"


def _sentences(comparison: Comparison, put: Put, labels: Labels, place: int) -> Iterable[str]:
    finding, question = comparison.finding, comparison.case.question
    lead = BY_QUESTION.get((question, finding), LEADS[finding])[place]
    yield lead.format(list=_list(comparison.deciding, comparison, labels, place))
    aside = [one for one in comparison.evidence if one not in comparison.deciding and one.bearing != "for"]
    if aside:
        told = _list(aside, comparison, labels, place)
        yield (f"They tell beside it: {told}.", f"另載：{told}。")[place]
    if comparison.case.through:
        name = _name(comparison.case.through, labels, place)
        yield (f"What is said of the group is compared through {name}.", f"述及群體者，此處經由{name}比較。")[place]
    elif question == "taking-part" and len({one.party for one in comparison.evidence}) > 1:
        yield ("The claim speaks of the group, not of each member.", "主張述及群體，並非逐一述及成員。")[place]
    if question == "great-powers" and finding is Finding.SAME:
        yield (
            "That is participation; of support in another way they do not tell.",
            "此屬參與；其他形式之支持，他處未載。",
        )[place]
    yield from _of_stance(comparison, put, labels, place)


def _of_stance(comparison: Comparison, put: Put, labels: Labels, place: int) -> Iterable[str]:
    """How the claim is put, as far as that decides."""
    modality = put.modality.rpartition("#")[2]
    is_negative = comparison.case.object.rpartition("#")[2] in NEGATIVE
    if modality in DENIES or is_negative:
        if comparison.outcome == "Silent":
            yield ("Their not telling it is no agreement with a denial.", "他處未載，不等於與否定之主張相符。")[place]
        elif not (modality in DENIES and is_negative):
            yield ("The claim says that it is not so.", "主張稱並非如此。")[place]
    elif modality not in AFFIRMS:
        name = _name(put.modality, labels, place)
        yield (f"The claim ({name}) does not say that it is so.", f"主張之語氣為「{name}」，並未斷言如此。")[place]
    elif modality != AFFIRMS[0]:
        yield ("The source says so with reserve.", "來源文本語帶保留。")[place]
    if put.voice:
        name = _name(put.voice, labels, place)
        yield (f"It is the view of {name}, not the author's own.", f"此為{name}之見，並非作者本人之見。")[place]


def _list(evidence: Iterable[Evidence], comparison: Comparison, labels: Labels, place: int) -> str:
    is_turned = comparison.case.question in OF_A_THING or comparison.case.predicate.rpartition("#")[2] in TURNED
    thing = comparison.case.subject if is_turned else comparison.case.object
    items = dict.fromkeys(
        ITEMS[comparison.case.question, one.bearing][place].format(
            party=_name(one.party, labels, place),
            thing=_name(thing, labels, place),
            when=one.statement.when(LANGUAGES[place]),
        )
        for one in evidence
    )
    return ("; ", "；")[place].join(items)


def _name(thing: Identifier | str, labels: Labels, place: int) -> str:
    own = labels.get(str(thing), {})
    return own.get(LANGUAGES[place]) or str(thing).replace("#", "/").rpartition("/")[2]

"""The page of a named graph: what it holds, how to get it, and how it is cited."""

from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import Response

from api.citing import Citing
from api.lookups import Lookups
from api.negotiation import HTML
from api.rendering import Pages
from graph.citations import UncitableError

# Of the fixed graphs of the dataset.
HOLDS = {
    "ontology": ("The vocabulary and its rules.", "詞彙與規則。"),
    "entities": ("The entities, with their labels.", "實體及其標籤。"),
    "text": (
        "The sources and their passages: where they stand, not what they say.",
        "來源及其文句：載其位置，不載原文。",
    ),
    "claims": ("How each claim is put and where it is stated, and the tensions.", "各主張之陳述方式與出處，以及張力。"),
    "examples": ("The example queries of the service.", "本服務的範例查詢。"),
    "inferred": ("Every triple that follows and that nobody asserts.", "由推論而得、未經陳述的三元組。"),
    "derivations": ("Which rule and which claims each inference rests on.", "每一推論所據之規則與主張。"),
    "links": ("Mappings to other datasets.", "與其他資料集的對應。"),
    "crosscheck": ("How claims compare with what others tell.", "主張與他處所載之對照。"),
    "wikidata": ("A dated snapshot of facts of Wikidata.", "維基數據事實的定期快照。"),
    "references": ("Facts of other references.", "其他參考資料的事實。"),
}


class GraphPage:
    """Answers for a graph that is there with its page, or with its citation."""

    def __init__(self, lookups: Lookups, pages: Pages, citing: Citing) -> None:
        self._lookups, self._pages, self._citing = lookups, pages, citing

    def __call__(self, request: Request, graph: str, media_type: str) -> Response:
        """Answer in HTML or a format of citations."""
        if media_type != HTML:
            return self._citing.answer(request, URIRef(graph), media_type)
        language, name = self._pages.language(request), graph.rpartition("/")[2]
        try:
            shown = self._citing.of_page(URIRef(graph), language)
        except UncitableError:  # somebody has written it here: it is of no version
            shown = {}
        english, chinese = HOLDS.get(name, ("", "")) if shown else ("", "")
        count = self._lookups.rows("triples-of", graph=URIRef(graph))[0]["triples"]
        holds = chinese if language == "zh-Hant" else english
        return self._pages.render(request, "graph.html", name=name, graph=graph, count=int(count), holds=holds, **shown)

"""The functions beyond SPARQL that the engine has: found out by asking it."""

from functools import cache

from rdflib import URIRef

from graph.store import JSON, EmbeddedStore
from ontology.errors import InputError

GEOF = "http://www.opengis.net/def/function/geosparql/"
# Those that engines are known to have, of GeoSPARQL 1.1 (§8 to §10).
KNOWN = """
    sfEquals sfDisjoint sfIntersects sfTouches sfCrosses sfWithin sfContains sfOverlaps
    ehEquals ehDisjoint ehMeet ehOverlap ehCovers ehCoveredBy ehInside ehContains
    rcc8eq rcc8dc rcc8ec rcc8po rcc8tppi rcc8tpp rcc8ntpp rcc8ntppi
    distance metricDistance buffer convexHull concaveHull intersection union difference symDifference envelope boundary
    centroid area length perimeter relate transform getSRID dimension coordinateDimension spatialDimension geometryN
    isEmpty isSimple is3D isMeasured asWKT asGML asGeoJSON asKML minX maxX minY maxY minZ maxZ numGeometries
"""


@cache
def functions() -> tuple[URIRef, ...]:
    """Those of the known ones that the engine has."""
    store = EmbeddedStore.load(b"")
    return tuple(one for one in (URIRef(GEOF + name) for name in KNOWN.split()) if _has(store, one))


def _has(store: EmbeddedStore, function: URIRef) -> bool:
    try:
        store.query(f"SELECT ({function.n3()}() AS ?value) {{}}", [JSON])
    except InputError:
        return False
    return True

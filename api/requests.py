"""What is kept of the requests of a service, whichever build it serves: their numbers, who asked, and the journal."""

from bisect import bisect_left
from collections import defaultdict

from api.journal import Journal
from api.long_queries import LongQueries
from api.minting import MintRates
from api.rates import Rate
from api.settings import Settings

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds


class Requests:
    """Counts requests, in plain numbers, since each waits for it."""

    def __init__(self, settings: Settings, journal: Journal | None = None) -> None:
        self.journal = journal
        self.rate = Rate(settings.requests_per_minute) if settings.requests_per_minute else None
        self.mint_rates, self.long_queries = MintRates(settings.citations_per_minute), LongQueries()
        self.running = 0
        self.numbers: defaultdict[tuple[str, str, str], int] = defaultdict(int)  # by route, method and outcome
        self.buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))  # by route
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def answered(self, route: str, method: str, outcome: str, seconds: float) -> None:
        """Count a request: the template of its route, its method and outcome each one of a few."""
        self.numbers[route, method, outcome] += 1
        self.buckets[route][bisect_left(BOUNDS, seconds)] += 1
        self.seconds[route] += seconds

"""How many requests a client may send."""

import math
from time import monotonic

from api.clients import neighbourhood
from ontology.errors import OverloadError

MOST = 100_000  # clients that are remembered


class RateError(OverloadError):
    """A client asks more often than it may; others are not concerned."""


class Rate:
    """A bucket of tokens for each client: as many as it may send in a minute, refilled evenly.

    Of each only the time is kept at which its bucket will be full again (the generic cell rate algorithm, ITU-T I.371),
    and of those the latest `MOST`: a full bucket need not be remembered.
    """

    def __init__(self, requests_per_minute: int, told: str = "one client may send {} requests a minute here") -> None:
        self._every = 60 / requests_per_minute
        self._told = told.format(requests_per_minute)
        self._full_at: dict[str, float] = {}

    def take(self, client: str) -> None:
        """Take a token of a client.

        Raises:
            RateError: it has none left, with the seconds until it has.
        """
        name, now = neighbourhood(client), monotonic()
        full_at = max(self._full_at.pop(name, now), now) + self._every  # what is put in anew stands last
        is_empty = full_at - now > 60 + self._every / 2
        self._full_at[name] = full_at - self._every if is_empty else full_at
        if len(self._full_at) > MOST:
            del self._full_at[next(iter(self._full_at))]
        if is_empty:
            seconds = math.ceil(full_at - now - 60)
            error = RateError(f"{self._told}; come again in {seconds} seconds")
            error.retry_after = seconds
            raise error

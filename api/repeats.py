"""Repeated requests: one that stands on the wire as an earlier one did is answered without being read again.

Reading a request and handing it through the application costs four times what it takes to look up its answer.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeAlias

from api.rates import RateError

MOST = 500  # requests that are remembered
LONGEST = 4096  # bytes of such a request
LARGEST = 32 * 1024  # bytes of its answer
EXTENSION = "oxiana.repeat"  # of ASGI: takes what answers the request again, if it may be

# Answers a client of that address again, with all but the status line and the headers of the server itself; None: it
# would be another answer now. Raises a RateError where the client asks too often.
Again: TypeAlias = Callable[[str], bytes | None]


class Repeats:
    """What answers requests again, by the bytes of the requests; the one unasked for longest goes first."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Again] = OrderedDict()

    def answer(self, wire: bytes, client: str) -> bytes | None:
        """The answer to a whole request, if there was one and it still holds."""
        again = self._known.get(wire) if len(wire) <= LONGEST else None
        if again is None:
            return None
        try:
            answer = again(client)
        except RateError:
            return None  # it is told by who reads the request
        if answer is None:
            self._known.pop(wire, None)
        else:
            self._known.move_to_end(wire)
        return answer

    def keep(self, wire: bytes, again: Again) -> None:
        """Answer a request again henceforth, if it is not too long."""
        if len(wire) > LONGEST:
            return
        self._known[wire] = again
        self._known.move_to_end(wire)
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()

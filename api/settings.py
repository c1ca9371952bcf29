"""How a service is set up."""

from dataclasses import dataclass, field
from pathlib import Path

from graph.answer_store import Room
from graph.edition import Edition
from graph.limits import MIB, Limits
from graph.remote_query import Outgoing
from ontology.terms import Names

SECONDS_STALLED = 30
SECONDS_TO_STOP = 8  # less than the ten after which containers are killed
DATASET_BYTES = 64 * 1024


@dataclass(frozen=True)
class Settings:
    """What the operator decides; nothing is taken from a request.

    `names` are the publisher's IRIs, `texts` the data directory with attached copies of sources (None: none is shown),
    `limits` what a query may cost; a client that reads nothing for `seconds_stalled` is dropped. `edition` is what is
    told of the dataset as a whole. `archive` is the data directory with its kept versions (None: there are none),
    `memento` the earlier version that is served (empty: the current one is).
    `plain`: it is an ordinary store, not the graph of a build.
    `outgoing`: which endpoints SERVICE may name, and what a call may cost. Answers are kept to be sent again, up to
    `cache_bytes` in all (0: none) and none of more than `kept_bytes`.
    `root_path`: the path under which a proxy shows the service, without a slash at its end; `proxies` are the addresses
    and networks of proxies whose word on the client is taken. `requests_per_minute` of one client; 0: no limit.
    `citations_per_minute`: answers that one client may cite; 0: no limit. `room`: how many answers may be cited in all.
    """

    names: Names = field(default_factory=Names)
    texts: Path | None = None
    limits: Limits = field(default_factory=Limits)
    seconds_stalled: float = SECONDS_STALLED
    plain: bool = False
    outgoing: Outgoing = field(default_factory=Outgoing)
    cache_bytes: int = 64 * MIB
    kept_bytes: int = 8 * MIB
    root_path: str = ""
    proxies: tuple[str, ...] = ()
    requests_per_minute: int = 0
    citations_per_minute: int = 30
    room: Room = field(default_factory=Room)
    edition: Edition = field(default_factory=Edition)
    archive: Path | None = None
    memento: str = ""

    @property
    def body_bytes(self) -> int:
        """The most that a request for an answer may send: a query, each byte of it percent-encoded, and its dataset."""
        return 3 * self.limits.query_bytes + DATASET_BYTES

"""How long reasoning takes, and how much memory: of what Python itself has, for environments of any reasoner."""

import time
from collections.abc import Callable
from pathlib import Path

PAGE = 4096


def resident() -> int:
    """The bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def timed(work: Callable[[], int], before: int) -> dict[str, float]:
    """How long some work took, how much it inferred, and the bytes that are held since."""
    started = time.perf_counter()
    inferred = work()
    return {"seconds": time.perf_counter() - started, "inferred": inferred, "bytes": resident() - before}

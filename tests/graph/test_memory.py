"""The bound on what a process of ours may use."""

import subprocess
import sys

BOUND = """
import resource
from graph.memory import Memory
hard = 4 << 30
resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
Memory().bound(64 << 30)
assert resource.getrlimit(resource.RLIMIT_AS) == (hard, hard)
Memory().bound(1 << 20)
try:
    bytes(1 << 30)
except MemoryError:
    print("bounded")
"""


def test_a_process_that_somebody_else_bounds_already_is_bounded_further_and_never_freed() -> None:
    done = subprocess.run([sys.executable, "-c", BOUND], capture_output=True, text=True, check=False)
    assert done.stdout == "bounded\n", done.stderr

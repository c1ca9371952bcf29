"""Runs of an engine, each in a process of its own, and bounded: one that fails, or does not end, is told so."""

import json
import os
import resource
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

MIB = 1 << 20
MEMORY = 16_000 * MIB  # that a process may ask for
ROUNDS, ENOUGH = 3, 60  # the best of so many, unless one takes more seconds


@dataclass(frozen=True)
class Run:
    """What an engine did; where it did nothing, why."""

    seconds: float = 0
    inferred: int = 0
    bytes: int = 0
    fault: str = ""

    def cells(self, triples: int, fastest: "Run") -> str:
        """The rest of a line of the table, beside the run that all are compared with."""
        if self.fault:
            return f"{self.fault} | | | | |"
        times = f"{self.seconds / fastest.seconds:,.1f}" if fastest.seconds else "?"
        size = f"{self.bytes / MIB:,.0f} | {self.bytes / triples:,.0f}"
        return f"{self.seconds:,.2f} | {times} | {self.inferred:,} | {size} |"


def best(command: Sequence[str], seconds: float, rounds: int = ROUNDS) -> Run:
    """The fastest of some runs."""
    fastest = once(command, seconds)
    for _ in range(rounds - 1):
        if fastest.fault or fastest.seconds > ENOUGH:
            break
        again = once(command, seconds)
        fastest = again if again.fault or again.seconds < fastest.seconds else fastest
    return fastest


def once(command: Sequence[str], seconds: float) -> Run:
    """One run: the seconds are those of the process, reading included."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,  # so that what it starts ends with it
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    try:
        told, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Run(fault=f"> {seconds:g}")
    if process.returncode:
        last = next((line for line in reversed(errors.splitlines()) if line.strip()), f"{process.returncode}")
        return Run(fault=f"failed: {last.replace('|', '/')[:100]}")
    return Run(**json.loads(told.splitlines()[-1]))

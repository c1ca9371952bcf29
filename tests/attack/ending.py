"""What must hold after all attacks, by figures before and after."""

from tests.attack.service import Figures

MAIN, WORKER = 128, 256  # MiB
FILES, THREADS = 16, 40


def grown(before: Figures, after: Figures) -> list[str]:
    """What is not where it was, within the margins that docs/attack.md gives reasons for."""
    told = {
        "MiB of the main process": (before.main, after.main, MAIN),
        "MiB of all processes": (before.family, after.family, MAIN + WORKER * before.children["graph.worker"]),
        "open files": (before.files, after.files, FILES),
        "threads": (before.threads, after.threads, THREADS),
    }
    found = [f"{what}: {old:.0f}, then {new:.0f}" for what, (old, new, most) in told.items() if new > old + most]
    if before.children != after.children:
        found.append(f"children: {before.children}, then {after.children}")
    return found

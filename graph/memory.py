"""The bound on what a process of ours may use."""

import resource


def bound_memory(most: int) -> None:
    """Bound the address space, which is what the kernel can bound, at what is in use and so much more."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is one import more
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + most, resource.RLIM_INFINITY))

"""The bound on what a process of ours may use."""

import os
import resource


class Memory:
    """The address space of this process, which is what the kernel can bound."""

    def __init__(self) -> None:
        self._told = os.open("/proc/self/statm", os.O_RDONLY)
        self._bound = 0

    def bound(self, most: int) -> None:
        """Bound it at what is in use and so many bytes more."""
        bound = int(os.pread(self._told, 20, 0).split(b" ", 1)[0]) * resource.getpagesize() + most
        if bound != self._bound:
            hard = resource.getrlimit(resource.RLIMIT_AS)[1]  # which nobody may raise
            soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            self._bound = bound

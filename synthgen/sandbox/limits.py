"""The limits under which one untrusted program runs."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from synthgen.errors import UsageError
from synthgen.sandbox.protocol import LIMITS

MAX_DIGITS = 4300
"""CPython reads and writes no longer decimal int (`sys.int_info.default_max_str_digits`), so no test case holds one."""

MAX_DEPTH = 150
"""CPython's parser gives up at 200 nested brackets; a literal deeper than this could not be compared."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use, all of its tests together; what exceeds a limit ends the program, not the caller.

    seconds      wall time of the whole program, module body and every call
    cpu_seconds  CPU time, whole seconds; None stands for one more than the wall time, so that sleeping is caught too
    memory_mb    MiB of address space on top of the warm interpreter, which itself maps about 18 MiB
    output       bytes of encoded results, and of any file: nothing else can be written
    descriptors  open files, the three standard ones and the two of the sandbox included
    threads      1 forbids threads; more allows threads (memory bounds their number), never processes
    depth        levels of nesting in a result
    digits       decimal digits of an int in a result

    Raises UsageError if a value is out of range.
    """

    seconds: float = 5.0
    cpu_seconds: int | None = None
    memory_mb: int = 256
    output: int = 1 << 20
    descriptors: int = 32
    threads: int = 1
    depth: int = 100
    digits: int = MAX_DIGITS

    def __post_init__(self) -> None:
        """Refuse what could not be enforced."""
        ranges: dict[str, tuple[float, float]] = {
            "seconds": (0.01, 86_400),
            "cpu_seconds": (1, 86_400),
            "memory_mb": (1, 1 << 20),
            "output": (64, 1 << 30),
            "descriptors": (5, 1024),
            "threads": (1, 1024),
            "depth": (1, MAX_DEPTH),
            "digits": (1, MAX_DIGITS),
        }
        for field in fields(self):
            value = getattr(self, field.name)
            low, high = ranges[field.name]
            if value is None and field.name == "cpu_seconds":
                continue
            whole = field.name == "seconds" or type(value) is int
            if isinstance(value, bool) or not isinstance(value, int | float) or not whole or not low <= value <= high:
                kind = "a number" if field.name == "seconds" else "a whole number"
                raise UsageError(f"the limit {field.name} is {value!r}; it takes {kind} from {low:g} to {high:g}")

    @property
    def cpu(self) -> int:
        """The CPU time that is enforced, in seconds."""
        return math.ceil(self.seconds) + 1 if self.cpu_seconds is None else self.cpu_seconds

    def packed(self) -> bytes:
        """Return the limits as the fixed record that a zygote reads."""
        wall = max(1, round(self.seconds * 1000))
        memory = self.memory_mb << 20
        return LIMITS.pack(wall, self.cpu, memory, self.output, self.descriptors, self.threads, self.depth, self.digits)

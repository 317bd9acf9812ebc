"""What a caller and its zygote say to each other, over one socket."""

from __future__ import annotations

import struct

LIMITS = struct.Struct("<qqqqqqqq")
"""Wall milliseconds, CPU seconds, memory bytes, output bytes, descriptors, threads, depth, digits."""
SIZE = struct.Struct("<q")
"""A request is the limits and how many bytes the payload has; the descriptors of payload and results come with it."""
FILES = struct.Struct("=ii")
"""The two descriptors, as the kernel hands them over."""
ENDING = struct.Struct("<qqqq")
"""An answer: wait status, 1 if the wall time ran out, CPU microseconds, peak resident KiB."""
MAX_HELLO = 8192
"""The first message, as JSON: how well the zygote is locked in."""

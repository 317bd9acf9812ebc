"""What can go wrong, as one tree of exceptions.

    SynthgenError             every error that synthgen raises on purpose
    ├── UsageError            a flag, an argument or a config value asks for something that does not exist
    ├── LibraryError          an atom or its file breaks a rule of the library
    ├── LiteralError          a text is no Python literal, or a value has no literal form
    ├── RecordError           a row of a file is not a sample of the schema
    ├── RunError              a run directory cannot be written, read or resumed
    ├── SandboxError          untrusted code cannot be run under the limits that were asked for
    └── EndpointError         a language model's endpoint cannot be used: wrong key, wrong address, out of service

A candidate that fails a check is no error but a `Rejection` (see `synthgen.records`). Each message says what
was asked, what was found and what to do; the command line prints it without a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SynthgenError(Exception):
    """Base of all errors that synthgen raises on purpose; its text is one clear sentence for the user."""


class UsageError(SynthgenError):
    """A flag, an argument or a config value asks for something that does not exist or is out of range."""


class LibraryError(SynthgenError):
    """An atom or the file it stands in breaks a rule of the library."""


class LiteralError(SynthgenError):
    """A text is not a Python literal, or a value cannot be written as one."""


class RecordError(SynthgenError):
    """A row of a file does not follow the sample schema."""


class RunError(SynthgenError):
    """A run directory cannot be written, read or resumed."""


class SandboxError(SynthgenError):
    """Untrusted code cannot be run under the limits that were asked for."""


class EndpointError(SynthgenError):
    """The endpoint of a language model cannot be used; what it answered before is in the cache."""


def unknown(what: str, asked: str, known: Iterable[str]) -> str:
    """Return the sentence for a name that does not exist: what was asked, the nearest names, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(asked, names, n=2, cutoff=0.6)
    if near:
        hint = "did you mean " + " or ".join(repr(name) for name in near) + "?"
        return f"no {what} named {asked!r}; {hint}"
    return f"no {what} named {asked!r}; there are: {', '.join(names) or 'none'}"

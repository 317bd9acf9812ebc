"""What can be said against a row without running it: each rule returns why the row goes, or an empty text.

These read text. They keep careless and obviously unfit rows out of a training set; they stop nobody who hides what he does,
which is what `synthgen.sandbox` is for.
"""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from synthgen.records import TASK_TYPE
from synthgen.syntax import parse_module

Row = Mapping[str, Any]

UNSAFE_CALLS = frozenset("eval exec compile __import__ open input breakpoint globals locals vars exit quit".split())
UNSAFE_MODULES = frozenset(
    "asyncio atexit builtins code codeop concurrent ctypes dbm faulthandler fcntl ftplib gc glob http imaplib importlib inspect io "
    "logging marshal mmap multiprocessing nntplib os pathlib pickle pkgutil platform poplib posix pty pwd requests resource runpy "
    "select selectors shelve shutil signal site smtplib socket socketserver sqlite3 ssl subprocess sys tempfile telnetlib threading "
    "traceback urllib webbrowser winreg xmlrpc zipimport _thread".split()
)
"""Modules that reach files, processes, the network, other threads, or the interpreter itself."""
SAFE_OF_SYS = frozenset({"maxsize", "setrecursionlimit", "getrecursionlimit", "float_info", "int_info", "version_info"})
HARMLESS = "init name doc len iter next eq lt hash repr str add mul getitem contains"
UNSAFE_ATTRIBUTES = re.compile(rf"__(?!(?:{'|'.join(HARMLESS.split())})__$)\w+__$")
"""Names with two underscores on either side, by which code gets at classes, frames and globals, but for harmless ones."""

SECRETS = {
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,})"),
    "a Google API key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}"),
    "a Hugging Face token": re.compile(r"\bhf_[0-9A-Za-z]{30,}\b"),
    "a key of a model provider": re.compile(r"\bsk-[0-9A-Za-z_-]{20,}"),
    "a Stripe key": re.compile(r"\b[rs]k_live_[0-9A-Za-z]{20,}"),
    "a Slack token": re.compile(r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    "a JSON web token": re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]+"),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a password in a URL": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"]+:[^\s/:@'\"]+@"),
}
"""Formats that their issuers document, so that a hit is one."""
_ASSIGNED = re.compile(r"(?i)\b\w*(?:password|passwd|secret|token|api_?key)\w*\s*[:=]\s*['\"]([^'\"\s]{12,})['\"]")
MOST_ORDERLY = 3.5
"""Bits a character, Shannon's entropy, from which a text assigned to `password` and the like is taken for a real one."""


def programs(row: Row) -> list[str]:
    """Return the solutions of a row: `code` and references; of other task types the references alone, since `code` is an answer."""
    task_type = (row.get("metadata") or {}).get("task_type", TASK_TYPE)
    return [*([row["code"]] if task_type == TASK_TYPE else []), *row["reference_code"]]


def broken_syntax(row: Row) -> str:
    """Say which solution is no Python."""
    for place, source in enumerate(programs(row)):
        try:
            compile(source, "<solution>", "exec", dont_inherit=True)
        except SyntaxError as problem:
            return f"solution {place}, line {problem.lineno}: {problem.msg}"
        except (ValueError, RecursionError, MemoryError, OverflowError) as problem:
            return f"solution {place}: {type(problem).__name__}"
    return ""


def unsafe(row: Row) -> str:
    """Say which solution calls, imports or reaches for what a pure function has no need of."""
    for place, source in enumerate(programs(row)):
        try:
            tree = parse_module(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # the rule about syntax says so
        for node in ast.walk(tree):
            for what in _reaches(node):
                return f"solution {place}, line {getattr(node, 'lineno', 0)}: {what}"
    return ""


def _reaches(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in UNSAFE_CALLS:
        yield f"the built-in {node.id}"
    elif isinstance(node, ast.Import):
        yield from (f"import {alias.name}" for alias in node.names if alias.name.partition(".")[0] in UNSAFE_MODULES - {"sys"})
    elif isinstance(node, ast.ImportFrom):
        module = (node.module or ".").partition(".")[0]
        names = [alias.name for alias in node.names if module != "sys" or alias.name not in SAFE_OF_SYS]
        if (module in UNSAFE_MODULES or node.level) and names:
            yield f"from {'.' * node.level}{node.module or ''} import {names[0]}"
    elif isinstance(node, ast.Attribute):
        if UNSAFE_ATTRIBUTES.match(node.attr):
            yield f"the attribute {node.attr}"
        elif isinstance(node.value, ast.Name) and node.value.id == "sys" and node.attr not in SAFE_OF_SYS:
            yield f"sys.{node.attr}"


def secrets(row: Row) -> str:
    """Say which field holds what looks like a key or a password, and which kind; the text itself is not repeated."""
    fields = {"prompt": row["prompt"], "code": row["code"]}
    fields |= {f"reference_code[{place}]": source for place, source in enumerate(row["reference_code"])}
    fields |= {f"test_cases[{place}]": f"{case['input']}\n{case['output']}" for place, case in enumerate(row["test_cases"])}
    for name, text in fields.items():
        for kind, pattern in SECRETS.items():
            if pattern.search(text):
                return f"{kind} in {name}"
        if any(_entropy(value) > MOST_ORDERLY for value in _ASSIGNED.findall(text)):
            return f"a password or key in {name}"
    return ""


def _entropy(text: str) -> float:
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def length(row: Row, prompt: tuple[int, int], code: tuple[int, int]) -> str:
    """Say whether prompt or code, in characters, is out of bounds."""
    for name, (least, most) in (("prompt", prompt), ("code", code)):
        size = len(row[name])
        if not least <= size <= most:
            return f"{name} of {size} characters, not {least} to {most}"
    return ""


def licence(row: Row, allowed: Sequence[str]) -> str:
    """Say whether the licence is missing, or none of `allowed` where that names some; case does not matter."""
    metadata = row.get("metadata") or {}
    found = metadata.get("licence") or metadata.get("license")
    if not isinstance(found, str) or not found.strip():
        return "no licence in metadata"
    if allowed and found.strip().lower() not in {name.lower() for name in allowed}:
        return f"licence {found!r:.60}"
    return ""

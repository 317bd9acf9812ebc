"""The roles that work on a run's samples, end to end: the command, the server, the files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripted import FAILURES, Oracle, attacks, fenced, program, question, unfaithful, wrong
from server import Reply, Server, serving

import synthgen
from synthgen.cli import main
from synthgen.llm.outcomes import Outcome
from synthgen.llm.structure import structure_of
from synthgen.llm.wording import signature_of
from synthgen.verify import verify_files

FILES = ("samples.jsonl", "llm.jsonl", "explanations.jsonl", "composed.jsonl", "README.md")


def enrich(run: Path, server: Server, *flags: str) -> int:
    quick = ["--llm-wait", "0.01", "--llm-timeout", "60", "--llm-cache", str(run.parent / "answers.sqlite"), "--quiet"]
    return main(["enrich", str(run), "--llm-model", "tester", "--llm-base-url", server.url, *quick, *flags])


def ledger(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "llm.jsonl").read_text(encoding="utf-8").splitlines()]


def outcomes(run: Path, role: str) -> list[str]:
    return [row["outcome"] for row in ledger(run) if row["role"] == role]


def proved(*files: Path) -> None:
    report = verify_files(list(files), isolation="process", workers=1)
    assert report.exit_status == 0, str(report)


def test_what_models_add_is_in_the_rows_and_a_second_time_costs_nothing(small_run: Callable[..., Path]) -> None:
    run = small_run(3, parquet=True)
    before = list(synthgen.open_run(run))
    with serving(Oracle(before)) as server:
        flags = ("--llm-roles", "explain,solve,paraphrase", "--llm-k", "2", "--llm-terms", "terms of tester", "--llm-recalibrate")
        assert enrich(run, server, *flags) == 0
        first = {name: (run / name).read_bytes() for name in FILES}
        sent = len(server.requests)
        assert enrich(run, server, *flags) == 0
        assert len(server.requests) == sent
    assert {name: (run / name).read_bytes() for name in FILES} == first
    after = synthgen.open_run(run)
    for plain, sample in zip(before, after, strict=True):
        use = sample.metadata.model
        assert sample.prompt == f"A friend of yours asks for help, attempt 0.\n\n{plain.prompt.strip()}\n"
        assert (sample.metadata.style, sample.metadata.language) == ("paraphrase", plain.metadata.language)
        assert (use.wording, use.solver, use.author, use.attempts, use.passed, use.pass_rate) == ("tester", "tester", "", 2, 2, 1.0)
        assert use.terms == "terms of tester"
        assert use.date.endswith("20" + use.date[-2:])
        assert sample.difficulty == "easy"
        assert sample.test_cases == plain.test_cases
        assert sample.reference_code[: len(plain.reference_code)] == plain.reference_code
        assert sample.metadata.reference_forms[len(plain.reference_code) :] == ["model"] * 2
        assert len({structure_of(source) for source in (sample.code, *sample.reference_code[-2:])}) == 3
    assert Counter(outcomes(run, "solve")) == {"accepted": 6}
    explained = [synthgen.run.rows.sample_of(json.loads(line)) for line in first["explanations.jsonl"].decode().splitlines()]
    assert {row.metadata.task_type for row in explained} == {"code_explanation"}
    assert len(explained) == outcomes(run, "explain").count("accepted") >= 2
    assert all(row.code.startswith("This explanation is for whoever implements") for row in explained)
    assert {row.metadata.model.author for row in explained} == {"tester"}
    assert after.to_arrow().num_rows == 3
    assert after.to_arrow().column("prompt").to_pylist() == [sample.prompt for sample in after]
    proved(run / "samples.jsonl", run / "explanations.jsonl")


def test_figures_of_the_metadata_add_up_to_the_ledger(small_run: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run = small_run(3)
    with serving(Oracle(synthgen.open_run(run))) as server:
        assert enrich(run, server, "--llm-k", "2", "--price-in", "1", "--price-out", "2", "--json") == 0
        sent = len(server.requests)
    printed = json.loads(capsys.readouterr().out)
    rows = ledger(run)
    figures = synthgen.open_run(run).metadata["model"]
    assert printed["model"] == figures
    assert printed["sent"]["requests"] == sent == figures["answers"] == sum(row["answers"] for row in rows) == 3 * (2 + 2)
    assert printed["sent"]["usd"] == figures["usd"] == pytest.approx(sum(row["usd"] for row in rows), abs=1e-6)
    assert figures["input_tokens"] == sum(row["input_tokens"] for row in rows) == printed["sent"]["input_tokens"]
    for role, told in figures["roles"].items():
        assert told["attempts"] == sum(one["count"] for one in told["outcomes"].values()) == len(outcomes(run, role))
    card = (run / "README.md").read_text(encoding="utf-8")
    assert "no language model took part" not in card
    assert "| paraphrase | tester | 3 | 3 |" in card


def test_a_wording_is_kept_only_if_it_stands_every_check(small_run: Callable[..., Path]) -> None:
    run = small_run(1, only="en")
    (sample,) = synthgen.open_run(run)
    oracle = Oracle([sample])
    signature = signature_of(sample.metadata.signature)
    hidden = next(case for case in sample.test_cases if case.input not in sample.prompt and len(case.input) >= 8)
    shown = next(case for case in sample.test_cases if f"{sample.metadata.entry_point}({case.input})" in sample.prompt)
    call = f"{sample.metadata.entry_point}({shown.input})"
    words = f"Write `{signature}`, please. "
    atom = next(name for name in sample.metadata.atoms if "_" in name)
    wordings: list[tuple[Outcome, Reply]] = [
        (Outcome.NO_SIGNATURE, Reply(fenced({"prompt": "Write a function that does something to numbers."}))),
        (Outcome.NAMES_ATOM, Reply(fenced({"prompt": words + f"It is {atom} after all."}))),
        (Outcome.SHOWS_TESTS, Reply(fenced({"prompt": words + f"For {hidden.input} it is something."}))),
        (Outcome.WRONG_EXAMPLE, Reply(fenced({"prompt": words + f"For example, `{call}` gives `'something else'`."}))),
        (Outcome.WRONG_EXAMPLE, Reply(fenced({"prompt": words + f"So `{sample.metadata.entry_point}([1, 2, 3, 4, 5, 6, 7])` gives `1`."}))),
        (Outcome.UNFAITHFUL, unfaithful(sample)),
        (Outcome.REFUSED, FAILURES["refusal"]()),
        (Outcome.REFUSED, FAILURES["filter"]()),
        (Outcome.EMPTY, FAILURES["empty"]()),
        (Outcome.CUT_SHORT, FAILURES["cut short"]()),
        (Outcome.MALFORMED, FAILURES["talk"]()),
    ]
    replies = [reply for _, reply in wordings]

    def script(body: dict[str, Any]) -> Reply:
        role, text = question(body)
        if role == "paraphrase":
            if len(body["messages"]) > 1:
                return FAILURES["talk"]()  # what is asked for the repair
            return replies.pop(0) if replies else oracle(body)
        if "gives 7" in text:
            return program(f"def {sample.metadata.entry_point}(*arguments):\n    return 7")
        return oracle(body)

    with serving(script) as server:
        assert enrich(run, server, "--llm-roles", "paraphrase", "--llm-k", "12") == 0
    assert outcomes(run, "paraphrase") == [*(outcome.value for outcome, _ in wordings), "accepted"]
    assert synthgen.open_run(run)[0].prompt.startswith("A friend of yours asks for help")


def test_without_a_faithful_wording_the_plain_prompt_stays(small_run: Callable[..., Path]) -> None:
    run = small_run(2)
    samples = list(synthgen.open_run(run))
    oracle = Oracle(samples)

    def script(body: dict[str, Any]) -> Reply:
        role, text = question(body)
        sample = oracle.sample(text)
        return unfaithful(sample) if role == "paraphrase" else program(f"def {sample.metadata.entry_point}(*arguments):\n    return 7")

    with serving(script) as server:
        assert enrich(run, server, "--llm-roles", "paraphrase", "--llm-k", "2") == 0
    assert list(synthgen.open_run(run)) == samples
    assert outcomes(run, "paraphrase") == ["unfaithful"] * 4


def test_a_wrong_form_is_mended_once(small_run: Callable[..., Path]) -> None:
    run = small_run(1)
    oracle = Oracle(synthgen.open_run(run))

    def script(body: dict[str, Any]) -> Reply:
        return Reply('{"prompt": 7}') if len(body["messages"]) == 1 and question(body)[0] == "paraphrase" else oracle(body)

    with serving(script) as server:
        assert enrich(run, server, "--llm-roles", "paraphrase") == 0
        repair = next(body for body in server.requests if len(body["messages"]) == 3)
    assert outcomes(run, "paraphrase") == ["accepted"]
    assert ledger(run)[0]["answers"] == 3
    assert repair["messages"][1] == {"role": "assistant", "content": '{"prompt": 7}'}
    assert "prompt: Input should be a valid string" in repair["messages"][2]["content"]


def test_wrong_solutions_become_error_examples_and_attacks_nothing(small_run: Callable[..., Path]) -> None:
    run = small_run(1)
    (sample,) = synthgen.open_run(run)
    oracle = Oracle([sample])
    bad = [*wrong(sample), *attacks(sample)]
    replies = [*map(program, bad), FAILURES["refusal"](), FAILURES["cut short"]()]
    Path("/tmp/owned").unlink(missing_ok=True)
    with serving(lambda body: replies.pop() if replies else oracle(body)) as server:
        assert enrich(run, server, "--llm-roles", "solve", "--llm-k", str(len(replies) + 2), "--llm-recalibrate") == 0
    assert Counter(outcomes(run, "solve")) == {
        "fails_tests": 7, "fails_fresh_tests": 1, "no_program": 2, "unsafe": 4, "refused": 1, "cut_short": 1, "repeated": 1, "accepted": 1,
    }  # fmt: skip
    assert not Path("/tmp/owned").exists()
    (row,) = synthgen.open_run(run)
    assert (row.metadata.model.attempts, row.metadata.model.passed) == (17 + 1, 2)
    assert row.metadata.model.pass_rate == pytest.approx(2 / 18, abs=1e-6)
    assert row.difficulty == "hard"
    assert len(row.reference_code) == len(sample.reference_code) + 1
    added = row.metadata.errors[len(sample.metadata.errors) :]
    assert 1 <= len(added) <= 3
    assert all(one.operator == "model" and one.reward < 0.9 for one in added)
    texts = [row.code, *row.reference_code, *(one.code for one in row.metadata.errors)]
    assert not any(word in text for text in texts for word in ("open(", "os.system", "getattr", "subprocess"))
    proved(run / "samples.jsonl")


def test_an_explanation_is_kept_only_if_it_explains(small_run: Callable[..., Path]) -> None:
    run = small_run(1, only="en")
    (sample,) = synthgen.open_run(run)
    oracle = Oracle([sample])
    quoted = Reply(fenced({"explanation": f"The program is:\n```python\n{sample.code}\n```\nThat is all there is to it."}))
    vague = Reply(fenced({"explanation": "It computes something from its input, gives 7, and returns it."}))
    replies = [quoted, vague]

    def script(body: dict[str, Any]) -> Reply:
        role, text = question(body)
        if role == "explain" and replies:
            return replies.pop(0)
        return program(f"def {sample.metadata.entry_point}(*arguments):\n    return 7") if "gives 7" in text else oracle(body)

    with serving(script) as server:
        assert enrich(run, server, "--llm-roles", "explain") == 0
    assert outcomes(run, "explain") == ["quotes_code", "unfaithful", "accepted"]
    assert list(synthgen.open_run(run)) == [sample]


def test_another_human_language_is_told_in_the_row(small_run: Callable[..., Path]) -> None:
    run = small_run(1, only="en")
    with serving(Oracle(synthgen.open_run(run))) as server:
        assert enrich(run, server, "--llm-roles", "paraphrase", "--llm-language", "German") == 0
        assert "in German." in server.requests[0]["messages"][0]["content"]
    (row,) = synthgen.open_run(run)
    assert row.metadata.language == "German"
    assert isinstance(synthgen.derive(row, "code_completion"), synthgen.Sample)


def test_chinese_samples_are_asked_about_in_chinese(small_run: Callable[..., Path]) -> None:
    run = small_run(1, only="zh")
    with serving(Oracle(synthgen.open_run(run))) as server:
        assert enrich(run, server, "--llm-k", "1") == 0
        texts = [body["messages"][0]["content"] for body in server.requests]
    assert any("请用中文改写" in text for text in texts)
    assert any("只使用 Python 标准库" in text for text in texts)
    assert outcomes(run, "paraphrase") == ["accepted"]


def test_each_role_may_have_its_own_model(small_run: Callable[..., Path]) -> None:
    run = small_run(1)
    with serving(Oracle(synthgen.open_run(run))) as server:
        flags = ["--llm-role-model", "solve=strong", "--llm-role-model", "check=judge"]
        assert enrich(run, server, "--llm-k", "1", *flags) == 0
        assert sorted(body["model"] for body in server.requests) == ["judge", "strong", "tester"]
    use = synthgen.open_run(run)[0].metadata.model
    assert (use.wording, use.solver) == ("tester", "strong")

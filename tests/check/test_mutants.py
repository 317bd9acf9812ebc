"""The mutants of atoms: which are kept, which are set aside and why, and that the cache gives back the same."""

from __future__ import annotations

import marshal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from synthgen.check import mutants as checked
from synthgen.check import tryout
from synthgen.check.extremes import largest, largest_arguments
from synthgen.check.glue import RIGHT
from synthgen.check.mutants import AMPLE, MISTAKE, AtomMutant, MutantFacts, atom_mutants, bounded, in_place_of, mutant_facts
from synthgen.check.pools import sample_inputs
from synthgen.check.trials import Bench, NoLiteralError, outcome
from synthgen.domains import MAX_ITEMS, MAX_TEXT
from synthgen.kinds import KINDS, Kind
from synthgen.library import Library, load_library
from synthgen.streams import stream
from synthgen.weave import fuel
from synthgen.weave.fuel import Fuelled, OutOfFuel
from synthgen.weave.mutate import Mutant

ATOMS = '''"""Atoms to break."""

from synthgen.kinds import Integer, Integers, Natural, Words
from synthgen.library import reference


def halvings(number: Natural) -> Natural:
    """Return how often `number` can be halved, rounding down, before it is 0.

    >>> halvings(8)
    4
    >>> halvings(0)
    0
    """
    count = 0
    remaining = number
    while remaining > 0:
        remaining //= 2
        count += 1
    return count


@reference(halvings)
def halvings_by_bits(number: Natural) -> Natural:
    return number.bit_length()


def ordered(numbers: Integers) -> Integers:
    """Return the ascending arrangement of `numbers`.

    >>> ordered([2, 1])
    [1, 2]
    >>> ordered([])
    []
    """
    copied = list(numbers)
    copied.sort()
    return copied


@reference(ordered)
def ordered_at_once(numbers: Integers) -> Integers:
    return sorted(numbers)
'''


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Return a small library, with a mutant cache of its own and the pools of the user's cache."""
    monkeypatch.setattr(checked, "_known", {})
    folder = tmp_path / "atoms"
    folder.mkdir()
    (folder / "small.py").write_text(ATOMS, encoding="utf-8")
    return load_library(folder)


def mutant(source: str) -> Mutant:
    return Mutant("by hand", "by hand", "手写", source, 1, False)


def by_description(mutants: tuple[AtomMutant, ...]) -> dict[str, AtomMutant]:
    return {entry.description: entry for entry in mutants}


def test_a_kept_mutant_behaves_as_it_says(library: Library) -> None:
    found = by_description(atom_mutants(library)["halvings"])
    assert found["`3` instead of `2` in the update of `remaining`"].function(8) == 2
    assert found["`number` instead of `count` in the result"].function(6) == 6
    boundary = found["`>=` instead of `>` in the loop condition"]
    assert boundary.reading
    assert boundary.kill_rate == 1.0
    with pytest.raises(OutOfFuel):
        boundary.function(3)


def test_endless_mutants_stop_however_large_the_input(library: Library) -> None:
    endless = by_description(atom_mutants(library)["halvings"])["the update of `remaining` is missing"]
    for number in (1, 10**9):
        start = time.process_time()
        with pytest.raises(OutOfFuel):
            endless.function(number)
        assert time.process_time() - start < 0.1
    assert endless.function(0) == 0


def test_sound_atoms_stay_far_below_the_ample_limit() -> None:
    for atom in load_library().atoms.values():
        fuelled = Fuelled(atom.source, atom.name, atom.implementation.imports)
        assert max(fuelled.ticks(arguments) for arguments in largest_arguments(atom.kinds)) < checked.AMPLE / 4


def test_the_limit_grows_with_the_input() -> None:
    atom = load_library()["is_prime"]
    twin = in_place_of(atom, atom.source, start=10)
    assert [number for number in range(30) if twin(number)] == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    assert twin(999_999_937) is True


def test_equivalent_mutants_are_set_aside(library: Library) -> None:
    facts = mutant_facts(library)["halvings"]
    assert any("remaining != 0" not in source and "abs(number)" in source for source in facts.equivalent)
    for source in facts.equivalent:
        same = in_place_of(library["halvings"], source, facts.fuel)
        assert [same(number) for number in range(50)] == [number.bit_length() for number in range(50)]


def test_every_kept_mutant_of_the_library_differs_somewhere_and_harms_no_input() -> None:
    library = load_library()
    for name, mutants in list(atom_mutants(library).items())[::4]:
        bench = Bench(library[name], 2000, 250)
        for entry in mutants[:2]:
            trial = bench.trial(Mutant(entry.operator, "", "", entry.source, 1, False))
            assert (trial.kill_rate, trial.unsafe) == (entry.kill_rate, False)
            assert 0 < entry.kill_rate <= 1


def test_the_hardest_comes_first_and_behaviours_are_distinct() -> None:
    library = load_library()
    for name, mutants in atom_mutants(library).items():
        rates = [entry.kill_rate for entry in mutants]
        assert rates == sorted(rates), name
        assert len({entry.source for entry in mutants}) == len(mutants)


def test_where_a_mutant_is_known_to_make_no_difference_it_makes_none() -> None:
    """What is not run there is run here, on every argument that the condition rules out."""
    library, passed_over, run = load_library(), 0, 0
    for name, mutants in atom_mutants(library).items():
        atom = library[name]
        inputs = sample_inputs(atom.kinds, 300, stream(3, "where", name))
        for mutant in (mutant for mutant in mutants if mutant.where):
            for arguments in inputs:
                mutant.fuelled.refill(AMPLE)
                if not mutant.shows(*arguments):
                    passed_over += 1
                    assert mutant.metered(*arguments) is RIGHT
                    assert outcome(mutant.function(*arguments)) == outcome(atom.function(*arguments)), (mutant.description, arguments)
                else:
                    run += 1
    assert passed_over > 10_000
    assert run > 5_000


def test_the_figures_of_the_library() -> None:
    facts = mutant_facts(load_library()).values()
    kept = sum(len(entry.mutants) for entry in facts)
    aside = sum(len(entry.equivalent) for entry in facts)
    assert kept > 1100
    assert min(len(entry.mutants) for entry in facts) >= 3
    assert 0.05 < aside / (kept + aside) < 0.2
    assert sum(len(entry.unsafe) for entry in facts) < kept / 100
    assert sum(sum(mutant.reading for mutant in entry.mutants) > 0 for entry in facts) >= 85


def test_a_mutant_that_modifies_its_input_is_unsafe(library: Library) -> None:
    bench = Bench(library["ordered"], 400, 50)
    harmful = mutant("def ordered(numbers):\n    numbers.sort()\n    return numbers\n")
    assert bench.trial(harmful).unsafe
    harmless = mutant("def ordered(numbers):\n    return sorted(numbers)[::-1]\n")
    assert bench.trial(harmless).unsafe is False
    assert bench.trial(harmless).kill_rate > 0.5
    assert mutant_facts(library)["ordered"].unsafe == ()


def test_a_mutant_that_gives_no_literal_is_unsafe(library: Library) -> None:
    assert Bench(library["ordered"], 400, 50).trial(mutant("def ordered(numbers):\n    return iter(numbers)\n")).unsafe


def test_a_mutant_that_never_runs_is_stillborn(library: Library) -> None:
    bench = Bench(library["ordered"], 400, 50)
    assert bench.trial(mutant("def ordered(numbers):\n    return missing\n")).stillborn
    assert bench.trial(mutant("def ordered(numbers):\n    return sorted(numbers) if len(numbers) < 3 else len(3)\n")).stillborn
    assert not bench.trial(mutant("def ordered(numbers):\n    return numbers[3]\n")).stillborn
    assert not bench.trial(mutant("def ordered(numbers):\n    return numbers[::-1]\n")).stillborn


def test_a_mutant_that_depends_on_the_hash_seed_is_unsafe() -> None:
    made = [mutant(f"def total(numbers):\n    return len(numbers) + {number}\n") for number in range(3)]
    bench = Bench(load_library()["total"], 16, 8)
    trials = [bench.trial(entry) for entry in made]
    stored = tryout._sorted_out(made, trials, [trials[0].digest, "another", trials[2].digest])
    assert stored["unsafe"] == [made[1].source]
    assert {entry["source"] for entry in stored["mutants"]} == {made[0].source, made[2].source}


def test_twins_are_kept_once(library: Library) -> None:
    bench = Bench(library["ordered"], 400, 50)
    made = [mutant("def ordered(numbers):\n    return []\n"), mutant("def ordered(numbers):\n    return [][:]\n")]
    stored = tryout._sorted_out(made, [bench.trial(entry) for entry in made], None)
    assert [(entry["source"], entry["twins"]) for entry in stored["mutants"]] == [(made[0].source, 1)]
    assert stored["twins"] == 1


def test_of_many_mutants_the_readings_and_the_hardest_are_used() -> None:
    bench = Bench(load_library()["total"], 400, 50)
    made = [mutant(f"def total(numbers):\n    return sum(numbers) + (len(numbers) > {least})\n") for least in range(6)]
    made[0] = replace(made[0], reading=True)
    trials = [bench.trial(entry) for entry in made]
    assert len({trial.kill_rate for trial in trials}) == len(trials), "the more items it takes, the less it shows"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tryout, "MOST_MUTANTS", 3)
        stored = tryout._sorted_out(made, trials, None)
    assert [entry["source"] for entry in stored["mutants"]] == [made[least].source for least in (5, 4, 0)]
    assert stored["easy"] == 3


@pytest.mark.parametrize(("fewest", "used"), [(2, (5, 4, 3, 0)), (5, (5, 4, 3, 2, 0)), (16, (5, 4, 3, 2, 1, 0))])
def test_few_easy_mutants_are_used_if_there_are_others(fewest: int, used: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(load_library()["total"], 400, 50)
    made = [mutant(f"def total(numbers):\n    return sum(numbers) + (len(numbers) > {least})\n") for least in range(6)]
    made[0] = replace(made[0], reading=True)
    trials = [bench.trial(entry) for entry in made]
    monkeypatch.setattr(tryout, "EASY_RATE", trials[2].kill_rate)
    monkeypatch.setattr(tryout, "MOST_EASY", 1)
    monkeypatch.setattr(tryout, "FEWEST_MUTANTS", fewest)
    stored = tryout._sorted_out(made, trials, None)
    assert [entry["source"] for entry in stored["mutants"]] == [made[least].source for least in used]
    assert stored["easy"] == len(made) - len(used)
    made[1] = replace(made[1], operator=MISTAKE)
    assert made[1].source in {entry["source"] for entry in tryout._sorted_out(made, trials, None)["mutants"]}, "a mistake is no easy one"


@pytest.mark.parametrize(("left", "right"), [([1], [True]), (1, 1.0), ((1,), [1]), (0.0, -0.0), ("1", 1), ({"a": 1}, [("a", 1)])])
def test_outcomes_tell_types_apart(left: object, right: object) -> None:
    assert outcome(left) != outcome(right)


def test_outcomes_of_equal_values_are_equal() -> None:
    joined = "".join(["ab", "cd"])
    assert outcome(["abcd", "abcd"]) == outcome([joined, "abcd"])
    assert outcome({"a": 1, "b": [2]}) == outcome({"b": [2], "a": 1})
    with pytest.raises(NoLiteralError):
        outcome([object()])


def test_the_cache_gives_back_the_same_at_once(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = mutant_facts(library)
    monkeypatch.setattr(checked, "_known", {})
    monkeypatch.setattr(tryout, "try_all", lambda library: pytest.fail("the cache was not used"))
    start = time.process_time()
    again = mutant_facts(library)
    assert time.process_time() - start < 0.5
    assert again == first
    assert isinstance(again["ordered"], MutantFacts)


def test_mutants_run_the_code_that_the_cache_has_and_do_without_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = checked.facts_path(library).with_suffix(".code")
    mutant_facts(library)
    codes = marshal.loads(path.read_bytes())
    mutants = [mutant for facts in mutant_facts(library).values() for mutant in facts.mutants]
    assert set(codes) == {mutant.source for mutant in mutants} | {atom.source for atom in library.atoms.values()}
    assert all(mutant.code == codes[mutant.source] for mutant in mutants)
    for damaged in (b"", path.read_bytes()[:-9], marshal.dumps(3)):
        path.write_bytes(damaged)
        monkeypatch.setattr(checked, "_known", {})
        again = [mutant for facts in mutant_facts(library).values() for mutant in facts.mutants]
        assert again == mutants
        assert all(mutant.code == codes[mutant.source] for mutant in again)
    checked.original_of.cache_clear()
    monkeypatch.setattr(fuel, "instrumented", lambda source: pytest.fail("the code of an atom was made anew"))
    for atom in library.atoms.values():
        for arguments in sample_inputs(atom.kinds, 3, stream(1)):
            assert checked.original_of(atom).ticks(arguments) >= 0


def test_a_warm_library_is_loaded_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    library = load_library()
    atom_mutants(library)
    monkeypatch.setattr(checked, "_known", {})
    start = time.process_time()
    atom_mutants(library)
    assert time.process_time() - start < 0.5


def test_mutants_take_the_arguments_of_their_atom() -> None:
    library = load_library()
    for name in ("edit_distance", "merged_intervals", "chunks"):
        atom = library[name]
        arguments = sample_inputs(atom.kinds, 1, stream(1, name))[0]
        for entry in atom_mutants(library)[name]:
            with suppress(ValueError, IndexError, TypeError, ZeroDivisionError, OutOfFuel):
                assert outcome(entry.function(*arguments))


def test_an_atom_outside_its_kinds_is_bounded_too(library: Library) -> None:
    halvings = bounded(library["halvings"])
    assert halvings(8) == 4

    class Stubborn(int):
        def __floordiv__(self, other: int) -> Stubborn:
            return self

    with pytest.raises(OutOfFuel):
        halvings(Stubborn(3))
    assert bounded(library["ordered"]) is not library["ordered"].function
    assert bounded(library["ordered"])([2, 1]) == [1, 2]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_has_large_values(kind: Kind) -> None:
    values = largest(kind)
    assert values
    assert all(kind.holds(value) for value in values)
    if kind.hint.startswith("list"):
        assert max(map(len, values)) == MAX_ITEMS
    if kind.hint == "str" and kind.name != "Letter":
        assert max(map(len, values)) == MAX_TEXT

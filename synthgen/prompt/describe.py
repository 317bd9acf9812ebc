"""From a plan to sentences: which steps are named, which are said inside others, and the rules that go with them.

Phrases nest while the sentence stays short and clear; otherwise a step gets a sentence of its own before it is used
("Let `primes` be ..."). A rule is said once, with the first sentence that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from synthgen.atom import Atom
from synthgen.kinds import COUNTS, INTEGER, INTERVAL, NATURAL, Kind
from synthgen.literals import format_value
from synthgen.plan.combinators import TEXT_KEY_RULES
from synthgen.plan.graph import Constant, Plan, Step
from synthgen.plan.names import Names
from synthgen.prompt.language import GRAMMARS, Grammar
from synthgen.prompt.nesting import nests
from synthgen.prompt.phrases import Template, atom_template, rule_templates, word_template

_RESULT = re.compile("[Tt]he result|结果")
"""How the rules of an atom speak of its value; said of a step in the middle of a plan, that is the step's name."""

_NEGATIVE = re.compile(r"\bnegative\b|负")
"""What a rule holds that matters for negative numbers only."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or more about one value, and the rules that settle its edges."""

    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A plan in words: the named intermediate results in order, then what is returned."""

    steps: tuple[Sentence, ...]
    result: Sentence


@dataclass(slots=True)
class Spoken:
    """A step in words: a noun phrase, a clause or (`whole`) sentences; `size` counts the steps that are said in it."""

    text: str
    rules: list[str]
    size: int
    whole: bool = False


def describe(plan: Plan, names: Names, language: str, voice: str) -> Description:
    """Return `plan` in words; `voice` is "return" ("Return ...") or "result" ("The result is ...")."""
    return Describer(plan, names, language, GRAMMARS[language], voice).describe()


def literal(value: object) -> str:
    """Return a constant as it stands in a sentence: a number bare, everything else as code, strings in double quotes.

    >>> literal(3), literal(""), literal((1, 5))
    ('3', '`""`', '`(1, 5)`')
    """
    text = format_value(value)
    if isinstance(value, str) and '"' not in text:
        text = f'"{text[1:-1]}"'
    return text if type(value) is int else f"`{text}`"


@dataclass
class Describer:
    """Describes one plan once."""

    plan: Plan
    names: Names
    language: str
    grammar: Grammar
    voice: str
    steps: list[Sentence] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    named: set[int] = field(default_factory=set)

    def describe(self) -> Description:
        """Return the plan in words."""
        last = len(self.plan.nodes) - 1
        voice = self.grammar.voices[self.voice]
        step, spoken = self._step(last), self.spoken(last, voice.give)
        if step.combinator.role in ("fold", "iterate"):
            self._define(last, spoken)
            return Description(tuple(self.steps), Sentence(voice.named.format(name=self.names.nodes[last]), ()))
        text = spoken.text
        if not spoken.whole:
            text = (voice.clause if step.kind.hint == "bool" else voice.value).format(text=text)
        order = [self.grammar.key_order] if step.kind is COUNTS else []
        return Description(tuple(self.steps), Sentence(text, self._fresh([*spoken.rules, *order])))

    def spoken(self, index: int, give: str) -> Spoken:
        """Return step `index` in words; `give` stands for what a choice does with its value."""
        step = self._step(index)
        if step.combinator.role == "call":
            assert step.atom is not None  # the role of a call has an atom
            template = atom_template(step.atom, self.language)
            slots = dict(zip((parameter.name for parameter in step.atom.parameters), step.arguments, strict=True))
            values, size, inner = self.arguments(template, slots, strict=_mentioned(step.atom, self.language))
            own = self._atom_rules(step.atom, values, step)
        else:
            template = word_template(step.combinator, self.language)
            slots = {str(place): step.arguments[place] for place in range(step.own)}
            times = frozenset({"1"}) if step.combinator.role == "iterate" else frozenset[str]()
            values, size, inner = self.arguments(template, slots, strict=times)
            item, other = self.names.items[index]
            values |= {"item": item, "other": other, "out": self.names.nodes[index], "give": give}
            values |= {"list": self._list_noun(step.kind), "default": literal(step.kind.empty)}
            values |= {"units": self._units(self.plan.nodes[step.arguments[0]].kind)}
            own = self._combinator_rules(step, values)
            if step.atom is not None:
                own += self._use(index, step, step.atom, values)
        text = template.fill(values)
        rules = [*own, *inner] if self.grammar.outer_first else [*inner, *own]
        return Spoken(text, rules, size + 1, text.endswith((".", "。")))

    def arguments(
        self, template: Template, slots: Mapping[str, int], strict: frozenset[str] = frozenset()
    ) -> tuple[dict[str, str], int, list[str]]:
        """Return the words of arguments, how many steps they say, and their rules; `strict` slots take names only."""
        spoken: dict[str, Spoken] = {}
        for slot, index in slots.items():
            if isinstance(self.plan.nodes[index], Step) and index not in self.named:
                words = self.spoken(index, self.grammar.define_give.format(name=self.names.nodes[index]))
                shared = len(self.plan.users[index]) > 1 or template.slots.count(slot) > 1
                if shared or words.whole or slot in strict or self._says_result(words):
                    self._define(index, words)
                else:
                    spoken[slot] = words
        for slot, words in list(spoken.items()):
            if not nests(self.grammar, template, slot, words.text, words.size):
                self._define(slots[slot], spoken.pop(slot))
        values = {slot: spoken[slot].text if slot in spoken else self.atomic(index) for slot, index in slots.items()}
        size = sum(words.size for words in spoken.values())
        return values, size, [rule for words in spoken.values() for rule in words.rules]

    def atomic(self, index: int) -> str:
        """Return a name or a literal for node `index`, after a sentence that defines it if there was none."""
        node, name = self.plan.nodes[index], self.names.nodes[index]
        if isinstance(node, Constant):
            return self.constant(node)
        if isinstance(node, Step) and index not in self.named:
            self._define(index, self.spoken(index, self.grammar.define_give.format(name=name)))
        is_flag = isinstance(node, Step) and node.kind.hint == "bool"
        return self.grammar.is_true.format(name=name) if is_flag else f"`{name}`"

    def constant(self, node: Constant) -> str:
        """Return a constant as it stands in a sentence; a pair that is meant as an interval says so."""
        text = literal(node.value)
        return self.grammar.interval.format(text=text) if node.kind is INTERVAL else text

    def _step(self, index: int) -> Step:
        node = self.plan.nodes[index]
        assert isinstance(node, Step)  # inputs and constants never get here
        return node

    def _use(self, index: int, step: Step, atom: Atom, values: dict[str, str]) -> list[str]:
        """Put the words for one use of the atom into `values` and return its rules."""
        item, other = self.names.items[index]
        own = self.names.nodes[index]
        filled = {"fold": [own, item], "iterate": [own], "zip": [item, other]}.get(step.combinator.role, [item])
        uses = {
            parameter.name: f"`{filled[place]}`" if source == "item" else self.atomic(step.arguments[place])
            for parameter, (source, place) in zip(atom.parameters, step.call_order(), strict=True)
        }
        phrase = atom_template(atom, self.language).fill(uses)
        values["clause"] = phrase
        values["phrase"] = self.grammar.whether.format(text=phrase) if atom.is_predicate else phrase
        if step.combinator.role in ("each", "zip") and not atom.is_predicate:
            values["phrase"] = self.grammar.item_value.format(text=phrase)
        subject = f"`{item}` "
        is_plain = phrase.startswith((f"{subject}is ", f"{subject}has ")) and phrase.count(f"`{item}`") == 1
        values["which"] = f"that {phrase.removeprefix(subject)}" if is_plain else f"for which {phrase}"
        return self._atom_rules(atom, uses, step)

    def _atom_rules(self, atom: Atom, values: Mapping[str, str], step: Step) -> list[str]:
        """Return the rules of `atom`, without those about negative numbers if it is given none."""
        signed = self._takes_negative(atom, step)
        rules = rule_templates(atom, self.language)
        return [rule.fill(values) for rule in rules if signed or not rule.has(_NEGATIVE)]

    def _takes_negative(self, atom: Atom, step: Step) -> bool:
        """Return whether a parameter that is an integer may be negative here; True if `atom` has no such parameter."""
        found = []
        for parameter, (source, place) in zip(atom.parameters, step.call_order(), strict=True):
            if parameter.kind is not INTEGER:
                continue
            if source == "item" and step.combinator.role in ("fold", "iterate"):
                found.append(True)
            elif source == "item":
                element = self.plan.nodes[step.arguments[place]].kind.element
                found.append(element is None or not element.fits(NATURAL))
            else:
                node = self.plan.nodes[step.arguments[place]]
                found.append(node.value < 0 if isinstance(node, Constant) else not node.kind.fits(NATURAL))
        return any(found) or not found

    def _combinator_rules(self, step: Step, values: Mapping[str, str]) -> list[str]:
        has_text_key = step.atom is not None and step.atom.result.hint == "str"
        rules = step.combinator.words[self.language].rules
        return [rule.format(**values) for rule in rules if has_text_key or rule not in TEXT_KEY_RULES]

    def _says_result(self, words: Spoken) -> bool:
        """Return whether a rule speaks of "the result" of its own atom, so that the step needs a name."""
        return any(_RESULT.search(rule) for rule in words.rules)

    def _define(self, index: int, spoken: Spoken) -> None:
        """Give step `index` a sentence of its own."""
        self.named.add(index)
        step, name = self._step(index), self.names.nodes[index]
        text, rules = spoken.text, spoken.rules
        if not spoken.whole:
            template = self.grammar.define_clause if step.kind.hint == "bool" else self.grammar.define_value
            text = template.format(name=name, text=text)
        if step.combinator.role == "call":
            rules = [_RESULT.sub(f"`{name}`", rule) for rule in rules]
        self.steps.append(Sentence(text, self._fresh(rules)))

    def _fresh(self, rules: list[str]) -> tuple[str, ...]:
        """Return the rules that were not said before; how strings compare is said wherever it matters."""
        fresh = [rule for rule in dict.fromkeys(rules) if rule not in self.said or rule in TEXT_KEY_RULES]
        self.said.update(fresh)
        return tuple(fresh)

    def _list_noun(self, kind: Kind) -> str:
        inside = kind.hint.removeprefix("list[")
        return next(noun for start, noun in self.grammar.lists.items() if inside.startswith(start))

    def _units(self, kind: Kind) -> str:
        units = self.grammar.units
        return units.get(kind.name) or units[kind.hint if kind.hint in units else ""]


def _mentioned(atom: Atom, language: str) -> frozenset[str]:
    """Return the parameters that the rules of `atom` speak of; these need a short name."""
    return frozenset(slot for template in rule_templates(atom, language) for slot in template.slots)

"""Writing one form of a plan: statements and expressions, names bound where they are needed, layout as ruff format has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from synthgen.atom import Atom, Implementation
from synthgen.literals import format_value
from synthgen.plan.graph import Constant, Input, Plan, Step
from synthgen.plan.names import Names
from synthgen.weave.pieces import LINE_LENGTH, RESERVED, Piece, docstring, piece, signature

NEST_LENGTH = 44
"""A call that is used once and is no longer than this is written where it is used; longer ones get a name."""

_END_OF_CONSTANT = re.compile(r"\((-?\d+), (-?\d+)\)\[([01])\]")
"""An end taken of an interval that is a constant."""
_REMAINDER_OF_CONSTANT = re.compile(r"(?<= = )(\d+) % ([1-9]\d*)$")
"""The remainder of a constant, as the whole value of a name."""


class TooWide(Exception):
    """A line of a form would be longer than the line length."""


@dataclass(frozen=True, slots=True)
class _Expression:
    """Source of a value; a tight one needs no parentheses anywhere, an atomic one costs nothing to write twice."""

    text: str
    tight: bool = True
    atomic: bool = False


@dataclass
class Writer:
    """Writes one form of one plan."""

    plan: Plan
    names: Names
    choose: Callable[[Atom], Implementation]
    weave: str
    loops: bool
    words: Mapping[str, str]
    helpers: dict[str, Piece] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    done: dict[int, _Expression] = field(default_factory=dict)
    lent: dict[int, list[str]] = field(default_factory=dict)
    """By step, local names of its woven body, which its expression may mention; free again when the step is bound."""

    def module(self, doc: str | None) -> str:
        """Return the module: imports, helpers in the order of use, the entry point last."""
        plan, names = self.plan, self.names
        pieces = [piece(self.choose(atom), atom) for atom in plan.atoms]
        self.taken = {*RESERVED, *names.nodes, *(name for pair in names.items for name in pair), *(atom.name for atom in plan.atoms)}
        self.taken.update(name for one in pieces for name in one.free)
        for index, node in enumerate(plan.nodes):
            if isinstance(node, Input):
                self.done[index] = _Expression(names.nodes[index], atomic=True)
            elif isinstance(node, Constant):
                self.done[index] = _Expression(literal(node.value), atomic=True)
        lines: list[str] = []
        if plan.depth == 1:
            lines = pieces[0].body.splitlines()
            self.imports.update(pieces[0].imports)
        else:
            result = self.emit(len(plan.nodes) - 1, 1, lines, last=True)
            lines.append(f"    return {result.text}")
            lines = list(map(_with_plain_constants, lines))
        hints = [f"{names.nodes[index]}: {node.kind.hint}" for index, node in enumerate(plan.nodes) if isinstance(node, Input)]
        head = signature(names.entry, hints, plan.result.hint)
        functions = [self._helper(name, one) for name, one in self.helpers.items()]
        source = "\n\n\n".join([*functions, "\n".join([head, *_documented(doc, lines)])]) + "\n"
        if self.imports:
            source = _import_block(self.imports) + "\n\n\n" + source
        lines = source.splitlines()
        return "".join(folded(line) + "\n" for line in lines) if max(map(len, lines)) > LINE_LENGTH else source

    def _helper(self, name: str, one: Piece) -> str:
        sentence = self.words.get(name)
        return "\n".join([one.header, *_documented(sentence, one.body.splitlines())])

    def emit(self, index: int, indent: int, lines: list[str], last: bool = False) -> _Expression:
        """Write what node `index` needs to `lines` and return the expression of its value."""
        if index in self.done:
            return self.done[index]
        step = self.plan.nodes[index]
        assert isinstance(step, Step)  # inputs and constants are in `done` from the start
        if step.combinator.name == "branch":
            value = self._branch(index, step, indent, lines, last)
        elif step.combinator.role == "none":
            value = self._join(step, indent, lines)
        elif step.combinator.role == "call":
            value = self._call(index, step, indent, lines)
        else:
            value = self._over_items(index, step, indent, lines)
        shared = len(self.plan.users[index]) > 1
        if not value.atomic and not last and (shared or self.loops or len(value.text) > NEST_LENGTH):
            value = self._bind(index, value, indent, lines)
        if value.atomic:
            self.done[index] = value
            self._release(index)
        return value

    def _release(self, index: int) -> None:
        """Free the local names of a bound step and of those that were written into its expression."""
        node = self.plan.nodes[index]
        self.taken.difference_update(self.lent.pop(index, ()))
        if isinstance(node, Step):
            for place in node.arguments:
                if place not in self.done:
                    self._release(place)

    def _bind(self, index: int, value: _Expression, indent: int, lines: list[str]) -> _Expression:
        name = self.names.nodes[index]
        lines.append(f"{'    ' * indent}{name} = {value.text}")
        self.done[index] = _Expression(name, atomic=True)
        return self.done[index]

    def _argument(self, index: int, indent: int, lines: list[str], atomic: bool) -> _Expression:
        """Return an argument as a tight expression; as a name or a literal if `atomic`."""
        value = self.emit(index, indent, lines)
        if value.atomic or (value.tight and not atomic):
            return value
        return self._bind(index, value, indent, lines)

    def _arguments(self, indices: Iterable[int], indent: int, lines: list[str], atomic: bool) -> list[_Expression]:
        """Return several arguments; those that need statements of their own come first, so that order of work is kept."""
        return [self._argument(index, indent, lines, atomic) for index in indices]

    def _join(self, step: Step, indent: int, lines: list[str]) -> _Expression:
        texts = [value.text for value in self._arguments(step.arguments, indent, lines, atomic=False)]
        template = step.combinator.expression
        return _Expression(template.format(*texts), tight=template.endswith(")"))

    def _call(self, index: int, step: Step, indent: int, lines: list[str]) -> _Expression:
        assert step.atom is not None  # the role of a call has an atom
        one = piece(self.choose(step.atom), step.atom)
        if not self._weaves(one) or (self.weave == "expressions" and not self._short(one)):
            return self._helper_call(one, step.atom, [value.text for value in self._arguments(step.arguments, indent, lines, False)])
        value = one.value
        assert value is not None  # `_weaves` asks for it
        once = one.is_expression and not any(" for " in part or "lambda" in part for part in value.parts[::2])
        arguments = [
            self._argument(argument, indent, lines, atomic=not (once and one.used[name] == 1))
            for argument, name in zip(step.arguments, one.parameters, strict=True)
        ]
        names = dict(zip(one.parameters, [argument.text for argument in arguments], strict=True))
        return self._weave(index, one, names, indent, lines)

    def _weaves(self, one: Piece) -> bool:
        if self.weave == "none" or one.value is None:
            return False
        return self.weave == "all" or one.is_expression

    def _short(self, one: Piece) -> bool:
        return one.value is not None and sum(map(len, one.value.parts)) <= NEST_LENGTH

    def _weave(self, index: int, one: Piece, names: dict[str, str], indent: int, lines: list[str]) -> _Expression:
        """Write the block of a piece into `lines` and return its value; a returned local takes the step's name."""
        assert one.value is not None  # asked by the callers
        own = self.names.nodes[index]
        returned = one.value.parts[1] if len(one.value.parts) == 3 and one.value.parts[::2] == ("", "") else ""
        arguments = list(names.values())
        for local in one.locals:
            if local == returned and one.block:
                names[local] = own
            else:
                names[local] = local if self._may_hide(one, local, arguments) else self._local(local, own, index)
        for template in one.block:
            lines.append("    " * indent + template.fill(names))
        self.imports.update(one.imports)
        text = one.value.fill(names)
        is_name = text.isidentifier() and bool(one.block)
        return _Expression(text, tight=one.is_tight, atomic=is_name)

    def _local(self, name: str, own: str, index: int) -> str:
        if name == "_":
            return name
        candidates = [name, f"{own}_{name}", f"{name}_of_{own}", f"inner_{name}", f"current_{name}"]
        if own.rpartition("_")[2].rstrip("s") == name.rstrip("s"):  # nobody calls a group of groups groups_group
            candidates = [name, f"current_{name}", f"inner_{name}", f"{name}_of_{own}"]
        free = next(candidate for candidate in [*candidates, f"inner_{own}_{name}"] if candidate not in self.taken)
        self.taken.add(free)
        self.lent.setdefault(index, []).append(free)
        return free

    def _may_hide(self, one: Piece, local: str, arguments: Sequence[str]) -> bool:
        """Whether a comprehension of a piece may call its variable as a loop elsewhere does: it is seen nowhere else."""
        loops = {name for pair in self.names.items for name in pair}
        return local in one.inner and local in loops and not any(re.search(rf"\b{local}\b", argument) for argument in arguments)

    def _helper_call(self, one: Piece, atom: Atom, arguments: Sequence[str]) -> _Expression:
        self.helpers.setdefault(atom.name, one)
        self.imports.update(one.imports)
        return _Expression(f"{atom.name}({', '.join(arguments)})")

    def _over_items(self, index: int, step: Step, indent: int, lines: list[str]) -> _Expression:
        assert step.atom is not None  # roles other than none have an atom
        combinator, own = step.combinator, self.names.nodes[index]
        one = piece(self.choose(step.atom), step.atom)
        item, other = self.names.items[index]
        negated = "not {call}" in combinator.loop or "not {call}" in combinator.expression
        woven = self._weaves(one) and not (negated and not one.is_tight) and (self.weave == "all" or self._short(one))
        if woven and one.block and "{block}" not in combinator.loop:
            woven = False
        loop = bool(combinator.loop) and (self.loops or not combinator.expression or (woven and bool(one.block)))
        arguments = [self._argument(place, indent, lines, atomic=loop).text for place in step.arguments[: step.own]]
        extras = [self._argument(place, indent, lines, atomic=True).text for place in step.arguments[step.own :]]
        filled = {"fold": [own, item], "zip": [item, other], "iterate": [own]}.get(combinator.role, [item])
        uses = [filled[place] if source == "item" else extras[place - step.own] for source, place in step.call_order()]
        names = {"item": item, "other": other, "out": own, "default": literal(step.kind.empty)}
        if not loop:
            call = self._item_call(one, step.atom, uses, index, woven, [])
            names |= {"call": call.text, "function": self._function(step, item, call.text, woven)}
            self.imports.update(combinator.imports)
            return _Expression(combinator.expression.format(*arguments, **names))
        block: list[str] = []
        names |= {name: self._local(name, own, index) for name in ("key", "best", "seen") if f"{{{name}}}" in combinator.loop}
        names["call"] = self._item_call(one, step.atom, uses, index, woven, block).text
        names["function"] = self._function(step, item, names["call"], woven)
        for line in combinator.loop.splitlines():
            pad = line[: len(line) - len(line.lstrip())]
            if line.strip() == "{block}":
                lines.extend("    " * indent + pad + inner for inner in block)
            else:
                lines.append("    " * indent + line.format(*arguments, **names))
        return _Expression(own, atomic=True)

    def _function(self, step: Step, item: str, call: str, woven: bool) -> str:
        """Return the use of an atom as something that can be handed over: its name, or a lambda."""
        assert step.atom is not None  # roles other than none have an atom
        return step.atom.name if not woven and len(step.atom.parameters) == 1 else f"lambda {item}: {call}"

    def _item_call(self, one: Piece, atom: Atom, uses: Sequence[str], index: int, woven: bool, block: list[str]) -> _Expression:
        """Return the use of an atom on the items of a loop, its block in `block` if it is woven."""
        if not woven:
            return self._helper_call(one, atom, uses)
        names = dict(zip(one.parameters, uses, strict=True))
        assert one.value is not None  # `woven` says so
        for local in one.locals:
            names[local] = local if self._may_hide(one, local, uses) else self._local(local, self.names.items[index][0], index)
        block.extend(template.fill(names) for template in one.block)
        self.imports.update(one.imports)
        return _Expression(one.value.fill(names), tight=one.is_tight)

    def _branch(self, index: int, step: Step, indent: int, lines: list[str], last: bool) -> _Expression:
        """Write a choice: as one expression if both ways are short, else as statements with each way's own work inside."""
        question, yes, no = step.arguments
        for place in self._shared_before(index, step):
            self._argument(place, indent, lines, atomic=True)
        asked = self.emit(question, indent, lines).text
        inner: list[str] = []
        first = self.emit(yes, indent + 1, inner)
        lines_of_first, inner = inner, []
        second = self.emit(no, indent + 1, inner)
        if not lines_of_first and not inner:
            text = f"{first.text} if {asked} else {second.text}"
            if len(text) <= LINE_LENGTH - 4 * indent - 30 and " if " not in first.text + second.text:
                return _Expression(text, tight=False)
        own = self.names.nodes[index]
        pad = "    " * indent
        lines.append(f"{pad}if {asked}:")
        lines.extend([*lines_of_first, f"{pad}    {own} = {first.text}", f"{pad}else:", *inner, f"{pad}    {own} = {second.text}"])
        for place in self._owned(yes) | self._owned(no):
            self.done.pop(place, None)
        return _Expression(own, atomic=True)

    def _owned(self, root: int) -> set[int]:
        """Return the steps at and behind `root` that nothing outside of them uses, but for the user of `root` itself."""
        owned = {root} if isinstance(self.plan.nodes[root], Step) and len(self.plan.users[root]) == 1 else set()
        for place in range(root - 1, -1, -1):
            if isinstance(self.plan.nodes[place], Step) and self.plan.users[place] and owned.issuperset(self.plan.users[place]):
                owned.add(place)
        return owned

    def _shared_before(self, index: int, step: Step) -> list[int]:
        """Return the steps that one way of a branch needs and something else as well: they are computed before the question."""
        owned = self._owned(step.arguments[1]) | self._owned(step.arguments[2])
        needed: set[int] = set()
        todo = list(step.arguments[1:])
        while todo:
            place = todo.pop()
            node = self.plan.nodes[place]
            if isinstance(node, Step):
                if place not in owned:
                    needed.add(place)
                else:
                    todo.extend(node.arguments)
        return sorted(needed)


def _with_plain_constants(line: str) -> str:
    """Return a line in which nobody has to compute what a constant comes to: neither `(2, 8)[0]` nor `turn = 5 % 26`."""
    line = _END_OF_CONSTANT.sub(lambda found: found[1 + int(found[3])], line)
    return _REMAINDER_OF_CONSTANT.sub(lambda found: str(int(found[1]) % int(found[2])), line)


def _documented(sentence: str | None, lines: list[str]) -> list[str]:
    """Return a body under its docstring, if it has one; a function inside stands apart from it, as formatters have it."""
    if not sentence:
        return lines
    return [docstring(sentence), *([""] if lines[0].lstrip().startswith(("@", "def ")) else []), *lines]


def folded(line: str) -> str:
    """Return `line`, if it is too long broken at its last bracket as ruff format does. Raises TooWide if that is not enough."""
    if len(line) <= LINE_LENGTH:
        return line
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        depth += (line[place] in ")]}") - (line[place] in "([{")
        if depth == 0:
            break
    pad = " " * (len(line) - len(line.lstrip()))
    head, inner = line[: place + 1], line[place + 1 : -1]
    if line[-1] not in ")]}" or line[place - 1] in " (" or len(head) > LINE_LENGTH or len(inner) + len(pad) + 4 > LINE_LENGTH:
        raise TooWide
    return f"{head}\n{pad}    {inner}\n{pad}{line[-1]}"


def literal(value: object) -> str:
    """Return the literal of a constant with the quotes that ruff format prefers."""
    text = format_value(value)
    return text if '"' in text or "\\'" in text else text.replace("'", '"')


def _import_block(lines: Iterable[str]) -> str:
    """Return import lines merged by module and sorted: plain imports first."""
    plain = sorted(line for line in lines if line.startswith("import "))
    modules: dict[str, set[str]] = {}
    for line in lines:
        if line.startswith("from "):
            module, _, name = line.removeprefix("from ").partition(" import ")
            modules.setdefault(module, set()).add(name)
    return "\n".join([*plain, *(f"from {module} import {', '.join(sorted(modules[module]))}" for module in sorted(modules))])

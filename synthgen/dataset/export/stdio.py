"""Functions as programs that read standard input and write standard output, for graders that know nothing else.

A test case goes through unchanged: the program reads the text between the parentheses of the call and prints the literal of the
result. Graders compare the printed text, so a result must have one text only.
"""

from __future__ import annotations

from synthgen.dataset.export.exporter import ExportReason, Misfit
from synthgen.errors import LiteralError
from synthgen.literals import Value, format_value, parse_arguments, parse_value
from synthgen.records import Sample, TestCase

INSTRUCTIONS = {
    "en": (
        "Write a complete program. It reads one line from standard input, which holds the arguments of the function as Python literals "
        "with commas between, and prints the result as a Python literal, as `repr` writes it{sorting}."
    ),
    "zh": (
        "请写出完整的程序：从标准输入读入一行，内容是以逗号分隔、写成 Python 字面量的函数参数；"
        "再把结果以 Python 字面量的形式（即 `repr` 的写法）打印出来{sorting}。"
    ),
}
"""What is said below the prompt, by language."""
SORTING = {"en": "; the entries of every dict stand in ascending order of their keys", "zh": "；字典的条目按键的升序排列"}
_MAIN = '''

if __name__ == "__main__":
    import ast

    arguments = ast.literal_eval(f"({{input()}},)")
    print(repr({call}))
'''
_SORTED_MAIN = '''

def entries_in_order(value):
    """Return the value with the entries of every dict in ascending order of their keys."""
    if isinstance(value, dict):
        return {{key: entries_in_order(value[key]) for key in sorted(value)}}
    if isinstance(value, (list, tuple)):
        return type(value)(map(entries_in_order, value))
    return value


if __name__ == "__main__":
    import ast

    arguments = ast.literal_eval(f"({{input()}},)")
    print(repr(entries_in_order({call})))
'''


def stdio_prompt(sample: Sample, has_dicts: bool) -> str:
    """Return the prompt with what it takes to make a program of the function."""
    language = sample.metadata.language if sample.metadata.language in INSTRUCTIONS else "en"
    return f"{sample.prompt.rstrip()}\n\n{INSTRUCTIONS[language].format(sorting=SORTING[language] if has_dicts else '')}\n"


def stdio_program(sample: Sample, has_dicts: bool) -> str:
    """Return the solution as a program."""
    main = _SORTED_MAIN if has_dicts else _MAIN
    return sample.code.rstrip("\n") + "\n" + main.format(call=f"{sample.metadata.entry_point}(*arguments)")


def stdio_cases(sample: Sample) -> tuple[list[TestCase], bool] | Misfit:
    """Return the test cases as texts of standard input and output, and whether a result holds a dict.

    Dicts are written in the order of their keys; sets and floats, whose text is not settled, do not fit.
    """
    made, has_dicts = [], False
    for case in sample.test_cases:
        try:
            parse_arguments(case.input)
            result = parse_value(case.output)
            has_dicts = has_dicts or _holds(result, (dict,))
            if _holds(result, (set, frozenset, float, complex)):
                return Misfit(ExportReason.UNORDERED, f"{case.output:.80} can be written in more than one way")
            made.append(TestCase(case.input, format_value(_in_order(result))))
        except (LiteralError, TypeError) as problem:
            return Misfit(ExportReason.UNORDERED, f"{case.output:.80}: {problem}")
        if "\n" in case.input or not case.input.strip():
            return Misfit(ExportReason.UNQUOTABLE, "the arguments do not stand on one line")
    return made, has_dicts


def _in_order(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return type(value)(map(_in_order, value))
    return value


def _holds(value: Value, kinds: tuple[type, ...]) -> bool:
    if isinstance(value, dict):
        return dict in kinds or any(_holds(item, kinds) for entry in value.items() for item in entry)
    if isinstance(value, list | tuple):
        return any(_holds(item, kinds) for item in value)
    return isinstance(value, kinds)

"""Whether values satisfy what the API's schemas say, before they are sent."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any, Union

from ._codec import UNSET, encode
from ._runtime import Violation

#: Most violations that are told of one request.
VIOLATIONS_MAX = 100


@dataclass(frozen=True)
class Rule:
    """What a value has to satisfy. Numbers are texts, so that they stay exact."""

    minimum: str | None = None
    maximum: str | None = None
    excludes_minimum: bool = False
    excludes_maximum: bool = False
    multiple_of: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    has_unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None
    elements: Reference | None = None
    members: Mapping[str, Reference] = field(default_factory=dict)
    #: Of members that are not named.
    others: Reference | None = None
    #: By the text of a member.
    choice: tuple[str, Mapping[str, Reference]] | None = None


#: A rule, or how to find it: types hold themselves.
Reference = Union[Rule, Callable[[], "Reference"]]
#: What an operation looks at, with the places that are told.
Rules = list[tuple[str, Reference]]


def check(rules: Rules, *values: Any) -> list[Violation]:
    """What is wrong with values, in the order of their rules."""
    found = (
        violation
        for (place, rule), value in zip(rules, values)
        for violation in _look(rule, None if value is UNSET else encode(value), place)
    )
    return list(islice(found, VIOLATIONS_MAX))


def _look(reference: Reference, value: Any, where: str) -> Iterator[Violation]:
    rule = reference
    while not isinstance(rule, Rule):
        rule = rule()
    if isinstance(value, str):
        for what in _of_text(value, rule):
            yield Violation(where, what)
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if math.isfinite(value):
            for what in _of_number(value, rule):
                yield Violation(where, what)
    elif isinstance(value, list):
        for what in _counted(len(value), rule.min_items, rule.max_items, "items"):
            yield Violation(where, what)
        if rule.has_unique_items and _has_equal(value):
            yield Violation(where, "has equal items")
        if rule.elements is not None:
            for index, element in enumerate(value):
                yield from _look(rule.elements, element, f"{where}[{index}]")
    elif isinstance(value, dict):
        least, most = rule.min_properties, rule.max_properties
        for what in _counted(len(value), least, most, "members"):
            yield Violation(where, what)
        for name, member in value.items():
            known = rule.members.get(name, rule.others)
            if known is not None:
                yield from _look(known, member, f"{where}.{name}")
        if rule.choice is not None:
            chooser, choices = rule.choice
            tag = value.get(chooser)
            chosen = choices.get(tag) if isinstance(tag, str) else None
            if chosen is not None:
                yield from _look(chosen, value, where)


def _of_number(value: int | float | Decimal, rule: Rule) -> Iterator[str]:
    # The shortest digits of a float are the ones that were meant.
    number = Fraction(str(value))
    if rule.minimum is not None:
        bound = Fraction(rule.minimum)
        if rule.excludes_minimum and number <= bound:
            yield f"is not greater than {rule.minimum}"
        elif number < bound:
            yield f"is less than {rule.minimum}"
    if rule.maximum is not None:
        bound = Fraction(rule.maximum)
        if rule.excludes_maximum and number >= bound:
            yield f"is not less than {rule.maximum}"
        elif number > bound:
            yield f"is greater than {rule.maximum}"
    if rule.multiple_of is not None and number % Fraction(rule.multiple_of) != 0:
        yield f"is not a multiple of {rule.multiple_of}"


def _of_text(value: str, rule: Rule) -> Iterator[str]:
    if rule.min_length is not None and len(value) < rule.min_length:
        yield f"is shorter than {rule.min_length} characters"
    if rule.max_length is not None and len(value) > rule.max_length:
        yield f"is longer than {rule.max_length} characters"
    if rule.pattern is not None:
        pattern = _pattern(rule.pattern)
        if pattern is not None and pattern.search(value) is None:
            yield f"does not match {rule.pattern}"


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str] | None:
    """An expression of JavaScript's; None where Python reads it otherwise or not at all."""
    if re.search(r"\\[pPkAZcbB]|\(\?<[^=!]|\(\?P", text):
        return None
    # Python's `$` also stands before a last line break.
    ends = re.sub(r"(?<!\\)((?:\\\\)*)\$$", r"\1\\Z", text)
    try:
        return re.compile(ends, re.ASCII if r"\s" not in text.lower() else 0)
    except (re.error, OverflowError, RecursionError):
        return None


def _counted(
    count: int, least: int | None, most: int | None, unit: str
) -> Iterator[str]:
    if least is not None and count < least:
        yield f"has fewer than {least} {unit}"
    if most is not None and count > most:
        yield f"has more than {most} {unit}"


def _has_equal(values: list[Any]) -> bool:
    seen = {json.dumps(value, sort_keys=True, default=str) for value in values}
    return len(seen) < len(values)

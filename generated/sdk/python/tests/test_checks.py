"""What values have to satisfy, and that requests which do not are not sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from pet_store._checks import (
    Rule,
    check,
)
from pet_store._runtime import (
    Client,
    ConstraintFailure,
    Json,
    Violation,
)

PET: Rule = Rule(
    max_properties=6,
    members={
        "name": Rule(min_length=1, max_length=3),
        "tags": Rule(
            max_items=2, has_unique_items=True, elements=Rule(pattern="^[a-z]+$")
        ),
        "price": Rule(multiple_of="0.1", minimum="0", excludes_minimum=True),
        "friend": lambda: PET,
    },
    others=Rule(maximum="9"),
)


def told(rule: Rule, value: Any) -> list[str]:
    return [f"{found.where} {found.what}" for found in check([("body", rule)], value)]


def test_finds_nothing_in_what_is_fine() -> None:
    fine = {"name": "😀😀😀", "tags": ["a", "b"], "price": 0.3, "more": 9}
    assert told(PET, fine) == []
    assert told(PET, {"friend": {"friend": None}, "name": None}) == []
    assert told(PET, None) == []


def test_tells_every_violation_with_its_place() -> None:
    value = {
        "name": "",
        "tags": ["a", "B", "a"],
        "price": 0.25,
        "more": 10,
        "friend": {"name": "long", "price": 0},
    }
    assert told(PET, value) == [
        "body.name is shorter than 1 characters",
        "body.tags has more than 2 items",
        "body.tags has equal items",
        "body.tags[1] does not match ^[a-z]+$",
        "body.price is not a multiple of 0.1",
        "body.more is greater than 9",
        "body.friend.name is longer than 3 characters",
        "body.friend.price is not greater than 0",
    ]


def test_compares_numbers_exactly() -> None:
    assert told(Rule(multiple_of="0.1"), 1e22) == []
    assert told(Rule(multiple_of="1e-7"), 3e-7) == []
    assert told(Rule(maximum="0.1"), 0.1) == []
    assert told(Rule(maximum="9007199254740992"), 2**53 + 1) != []
    assert told(Rule(minimum="0.1"), Decimal("0.0999")) == ["body is less than 0.1"]
    assert told(Rule(maximum="1e3", excludes_maximum=True), 1000) == [
        "body is not less than 1e3"
    ]


def test_reads_patterns_as_javascript_does() -> None:
    assert told(Rule(pattern="("), "a") == []
    assert told(Rule(pattern=r"^\p{L}$"), "1") == []
    assert told(Rule(pattern="^a$"), "a\n") == ["body does not match ^a$"]
    assert told(Rule(pattern=r"^\d$"), "\u0663") != []


def test_chooses_rules_by_a_member() -> None:
    cat = Rule(members={"lives": Rule(maximum="9")})
    rule = Rule(choice=("kind", {"cat": cat}))
    assert told(rule, {"kind": "dog", "lives": 10}) == []
    assert told(rule, {"kind": "cat", "lives": 10}) == ["body.lives is greater than 9"]


def test_tells_no_more_than_a_hundred() -> None:
    assert len(told(Rule(elements=Rule(maximum="0")), [1] * 1000)) == 100


class Probe(Client):
    _base_url = "http://api.test"


def test_sends_nothing_that_the_api_does_not_admit_when_asked() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=len(sent))

    def wrong() -> list[Violation]:
        return [
            Violation("query limit", "is less than 1"),
            Violation("body", "is odd"),
        ]

    client = httpx.Client(transport=httpx.MockTransport(answer))
    strict = Probe(http_client=client, checks_requests=True)
    with pytest.raises(ConstraintFailure) as failure:
        strict._call(Json[int](), "GET", "/a", checks=wrong)
    assert str(failure.value) == "query limit is less than 1; body is odd"
    assert failure.value.violations == wrong()
    assert sent == []
    assert strict._call(Json[int](), "GET", "/a", checks=lambda: []) == 1
    loose = Probe(http_client=client)
    assert loose._call(Json[int](), "GET", "/a", checks=wrong) == 2

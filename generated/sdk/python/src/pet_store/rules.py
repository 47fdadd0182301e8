"""Made by gatewright from Pet store 1.0: a change here is lost.

What values of Pet store have to satisfy.
"""

from __future__ import annotations

from ._checks import Reference, Rule, Rules

NEW_PET_RULE: Reference = Rule(
    members={
        "name": Rule(min_length=1, max_length=40),
        "price": Rule(minimum="0"),
        "tags": Rule(max_items=8),
    },
)
CREATE_PET_RULES: Rules = [("body", lambda: NEW_PET_RULE)]

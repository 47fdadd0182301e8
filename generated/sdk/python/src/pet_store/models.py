"""Made by gatewright from Pet store 1.0: a change here is lost.

Types of Pet store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


@dataclass(kw_only=True, slots=True)
class Pet:
    id: int
    type: PetType
    name: str
    price: float


@dataclass(kw_only=True, slots=True)
class NewPet:
    type: NewPetType
    name: str
    price: float
    tags: list[str] | None = None


@dataclass(kw_only=True, slots=True)
class Problem:
    message: str | None = None


Pets: TypeAlias = list[Pet]
Empty: TypeAlias = dict[str, Any]
PetType: TypeAlias = Literal["cat", "dog", "fish"] | str
NewPetType: TypeAlias = Literal["cat", "dog", "fish"] | str

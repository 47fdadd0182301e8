"""Made by gatewright from Pet store 1.0: a change here is lost.

Failures that Pet store declares.
"""

from __future__ import annotations

from ._runtime import ApiError
from .models import Problem


class ProblemNotFound(ApiError):
    """An answer with status 404."""

    model: Problem

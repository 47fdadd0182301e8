"""Each operation once.

BASE_URL names the served API; without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pet_store import (
    ApiError,
)
from pet_store import (
    PetStoreClient as Subject,
)
from pet_store import (
    models,
)

BASE_URL = os.environ.get("BASE_URL")
pytestmark = pytest.mark.skipif(BASE_URL is None, reason="BASE_URL is not set")


@contextmanager
def answered() -> Iterator[Subject]:
    """A call is fine when the API answers it, also with a failure of its own."""
    credentials = json.loads(os.environ.get("CREDENTIALS", "{}"))
    with Subject(BASE_URL, credentials=credentials) as client:
        try:
            yield client
        except ApiError as error:
            assert not error.response.is_success


def test_welcome() -> None:
    with answered() as client:
        client.welcome()


def test_list_pets() -> None:
    with answered() as client:
        client.list_pets()


def test_create_pet() -> None:
    with answered() as client:
        client.create_pet(body=models.NewPet(type="cat", name="sample", price=1))


def test_get_pet() -> None:
    with answered() as client:
        client.get_pet(1)


def test_delete_pet() -> None:
    with answered() as client:
        client.delete_pet(1)


def test_search() -> None:
    with answered() as client:
        client.search(q="sample")


def test_files() -> None:
    with answered() as client:
        client.files("sample")

"""Made by gatewright from Pet store 1.0: a change here is lost.

Clients of Pet store.
"""

from __future__ import annotations

from ._checks import check
from ._requests import header, json_body, query, segment, segments
from ._runtime import AsyncClient, CallOptions, Client, Json, Nothing, Scheme, Text
from .errors import ProblemNotFound
from .models import Empty, NewPet, Pet, Pets
from .rules import CREATE_PET_RULES


class PetStoreClient(Client):
    """The example that `make run` serves."""

    _base_url: str | None = None
    _user_agent: str = "pet-store/1.0"
    _schemes: dict[str, Scheme] = {"apiKey": Scheme("header", "x-api-key")}

    def welcome(self, *, options: CallOptions | None = None) -> str:
        """A page for people"""
        return self._call(Text(), "GET", "/", accept="text/html", options=options)

    def list_pets(
        self,
        *,
        type: str | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Pets:
        """GET /pets

        Args:
            type: Only pets of this type
            limit: At most so many
        """
        return self._call(
            Json[Pets](),
            "GET",
            "/pets",
            query=[query("type", type), query("limit", limit)],
            options=options,
        )

    def create_pet(self, *, body: NewPet, options: CallOptions | None = None) -> Pet:
        """POST /pets"""
        return self._call(
            Json[Pet](),
            "POST",
            "/pets",
            body=json_body("application/json", body),
            checks=lambda: check(CREATE_PET_RULES, body),
            options=options,
        )

    def get_pet(self, pet_id: int, *, options: CallOptions | None = None) -> Pet:
        """GET /pets/{petId}

        Args:
            pet_id: The pet's number

        Raises:
            ProblemNotFound: status 404
        """
        return self._call(
            Json[Pet](),
            "GET",
            f"/pets/{segment(pet_id)}",
            errors={404: ProblemNotFound},
            options=options,
        )

    def delete_pet(self, pet_id: int, *, options: CallOptions | None = None) -> None:
        """Needs the API key

        Args:
            pet_id: The pet's number
        """
        self._call(
            Nothing(),
            "DELETE",
            f"/pets/{segment(pet_id)}",
            security=[("apiKey",)],
            options=options,
        )

    def search(
        self,
        *,
        q: str,
        accept_language: str | None = None,
        options: CallOptions | None = None,
    ) -> Empty:
        """GET /search

        Args:
            q: What to look for; without it the gateway answers 400
        """
        return self._call(
            Json[Empty](),
            "GET",
            "/search",
            query=[query("q", q)],
            headers=[header("Accept-Language", accept_language)],
            options=options,
        )

    def files(self, proxy: str, *, options: CallOptions | None = None) -> Empty:
        """POST /files/{proxy}"""
        return self._call(
            Json[Empty](), "POST", f"/files/{segments(proxy)}", options=options
        )


class AsyncPetStoreClient(AsyncClient):
    """The example that `make run` serves."""

    _base_url: str | None = None
    _user_agent: str = "pet-store/1.0"
    _schemes: dict[str, Scheme] = {"apiKey": Scheme("header", "x-api-key")}

    async def welcome(self, *, options: CallOptions | None = None) -> str:
        """A page for people"""
        return await self._call(Text(), "GET", "/", accept="text/html", options=options)

    async def list_pets(
        self,
        *,
        type: str | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Pets:
        """GET /pets

        Args:
            type: Only pets of this type
            limit: At most so many
        """
        return await self._call(
            Json[Pets](),
            "GET",
            "/pets",
            query=[query("type", type), query("limit", limit)],
            options=options,
        )

    async def create_pet(
        self, *, body: NewPet, options: CallOptions | None = None
    ) -> Pet:
        """POST /pets"""
        return await self._call(
            Json[Pet](),
            "POST",
            "/pets",
            body=json_body("application/json", body),
            checks=lambda: check(CREATE_PET_RULES, body),
            options=options,
        )

    async def get_pet(self, pet_id: int, *, options: CallOptions | None = None) -> Pet:
        """GET /pets/{petId}

        Args:
            pet_id: The pet's number

        Raises:
            ProblemNotFound: status 404
        """
        return await self._call(
            Json[Pet](),
            "GET",
            f"/pets/{segment(pet_id)}",
            errors={404: ProblemNotFound},
            options=options,
        )

    async def delete_pet(
        self, pet_id: int, *, options: CallOptions | None = None
    ) -> None:
        """Needs the API key

        Args:
            pet_id: The pet's number
        """
        await self._call(
            Nothing(),
            "DELETE",
            f"/pets/{segment(pet_id)}",
            security=[("apiKey",)],
            options=options,
        )

    async def search(
        self,
        *,
        q: str,
        accept_language: str | None = None,
        options: CallOptions | None = None,
    ) -> Empty:
        """GET /search

        Args:
            q: What to look for; without it the gateway answers 400
        """
        return await self._call(
            Json[Empty](),
            "GET",
            "/search",
            query=[query("q", q)],
            headers=[header("Accept-Language", accept_language)],
            options=options,
        )

    async def files(self, proxy: str, *, options: CallOptions | None = None) -> Empty:
        """POST /files/{proxy}"""
        return await self._call(
            Json[Empty](), "POST", f"/files/{segments(proxy)}", options=options
        )

"""The transport, against answers that are made up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Annotated, Any

import httpx
import pytest

from pet_store._codec import (
    UNSET,
    AsText,
    Discriminated,
    Member,
    Unset,
    decode,
    encode,
)
from pet_store._requests import (
    AwsCredentials,
    crumb,
    deep_object,
    dumps,
    header,
    label,
    matrix,
    query,
    segment,
)
from pet_store._runtime import (
    ApiError,
    AsyncClient,
    CallOptions,
    Client,
    ConnectionFailure,
    Events,
    GatewayError,
    Json,
    Scheme,
    TimeoutFailure,
    pages,
)

Reply = httpx.Response | Exception


class Probe(Client):
    _base_url = "http://api.test/prod"
    _schemes = {"key": Scheme("header", "x-api-key"), "iam": Scheme("sigv4")}


def probe(
    *replies: Callable[[], Reply], **options: Any
) -> tuple[Probe, list[httpx.Request]]:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        reply = replies[min(len(sent), len(replies)) - 1]()
        if isinstance(reply, Exception):
            raise reply
        return reply

    client = httpx.Client(transport=httpx.MockTransport(answer))
    return Probe(http_client=client, **options), sent


def fine() -> Reply:
    return httpx.Response(200, json={"n": 1})


def busy() -> Reply:
    return httpx.Response(503, headers={"retry-after": "0"})


def reset() -> Reply:
    return httpx.ConnectError("reset")


def test_reads_json() -> None:
    client, sent = probe(fine)
    assert client._call(Json[dict[str, int]](), "GET", "/a") == {"n": 1}
    assert str(sent[0].url) == "http://api.test/prod/a"


def test_tries_again_what_is_safe() -> None:
    client, sent = probe(busy, reset, fine)
    client._call(Json[Any](), "GET", "/a")
    assert len(sent) == 3


def test_does_not_send_a_post_twice() -> None:
    client, sent = probe(busy, fine)
    with pytest.raises(ApiError) as failure:
        client._call(Json[Any](), "POST", "/a")
    assert failure.value.status == 503
    assert len(sent) == 1


def test_sends_a_post_again_with_an_idempotency_key() -> None:
    client, sent = probe(busy, fine)
    client._call(Json[Any](), "POST", "/a", options=CallOptions(idempotency_key="k"))
    assert [request.headers["idempotency-key"] for request in sent] == ["k", "k"]


def test_sends_again_what_was_throttled() -> None:
    client, sent = probe(lambda: httpx.Response(429), fine)
    client._call(Json[Any](), "POST", "/a")
    assert len(sent) == 2


def test_tells_the_gateways_failures_from_the_apis() -> None:
    headers = {"x-amzn-errortype": "ForbiddenException", "x-amzn-requestid": "r1"}
    client, _ = probe(
        lambda: httpx.Response(403, headers=headers, json={"message": "Forbidden"})
    )
    with pytest.raises(GatewayError) as failure:
        client._call(Json[Any](), "GET", "/a")
    assert failure.value.type == "ForbiddenException"
    assert failure.value.request_id == "r1"
    assert str(failure.value) == "403 Forbidden"
    client, _ = probe(lambda: httpx.Response(404, text="no"))
    with pytest.raises(ApiError) as own:
        client._call(Json[Any](), "GET", "/a")
    assert not isinstance(own.value, GatewayError)
    assert own.value.body == "no"


def test_tells_that_no_answer_came() -> None:
    client, _ = probe(reset, retries=0)
    with pytest.raises(ConnectionFailure):
        client._call(Json[Any](), "GET", "/a")
    client, _ = probe(lambda: httpx.ReadTimeout("late"), retries=0)
    with pytest.raises(TimeoutFailure):
        client._call(Json[Any](), "GET", "/a")


def test_shows_an_api_key_where_the_operation_asks_for_one() -> None:
    client, sent = probe(fine, credentials={"key": lambda: "secret"})
    client._call(Json[Any](), "GET", "/a", security=[("key",)])
    client._call(Json[Any](), "GET", "/a")
    assert [request.headers.get("x-api-key") for request in sent] == ["secret", None]


def test_signs() -> None:
    keys = AwsCredentials("AKID", "s", "t", "eu-west-1")
    client, sent = probe(fine, credentials={"iam": keys})
    client._call(Json[Any](), "GET", "/a", security=[("iam",)])
    header = sent[0].headers["authorization"]
    assert header.startswith("AWS4-HMAC-SHA256 Credential=AKID/")
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=" in header
    assert "t" not in repr(keys).replace("AwsCredentials", "").split("=")


def test_refuses_credentials_that_the_api_does_not_know() -> None:
    with pytest.raises(ValueError, match="unknown credentials"):
        Probe(credentials={"other": "x"})


def test_writes_parameters() -> None:
    assert query("a", [1, 2]) == [("a", "1"), ("a", "2")]
    assert query("a", [1, 2], ",") == [("a", "1,2")]
    assert query("a", None) == []
    assert query("a", True) == [("a", "true")]
    assert deep_object("f", {"a": {"b": 1}}) == [("f[a][b]", "1")]
    assert segment("a/b c") == "a%2Fb%20c"
    with pytest.raises(ValueError):
        segment("..")
    with pytest.raises(ValueError):
        label("")


def test_writes_paths_and_headers_in_all_styles() -> None:
    color = {"R": 100, "G": 200, "B": 150, "A": None}
    names = ["blue", "black", "a b"]
    assert segment(names) == "blue,black,a%20b"
    assert segment(color) == "R,100,G,200,B,150"
    assert segment(color, True) == "R=100,G=200,B=150"
    assert label("blue") == ".blue"
    assert label(names) == ".blue,black,a%20b"
    assert label(names, True) == ".blue.black.a%20b"
    assert label(color) == ".R,100,G,200,B,150"
    assert label(color, True) == ".R=100.G=200.B=150"
    assert matrix("color", "") == ";color"
    assert matrix("color", "blue") == ";color=blue"
    assert matrix("color", names) == ";color=blue,black,a%20b"
    assert matrix("color", names, True) == ";color=blue;color=black;color=a%20b"
    assert matrix("color", color) == ";color=R,100,G,200,B,150"
    assert matrix("color", color, True) == ";R=100;G=200;B=150"
    assert header("x", names) == [("x", "blue,black,a b")]
    assert header("x", color, True) == [("x", "R=100,G=200,B=150")]
    assert header("x", None) == []


def test_sends_cookies_in_one_header() -> None:
    client, sent = probe(fine, headers={"cookie": "own=1"})
    cookies = [query("a b", 'x;y,"z\\%'), query("list", [1, 2]), query("none", None)]
    client._call(Json[Any](), "GET", "/a", cookies=cookies)
    told = "own=1; a%20b=x%3By%2C%22z%5C%25; list=1; list=2"
    assert sent[0].headers["cookie"] == told
    assert crumb("s", "a=b/c+d==") == "s=a=b/c+d=="


def test_reads_events() -> None:
    text = "event: tick\ndata: a\ndata: b\nid: 7\n\n: note\n\ndata: c\n\n"
    client, _ = probe(lambda: httpx.Response(200, text=text))
    seen = [
        (event.event, event.data, event.id)
        for event in client._call(Events(), "GET", "/a")
    ]
    assert seen == [("tick", "a\nb", "7"), ("message", "c", "7")]


def test_goes_through_pages() -> None:
    known: dict[str | None, dict[str, Any]] = {
        None: {"items": [1, 2], "next": "b"},
        "b": {"items": [3]},
    }
    found = pages(
        lambda token: known[token],
        lambda page: page["items"],
        lambda page: page.get("next"),
        None,
    )
    assert list(found) == [1, 2, 3]


def test_awaits() -> None:
    class AsyncProbe(AsyncClient):
        _base_url = "http://api.test"

    async def run() -> Any:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json=[1]))
        client = httpx.AsyncClient(transport=transport)
        async with AsyncProbe(http_client=client) as probe:
            return await probe._call(Json[list[int]](), "GET", "/a")

    assert asyncio.run(run()) == [1]


@dataclass(kw_only=True, slots=True)
class Cat:
    kind: str
    born: datetime
    pet_name: Annotated[str | None, Member("petName")] = None
    owner: str | None | Unset = UNSET


@dataclass(kw_only=True, slots=True)
class Dog:
    kind: str


Pet = Annotated[Cat | Dog, Discriminated("kind", {"cat": "Cat", "dog": "Dog"})]


@dataclass(kw_only=True, slots=True)
class Fish:
    size: int


Animal = Annotated[Cat | Fish, Discriminated("kind", {"cat": "Cat", "fish": "Fish"})]


@dataclass(kw_only=True, slots=True)
class Home:
    first: Animal
    others: list[Animal]
    named: dict[str, Animal] | None = None


def test_writes_discriminators_that_classes_do_not_declare() -> None:
    fish = Fish(size=1)
    told = {"kind": "fish", "size": 1}
    home = Home(first=fish, others=[fish], named={"a": fish})
    assert encode(home) == {"first": told, "others": [told], "named": {"a": told}}
    assert decode(Home, encode(home), __name__) == home
    assert encode([fish], list[Animal], __name__) == [told]
    assert encode(fish) == {"size": 1}


@dataclass(kw_only=True, slots=True)
class Price:
    number: Decimal
    text: Annotated[Decimal, AsText()]
    more: list[Annotated[Decimal, AsText()]] | None = None
    plain: float | None = None


def test_keeps_decimals_exact() -> None:
    text = '{"number":0.1000000000000000000001,"text":"1.50","more":["2"],"plain":0.1}'
    client, _ = probe(lambda: httpx.Response(200, text=text))
    price = client._call(Json[Price](exact=True), "GET", "/a")
    assert price == Price(
        number=Decimal("0.1000000000000000000001"),
        text=Decimal("1.50"),
        more=[Decimal(2)],
        plain=0.1,
    )
    assert type(price.plain) is float
    assert dumps(encode(price)) == text
    assert query("a", Decimal("1E+3")) == [("a", "1000")]
    assert encode([Decimal(1)], list[Annotated[Decimal, AsText()]]) == ["1"]
    with pytest.raises(ValueError, match="no decimal number"):
        decode(Price, {"number": 1, "text": "x"}, __name__)


def test_reads_and_writes_objects() -> None:
    value = {
        "kind": "cat",
        "born": "2026-01-31T12:00:00Z",
        "petName": "F",
        "owner": None,
    }
    cat = decode(Pet, value, __name__)
    assert cat == Cat(
        kind="cat",
        born=datetime(2026, 1, 31, 12, tzinfo=timezone.utc),
        pet_name="F",
        owner=None,
    )
    assert encode(cat) == value
    assert "owner" not in encode(Cat(kind="cat", born=cat.born))
    assert decode(Pet, {"kind": "dog"}, __name__) == Dog(kind="dog")
    with pytest.raises(ValueError, match="Cat.born is missing"):
        decode(Cat, {"kind": "cat"}, __name__)

"""Requests: parameters, bodies, signatures."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from ._codec import UNSET, encode

Pair = tuple[str, str]


@dataclass(frozen=True)
class Body:
    """What a request carries, as httpx takes it."""

    arguments: dict[str, Any]
    content_type: str | None = None


def scalar(value: Any) -> str:
    """A value as it stands in paths, queries and headers."""
    value = encode(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def segment(value: Any) -> str:
    """A segment of a path."""
    encoded = encode(value)
    parts = encoded if isinstance(encoded, list) else [encoded]
    text = ",".join(quote(scalar(part), safe="") for part in parts)
    if text in ("", ".", ".."):
        raise ValueError(f"{text!r} cannot be a segment of a path")
    return text


def segments(value: Any) -> str:
    """The rest of a path: its slashes stay."""
    return "/".join(segment(part) for part in scalar(value).split("/"))


def query(name: str, value: Any, separator: str | None = None) -> list[Pair]:
    """A query parameter; what stands between values, or None for one pair each."""
    if value is None or value is UNSET:
        return []
    encoded = encode(value)
    if isinstance(encoded, list):
        parts = [scalar(part) for part in encoded]
        if separator is None:
            return [(name, part) for part in parts]
        return [(name, separator.join(parts))]
    if isinstance(encoded, dict):
        if separator is None:
            return [(key, scalar(part)) for key, part in encoded.items()]
        flat = [text for key, part in encoded.items() for text in (key, scalar(part))]
        return [(name, separator.join(flat))]
    return [(name, scalar(encoded))]


def deep_object(name: str, value: Any) -> list[Pair]:
    """A query parameter of style `deepObject`: `name[member]=value`."""
    encoded = encode(value)
    if encoded is None or encoded is UNSET:
        return []
    if not isinstance(encoded, dict):
        return query(name, encoded)
    return [
        pair
        for key, part in encoded.items()
        for pair in deep_object(f"{name}[{key}]", part)
    ]


def json_body(content_type: str, value: Any) -> Body | None:
    """A body of JSON."""
    if value is None:
        return None
    text = json.dumps(encode(value), separators=(",", ":"), ensure_ascii=False)
    return Body({"content": text.encode()}, content_type)


def form_body(value: Any) -> Body | None:
    """A body of form fields."""
    if value is None:
        return None
    fields: dict[str, list[str]] = {}
    for name, member in encode(value).items():
        for key, text in query(name, member):
            fields.setdefault(key, []).append(text)
    return Body({"data": fields})


def multipart_body(value: Any) -> Body | None:
    """A body of parts; bytes become files."""
    if value is None:
        return None
    members = dict(encode(value))
    for name in members:
        own = (
            getattr(value, name, None)
            if not isinstance(value, Mapping)
            else value[name]
        )
        if isinstance(own, bytes):
            members[name] = own
    parts: list[tuple[str, tuple[str | None, bytes]]] = []
    for name, member in members.items():
        if isinstance(member, bytes):
            parts.append((name, (name, member)))
        else:
            for _, text in query(name, member):
                parts.append((name, (None, text.encode())))
    return Body({"files": parts})


def raw_body(content_type: str, value: Any) -> Body | None:
    """A body as it is."""
    return None if value is None else Body({"content": value}, content_type)


@dataclass(frozen=True)
class AwsCredentials:
    """Keys for Signature Version 4."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    #: Needed where the base URL does not tell it.
    region: str | None = None


def sign(request: httpx.Request, credentials: AwsCredentials) -> httpx.Request:
    """Signature Version 4 for `execute-api`."""
    url = urlsplit(str(request.url))
    found = re.search(r"\.execute-api\.([^.]+)\.", url.netloc)
    region = credentials.region or (found and found[1])
    if not region:
        raise ValueError("the credentials need a region")
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    request.headers["x-amz-date"] = moment
    if credentials.session_token is not None:
        request.headers["x-amz-security-token"] = credentials.session_token
    fields = {"host": url.netloc}
    for name, value in request.headers.items():
        if name.startswith("x-amz-") or name == "content-type":
            fields[name] = re.sub(" +", " ", value.strip())
    names = ";".join(sorted(fields))
    pairs = sorted(
        tuple(pair.partition("=")[::2]) for pair in url.query.split("&") if pair
    )
    canonical = "\n".join(
        [
            request.method,
            "/".join(quote(part, safe="~") for part in url.path.split("/")),
            "&".join("=".join(pair) for pair in pairs),
            *(f"{name}:{fields[name]}" for name in sorted(fields)),
            "",
            names,
            hashlib.sha256(request.read()).hexdigest(),
        ]
    )
    scope = f"{moment[:8]}/{region}/execute-api/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{credentials.secret_access_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    request.headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return request

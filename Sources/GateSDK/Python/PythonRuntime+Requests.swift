// `_requests.py`: how parameters and bodies are written, and Signature Version 4.

extension PythonRuntime {
    static let requests = #"""
        """Requests: parameters, bodies, signatures."""

        from __future__ import annotations

        import hashlib
        import hmac
        import json
        import re
        from collections.abc import Callable, Mapping
        from dataclasses import dataclass, field
        from datetime import datetime, timezone
        from decimal import Decimal
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
            if isinstance(value, str):
                return value
            if value is None or isinstance(value, (bool, dict, list)):
                return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            return format(value, "f") if isinstance(value, Decimal) else str(value)


        def parts(value: Any) -> list[tuple[str | None, str]]:
            """Values of a list, or of an object with their keys; else the value alone."""
            encoded = encode(value)
            if isinstance(encoded, list):
                return [(None, scalar(part)) for part in encoded]
            if isinstance(encoded, dict):
                members = encoded.items()
                return [(key, scalar(part)) for key, part in members if part is not None]
            return [(None, scalar(encoded))]


        def percent(text: str) -> str:
            """Percent-encodes all but RFC 3986's unreserved characters."""
            return quote(text, safe="~")


        def joined(
            value: Any, explodes: bool, separator: str, write: Callable[[str], str] = percent
        ) -> str:
            """RFC 6570's lists: keys go before values, behind `=` where a list explodes."""
            mark = "=" if explodes else ","
            return separator.join(
                write(text) if key is None else f"{write(key)}{mark}{write(text)}"
                for key, text in parts(value)
            )


        def checked(text: str) -> str:
            """A segment of a path, unless it leads elsewhere."""
            if text in ("", ".", ".."):
                raise ValueError(f"{text!r} cannot be a segment of a path")
            return text


        def segment(value: Any, explodes: bool = False) -> str:
            """A segment of a path: `a,b`."""
            return checked(joined(value, explodes, ","))


        def label(value: Any, explodes: bool = False) -> str:
            """A segment of style `label`: `.a,b`, or `.a.b` where it explodes."""
            return checked("." + joined(value, explodes, "." if explodes else ","))


        def matrix(name: str, value: Any, explodes: bool = False) -> str:
            """A segment of style `matrix`: `;name=a,b`, or `;name=a;name=b`."""
            pairs = [
                (name if key is None else key, percent(text)) for key, text in parts(value)
            ]
            if pairs and not explodes:
                pairs = [(name, joined(value, False, ","))]
            return checked(
                "".join(
                    f";{percent(key)}" + (f"={text}" if text else "") for key, text in pairs
                )
            )


        def segments(value: Any) -> str:
            """The rest of a path: its slashes stay."""
            return "/".join(segment(part) for part in scalar(value).split("/"))


        def query(name: str, value: Any, separator: str | None = None) -> list[Pair]:
            """A query parameter or a cookie; what stands between values, None for pairs."""
            if value is None or value is UNSET:
                return []
            if separator is None:
                return [(name if key is None else key, text) for key, text in parts(value)]
            flat = [text for part in parts(value) for text in part if text is not None]
            return [(name, separator.join(flat))]


        def header(name: str, value: Any, explodes: bool = False) -> list[Pair]:
            """A header: `a,b`."""
            if value is None or value is UNSET:
                return []
            return [(name, joined(value, explodes, ",", str))]


        def crumb(name: str, value: str) -> str:
            """A cookie; what RFC 6265 does not admit in it is percent-encoded."""
            token, octets = "!#$&'*+-.^_`|~", "!#$&'()*+-./:<=>?@[]^_`{|}~"
            return f"{quote(name, safe=token)}={quote(value, safe=octets)}"


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


        def json_body(content_type: str, value: Any, kind: Any = None) -> Body | None:
            """A body of JSON; of a type that tells discriminators."""
            if value is None:
                return None
            return Body({"content": dumps(encode(value, kind)).encode()}, content_type)


        def dumps(value: Any) -> str:
            """JSON in which decimals keep their digits."""
            try:
                return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            except TypeError:
                # The standard library writes no decimals.
                if isinstance(value, Decimal) and value.is_finite():
                    return format(value, "f")
                if isinstance(value, list):
                    return "[" + ",".join(map(dumps, value)) + "]"
                if isinstance(value, dict):
                    members = [f"{dumps(key)}:{dumps(item)}" for key, item in value.items()]
                    return "{" + ",".join(members) + "}"
                raise


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

        """#
}

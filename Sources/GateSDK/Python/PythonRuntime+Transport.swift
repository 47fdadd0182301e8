// `_runtime.py`: the call with its credentials, retries and answers, for callers that wait and callers that await.

extension PythonRuntime {
    static let transport = #"""
        """The transport of this client: credentials, retries, answers."""

        from __future__ import annotations

        import asyncio
        import base64
        import email.utils
        import random
        import re
        import time
        from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
        from collections.abc import Mapping, Sequence
        from dataclasses import dataclass, field
        from types import TracebackType
        from typing import Any, ClassVar, Generic, TypeVar, Union, cast

        import httpx

        from ._codec import Exact, Unset, decode
        from ._requests import AwsCredentials, Body, Pair, crumb, percent, sign

        T = TypeVar("T")

        SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
        TRANSIENT = frozenset({408, 500, 502, 503, 504})


        @dataclass(frozen=True)
        class BasicCredentials:
            """User and password of HTTP Basic."""

            username: str
            password: str = field(repr=False)


        Credential = Union[str, AwsCredentials, BasicCredentials]
        #: A credential, or how to get it each time that it is needed.
        Provider = Union[Credential, Callable[[], Credential]]


        @dataclass(frozen=True)
        class CallOptions:
            """How one call behaves."""

            #: Attempts after the first.
            retries: int | None = None
            #: Seconds of one attempt.
            timeout: float | None = None
            headers: Mapping[str, str] = field(default_factory=dict)
            #: Sent as `Idempotency-Key`; makes a call safe to send again.
            idempotency_key: str | None = None
            #: Is given the answer, with its headers.
            on_response: Callable[[httpx.Response], None] | None = None


        @dataclass(frozen=True)
        class Scheme:
            """A way to show who calls."""

            kind: str
            name: str = "Authorization"


        @dataclass(frozen=True)
        class ServerSentEvent:
            """An event of a `text/event-stream`."""

            event: str
            data: str
            id: str


        class ApiError(Exception):
            """An answer that is no success."""

            #: The body as what the API declares for this status, where it does.
            model: Any = None

            def __init__(self, response: httpx.Response, body: Any) -> None:
                self.response = response
                self.status = response.status_code
                #: The body: JSON where it is some, else text.
                self.body = body
                #: The gateway's name of the request, for its logs.
                self.request_id = request_id(response)
                message = (
                    body.get("message", body.get("Message")) if isinstance(body, dict) else None
                )
                super().__init__(f"{self.status} {message}" if message else str(self.status))


        class GatewayError(ApiError):
            """A failure that the gateway itself answered with: the backend may not know of it."""

            def __init__(self, response: httpx.Response, body: Any) -> None:
                super().__init__(response, body)
                #: Which of the gateway's failures it is: `ForbiddenException` ….
                self.type = response.headers["x-amzn-errortype"].split(":")[0]


        @dataclass(frozen=True)
        class Violation:
            """Something in a request that the API's schemas do not admit."""

            #: As `body.tags[2].name` or `query limit`.
            where: str
            #: As `is longer than 64 characters`.
            what: str


        class ConstraintFailure(Exception):
            """A request that was not sent: it has what the API's schemas do not admit."""

            def __init__(self, violations: Sequence[Violation]) -> None:
                self.violations = violations
                super().__init__("; ".join(f"{v.where} {v.what}" for v in violations))


        class ConnectionFailure(Exception):
            """No answer came."""


        class TimeoutFailure(ConnectionFailure):
            """No answer came in time."""


        def request_id(response: httpx.Response) -> str | None:
            """The gateway's name of the request that an answer is for."""
            headers = response.headers
            found = headers.get("x-amzn-requestid") or headers.get("apigw-requestid")
            return str(found) if found else None


        # Answers.


        class Answer(Generic[T]):
            """How an answer's body is read."""

            streams: ClassVar[bool] = False

            def read(self, response: httpx.Response, module: str) -> T:
                """What a call returns."""
                raise NotImplementedError

            def aread(self, response: httpx.Response) -> T:
                """What an awaited call returns, of an answer that streams."""
                raise NotImplementedError


        class Json(Answer[T]):
            """JSON of a type: `Json[list[Pet]]()`; with how to read an answer in XML."""

            def __init__(
                self,
                parse: Callable[[bytes], Any] | None = None,
                *,
                exact: bool = False,
            ) -> None:
                self.parse = parse
                self.exact = exact

            def _read(self, response: httpx.Response) -> Any:
                kind = response.headers.get("content-type", "").lower()
                if self.parse is not None and re.search(r"[/+]xml\b", kind):
                    return self.parse(response.content)
                return response.json(parse_float=Exact) if self.exact else response.json()

            def read(self, response: httpx.Response, module: str) -> T:
                (kind,) = self.__orig_class__.__args__  # type: ignore[attr-defined]
                if not response.content:
                    return cast(T, None)
                try:
                    return cast(T, decode(kind, self._read(response), module))
                except ValueError as error:
                    raise ApiError(response, response.text) from error


        class Text(Answer[str]):
            """Text as it is."""

            def read(self, response: httpx.Response, module: str) -> str:
                return response.text


        class Bytes(Answer[bytes]):
            """Bytes as they are."""

            def read(self, response: httpx.Response, module: str) -> bytes:
                return response.content


        class Nothing(Answer[None]):
            """No body."""

            def read(self, response: httpx.Response, module: str) -> None:
                return None


        class Events(Answer[Any]):
            """Events, as they come."""

            streams = True

            def read(self, response: httpx.Response, module: str) -> Iterator[ServerSentEvent]:
                parser = EventParser()
                try:
                    for line in response.iter_lines():
                        yield from parser.take(line)
                finally:
                    response.close()

            async def aread(self, response: httpx.Response) -> AsyncIterator[ServerSentEvent]:
                parser = EventParser()
                try:
                    async for line in response.aiter_lines():
                        for event in parser.take(line):
                            yield event
                finally:
                    await response.aclose()


        class EventParser:
            """Lines to events: HTML, "Server-sent events"."""

            def __init__(self) -> None:
                self.event, self.data, self.id = "message", list[str](), ""

            def take(self, line: str) -> Iterator[ServerSentEvent]:
                """The event that a line ends, if it ends one."""
                if not line:
                    if self.data:
                        yield ServerSentEvent(self.event, "\n".join(self.data), self.id)
                    self.event, self.data = "message", []
                    return
                name, _, text = line.partition(":")
                text = text.removeprefix(" ")
                if name == "data":
                    self.data.append(text)
                elif name == "event":
                    self.event = text
                elif name == "id":
                    self.id = text


        class _Core:
            """What both kinds of client have in common: everything but waiting."""

            _base_url: str | None = None
            _user_agent: str = "gatewright"
            _schemes: dict[str, Scheme] = {}

            def __init__(
                self,
                base_url: str | None = None,
                *,
                credentials: Mapping[str, Provider] | None = None,
                retries: int = 2,
                timeout: float = 30.0,
                headers: Mapping[str, str] | None = None,
                checks_requests: bool = False,
            ) -> None:
                base_url = base_url or self._base_url
                if base_url is None:
                    raise ValueError("base_url is missing: the API names no server")
                self.base_url = base_url.rstrip("/")
                self.credentials = dict(credentials or {})
                unknown = self.credentials.keys() - self._schemes.keys()
                if unknown:
                    known = ", ".join(self._schemes) or "none"
                    raise ValueError(
                        f"unknown credentials {sorted(unknown)}; the API has {known}"
                    )
                self.retries = retries
                self.timeout = timeout
                self.headers = {"user-agent": self._user_agent, **(headers or {})}
                self.checks_requests = checks_requests
                self._module = f"{type(self).__module__.rpartition('.')[0]}.models"

            def _check(self, checks: Callable[[], list[Violation]] | None) -> None:
                violations = checks() if checks is not None and self.checks_requests else []
                if violations:
                    raise ConstraintFailure(violations)

            def _request(
                self,
                method: str,
                path: str,
                query: Iterable[list[Pair]],
                headers: Iterable[list[Pair]],
                cookies: Iterable[list[Pair]],
                body: Body | None,
                security: Sequence[tuple[str, ...]],
                accept: str,
                options: CallOptions,
            ) -> httpx.Request:
                pairs = [pair for parameter in query for pair in parameter]
                fields = {"accept": accept, **self.headers}
                fields.update(pair for parameter in headers for pair in parameter)
                if body is not None and body.content_type is not None:
                    fields["content-type"] = body.content_type
                if options.idempotency_key is not None:
                    fields["idempotency-key"] = options.idempotency_key
                fields.update(options.headers)
                crumbs = [crumb(*pair) for parameter in cookies for pair in parameter]
                if crumbs:
                    own = [fields["cookie"]] if "cookie" in fields else []
                    fields["cookie"] = "; ".join(own + crumbs)
                signer: AwsCredentials | None = None
                way = next(
                    (way for way in security if all(s in self.credentials for s in way)), ()
                )
                for name in way:
                    scheme, provider = self._schemes[name], self.credentials[name]
                    value = provider() if callable(provider) else provider
                    if isinstance(value, AwsCredentials):
                        signer = value
                    elif isinstance(value, BasicCredentials):
                        pair = f"{value.username}:{value.password}".encode()
                        fields["authorization"] = f"Basic {base64.b64encode(pair).decode()}"
                    elif scheme.kind == "bearer":
                        fields["authorization"] = f"Bearer {value}"
                    elif scheme.kind == "query":
                        pairs.append((scheme.name, value))
                    else:
                        fields[scheme.name] = value
                text = "&".join(f"{percent(name)}={percent(value)}" for name, value in pairs)
                url = f"{self.base_url}{path}" + (f"?{text}" if text else "")
                timeout = self.timeout if options.timeout is None else options.timeout
                request = httpx.Request(
                    method,
                    url,
                    headers=fields,
                    extensions={"timeout": httpx.Timeout(timeout).as_dict()},
                    **(body.arguments if body is not None else {}),
                )
                return sign(request, signer) if signer is not None else request

            def _pause(
                self,
                attempt: int,
                request: httpx.Request,
                options: CallOptions,
                response: httpx.Response | None,
            ) -> float | None:
                """Seconds until the next attempt; None where there is none."""
                retries = self.retries if options.retries is None else options.retries
                if attempt >= retries:
                    return None
                is_safe = request.method in SAFE_METHODS or options.idempotency_key is not None
                pause = random.uniform(0, min(20.0, 0.2 * 2**attempt))
                if response is None:
                    return pause if is_safe else None
                if response.status_code == 429 or (
                    is_safe and response.status_code in TRANSIENT
                ):
                    return max(pause, retry_after(response))
                return None

            def _failure(
                self, response: httpx.Response, errors: Mapping[int, type[ApiError]]
            ) -> ApiError:
                try:
                    body: Any = response.json()
                except ValueError:
                    body = response.text
                if "x-amzn-errortype" in response.headers:
                    return GatewayError(response, body)
                kind = errors.get(response.status_code)
                if kind is None:
                    return ApiError(response, body)
                error = kind(response, body)
                try:
                    error.model = decode(kind.__annotations__["model"], body, self._module)
                except ValueError:
                    # Not what the API declares: `body` tells what it is.
                    error.model = body
                return error


        class Client(_Core):
            """A client whose calls wait."""

            def __init__(
                self,
                base_url: str | None = None,
                *,
                credentials: Mapping[str, Provider] | None = None,
                retries: int = 2,
                timeout: float = 30.0,
                headers: Mapping[str, str] | None = None,
                checks_requests: bool = False,
                http_client: httpx.Client | None = None,
            ) -> None:
                super().__init__(
                    base_url,
                    credentials=credentials,
                    retries=retries,
                    timeout=timeout,
                    headers=headers,
                    checks_requests=checks_requests,
                )
                self._http = http_client or httpx.Client()

            def close(self) -> None:
                """Closes the connections."""
                self._http.close()

            def __enter__(self: Self) -> Self:
                return self

            def __exit__(
                self,
                kind: type[BaseException] | None,
                error: BaseException | None,
                trace: TracebackType | None,
            ) -> None:
                self.close()

            def _call(
                self,
                answer: Answer[T],
                method: str,
                path: str,
                *,
                query: Iterable[list[Pair]] = (),
                headers: Iterable[list[Pair]] = (),
                cookies: Iterable[list[Pair]] = (),
                body: Body | None = None,
                security: Sequence[tuple[str, ...]] = (),
                accept: str = "application/json",
                errors: Mapping[int, type[ApiError]] | None = None,
                checks: Callable[[], list[Violation]] | None = None,
                options: CallOptions | None = None,
            ) -> T:
                options = options or CallOptions()
                self._check(checks)
                attempt = 0
                while True:
                    request = self._request(
                        method, path, query, headers, cookies, body, security, accept, options
                    )
                    response: httpx.Response | None = None
                    failure: Exception
                    try:
                        response = self._http.send(request, stream=answer.streams)
                        if response.is_success:
                            if options.on_response is not None:
                                options.on_response(response)
                            return answer.read(response, self._module)
                        response.read()
                        failure = self._failure(response, errors or {})
                    except httpx.TimeoutException as error:
                        failure = TimeoutFailure(str(error) or "no answer in time")
                        failure.__cause__ = error
                    except httpx.TransportError as error:
                        failure = ConnectionFailure(str(error))
                        failure.__cause__ = error
                    pause = self._pause(attempt, request, options, response)
                    if pause is None:
                        raise failure
                    time.sleep(pause)
                    attempt += 1


        class AsyncClient(_Core):
            """A client whose calls are awaited."""

            def __init__(
                self,
                base_url: str | None = None,
                *,
                credentials: Mapping[str, Provider] | None = None,
                retries: int = 2,
                timeout: float = 30.0,
                headers: Mapping[str, str] | None = None,
                checks_requests: bool = False,
                http_client: httpx.AsyncClient | None = None,
            ) -> None:
                super().__init__(
                    base_url,
                    credentials=credentials,
                    retries=retries,
                    timeout=timeout,
                    headers=headers,
                    checks_requests=checks_requests,
                )
                self._http = http_client or httpx.AsyncClient()

            async def aclose(self) -> None:
                """Closes the connections."""
                await self._http.aclose()

            async def __aenter__(self: Self) -> Self:
                return self

            async def __aexit__(
                self,
                kind: type[BaseException] | None,
                error: BaseException | None,
                trace: TracebackType | None,
            ) -> None:
                await self.aclose()

            async def _call(
                self,
                answer: Answer[T],
                method: str,
                path: str,
                *,
                query: Iterable[list[Pair]] = (),
                headers: Iterable[list[Pair]] = (),
                cookies: Iterable[list[Pair]] = (),
                body: Body | None = None,
                security: Sequence[tuple[str, ...]] = (),
                accept: str = "application/json",
                errors: Mapping[int, type[ApiError]] | None = None,
                checks: Callable[[], list[Violation]] | None = None,
                options: CallOptions | None = None,
            ) -> T:
                options = options or CallOptions()
                self._check(checks)
                attempt = 0
                while True:
                    request = self._request(
                        method, path, query, headers, cookies, body, security, accept, options
                    )
                    response: httpx.Response | None = None
                    failure: Exception
                    try:
                        response = await self._http.send(request, stream=answer.streams)
                        if response.is_success:
                            if options.on_response is not None:
                                options.on_response(response)
                            if answer.streams:
                                return answer.aread(response)
                            return answer.read(response, self._module)
                        await response.aread()
                        failure = self._failure(response, errors or {})
                    except httpx.TimeoutException as error:
                        failure = TimeoutFailure(str(error) or "no answer in time")
                        failure.__cause__ = error
                    except httpx.TransportError as error:
                        failure = ConnectionFailure(str(error))
                        failure.__cause__ = error
                    pause = self._pause(attempt, request, options, response)
                    if pause is None:
                        raise failure
                    await asyncio.sleep(pause)
                    attempt += 1


        Self = TypeVar("Self", bound=Union[Client, AsyncClient])
        Page = TypeVar("Page")


        def pages(
            get: Callable[[str | None], Page],
            items: Callable[[Page], Sequence[T] | Unset | None],
            following: Callable[[Page], Any],
            token: str | None,
        ) -> Iterator[T]:
            """Each element of all pages."""
            while True:
                page = get(token)
                yield from items(page) or ()
                after = following(page)
                if not after or after == token:
                    return
                token = after


        async def async_pages(
            get: Callable[[str | None], Awaitable[Page]],
            items: Callable[[Page], Sequence[T] | Unset | None],
            following: Callable[[Page], Any],
            token: str | None,
        ) -> AsyncIterator[T]:
            """Each element of all pages."""
            while True:
                page = await get(token)
                for item in items(page) or ():
                    yield item
                after = following(page)
                if not after or after == token:
                    return
                token = after


        def retry_after(response: httpx.Response) -> float:
            """Seconds that an answer asks to wait, a minute at most."""
            text = response.headers.get("retry-after", "0")
            try:
                pause = float(text)
            except ValueError:
                try:
                    moment = email.utils.parsedate_to_datetime(text)
                except ValueError:
                    return 0.0
                pause = moment.timestamp() - time.time()
            return min(max(pause, 0.0), 60.0)

        """#
}

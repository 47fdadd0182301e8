// `_connection.py`: the connection of a WebSocket API, by the package `websockets`.

extension PythonRuntime {
    static let socket = #"""
        """One connection to a WebSocket API, and another one when it is lost."""

        from __future__ import annotations

        import asyncio
        import hashlib
        import hmac
        import inspect
        import json
        import random
        from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
        from dataclasses import dataclass
        from datetime import datetime, timezone
        from types import TracebackType
        from typing import Any, TypeVar, Union
        from urllib.parse import parse_qsl, quote, urlsplit

        from websockets.asyncio.client import ClientConnection, connect
        from websockets.exceptions import ConnectionClosed, WebSocketException

        from ._codec import decode, encode

        T = TypeVar("T")
        #: A value, or how to get it each time that it is needed.
        Provider = Union[T, Callable[[], Union[T, Awaitable[T]]]]
        Self = TypeVar("Self", bound="SocketClient")


        @dataclass(frozen=True)
        class AwsCredentials:
            """Keys for Signature Version 4."""

            access_key_id: str
            secret_access_key: str
            session_token: str | None = None
            #: Needed where the address does not tell it.
            region: str | None = None


        @dataclass(frozen=True)
        class Refusal:
            """What the gateway says of a message that it could not handle."""

            message: str
            connection_id: str
            request_id: str


        @dataclass(frozen=True)
        class Other:
            """A message of no kind that the API tells of: any JSON, or text that is none."""

            data: Any


        class SocketError(Exception):
            """There is no connection."""


        class SocketClient:
            """What connections have in common."""

            #: The members that lead to a message's kind.
            _selector: tuple[str, ...] = ()
            #: Types of the messages that come, by their kinds.
            _events: dict[str, Any] = {}

            def __init__(
                self,
                url: str,
                *,
                query: Sequence[tuple[str, str | None]] = (),
                headers: Sequence[tuple[str, str | None]] = (),
                secrets: Sequence[tuple[str, Provider[str] | None]] = (),
                signer: Provider[AwsCredentials] | None = None,
                reconnects: int = 10,
                timeout: float = 30.0,
            ) -> None:
                self._url = url
                self._query = query
                self._headers = headers
                self._secrets = secrets
                self._signer = signer
                self._reconnects = reconnects
                self._timeout = timeout
                self._socket: ClientConnection | None = None
                self._task: asyncio.Task[None] | None = None
                self._changed = asyncio.Condition()
                # A reader that is late holds the connection up, not the memory.
                self._messages: asyncio.Queue[Any] = asyncio.Queue(maxsize=1000)
                self._is_over = False

            async def connect(self) -> None:
                """Opens the connection; fails when the first attempt does."""
                if self._task is not None:
                    raise SocketError("connected already")
                try:
                    self._socket = await self._dial()
                except (OSError, WebSocketException, asyncio.TimeoutError) as error:
                    raise SocketError(f"no connection: {error}") from error
                self._task = asyncio.create_task(self._run())

            async def close(self) -> None:
                """Ends the connection for good."""
                task, self._task = self._task, None
                if task is not None:
                    task.cancel()
                    await asyncio.wait([task])
                socket = self._socket
                await self._end()
                if socket is not None:
                    await socket.close()

            async def __aenter__(self: Self) -> Self:
                await self.connect()
                return self

            async def __aexit__(
                self,
                kind: type[BaseException] | None,
                error: BaseException | None,
                trace: TracebackType | None,
            ) -> None:
                await self.close()

            async def send_message(self, message: Any) -> None:
                """Sends any JSON; waits for the next connection when there is none."""
                text = json.dumps(encode(message), default=float)
                while True:
                    async with self._changed:
                        while self._socket is None and not self._is_over:
                            await self._changed.wait()
                        socket = self._socket
                    if socket is None or self._is_over:
                        raise SocketError("there is no connection")
                    try:
                        return await socket.send(text)
                    except ConnectionClosed:
                        if self._socket is socket:
                            self._socket = None

            async def _send(self, route: str, message: Any, kind: Any = None) -> None:
                """Sends a message of a route; of a type that tells discriminators."""
                value = encode(message, kind)
                whole: dict[str, Any] = dict(value) if isinstance(value, dict) else {}
                members = whole
                for name in self._selector[:-1]:
                    inner = members.get(name)
                    members[name] = dict(inner) if isinstance(inner, dict) else {}
                    members = members[name]
                members[self._selector[-1]] = route
                await self.send_message(whole)

            async def _iterate(self) -> AsyncIterator[Any]:
                """Each message until the connection ends."""
                while not (self._is_over and self._messages.empty()):
                    message = await self._messages.get()
                    if message is not None:
                        yield message

            def _read(self, data: str | bytes) -> Any:
                try:
                    value = json.loads(data)
                except ValueError:
                    return Other(
                        data if isinstance(data, str) else data.decode(errors="replace")
                    )
                kind = value
                for name in self._selector:
                    kind = kind.get(name) if isinstance(kind, dict) else None
                if isinstance(kind, str) and kind in self._events:
                    try:
                        return decode(self._events[kind], value, type(self).__module__)
                    except (ValueError, TypeError, KeyError):
                        return Other(value)
                if isinstance(value, dict) and isinstance(value.get("connectionId"), str):
                    request = value.get("requestId", value.get("messageId"))
                    if isinstance(value.get("message"), str) and isinstance(request, str):
                        return Refusal(value["message"], value["connectionId"], request)
                return Other(value)

            # The connection.

            async def _run(self) -> None:
                while self._socket is not None:
                    try:
                        async for data in self._socket:
                            await self._messages.put(self._read(data))
                    except ConnectionClosed:
                        pass
                    self._socket = None
                    await self._dial_again()
                await self._end()

            async def _dial_again(self) -> None:
                """Tries to connect again after pauses that grow and vary."""
                for attempt in range(self._reconnects):
                    await asyncio.sleep(random.random() * min(20.0, 0.2 * 2**attempt))
                    try:
                        socket = await self._dial()
                    except (OSError, WebSocketException, asyncio.TimeoutError):
                        continue
                    async with self._changed:
                        self._socket = socket
                        self._changed.notify_all()
                    return

            async def _end(self) -> None:
                async with self._changed:
                    self._socket = None
                    self._is_over = True
                    self._changed.notify_all()
                if not self._messages.full():
                    self._messages.put_nowait(None)

            async def _dial(self) -> ClientConnection:
                """The handshake with all that the API asks for."""
                parts = urlsplit(self._url)
                pairs = parse_qsl(parts.query, keep_blank_values=True)
                pairs += [(name, value) for name, value in self._query if value is not None]
                headers = [(name, value) for name, value in self._headers if value is not None]
                for name, secret in self._secrets:
                    if secret is not None:
                        headers.append((name, await _provided(secret)))
                query = "&".join(
                    f"{quote(name, '')}={quote(value, '')}" for name, value in pairs
                )
                if self._signer is not None:
                    signer = await _provided(self._signer)
                    query = _signed(parts.netloc, parts.path or "/", pairs, signer)
                url = f"{parts.scheme}://{parts.netloc}{parts.path or '/'}"
                return await connect(
                    f"{url}?{query}" if query else url,
                    additional_headers=headers,
                    open_timeout=self._timeout,
                )


        async def _provided(provider: Provider[T]) -> T:
            value = provider() if callable(provider) else provider
            return await value if inspect.isawaitable(value) else value


        def _signed(
            host: str, path: str, pairs: list[tuple[str, str]], credentials: AwsCredentials
        ) -> str:
            """A query with a signature for `execute-api`, good for five minutes."""
            region = credentials.region
            labels = host.split(".")
            if region is None and "execute-api" in labels[:-1]:
                region = labels[labels.index("execute-api") + 1]
            if region is None:
                raise ValueError("the credentials need a region")
            time = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
            scope = f"{time[:8]}/{region}/execute-api/aws4_request"
            added = [
                ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
                ("X-Amz-Credential", f"{credentials.access_key_id}/{scope}"),
                ("X-Amz-Date", time),
                ("X-Amz-Expires", "300"),
                ("X-Amz-SignedHeaders", "host"),
            ]
            if credentials.session_token is not None:
                added.append(("X-Amz-Security-Token", credentials.session_token))
            encoded = [(quote(name, ""), quote(value, "")) for name, value in pairs + added]
            query = "&".join(f"{name}={value}" for name, value in sorted(encoded))
            canonical = "\n".join(
                [
                    "GET",
                    quote(path, "/"),
                    query,
                    f"host:{host}",
                    "",
                    "host",
                    hashlib.sha256(b"").hexdigest(),
                ]
            )
            digest = hashlib.sha256(canonical.encode()).hexdigest()
            text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}"
            key = f"AWS4{credentials.secret_access_key}".encode()
            for part in scope.split("/"):
                key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
            return f"{query}&X-Amz-Signature={signature}"

        """#
}

// README and tests of a client of a WebSocket API.

extension PythonSocketPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Python from 3.10 on. It \
            needs `websockets`.

            ```python
            from \(names.module) import \(names.client)

            async with \(names.client)(\(clientArguments)) as client:
                async for message in client.messages():
                    ...
            ```


            """
        text += ReadmeText.routes(channel, methods: methods)
        text += ReadmeText.events(
            channel, note: "Other JSON comes as `Other`, what the gateway could not handle as `Refusal`.")
        return text + """
            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `reconnects` says otherwise. Meanwhile sending waits; when nothing is \
            tried any more, it raises `SocketError` and the messages end. What was under way when the connection was \
            lost may or may not have arrived. Messages that nobody takes hold the connection up after the first \
            thousand.

            ## Tests

            `pytest` tests the connection. `BASE_URL=ws://127.0.0.1:8080/local pytest` sends a message to each route \
            of an API that is served there.

            """ + ReadmeText.license(api)
    }

    private var clientArguments: String {
        let required = zip(arguments, channel.parameters).filter { $1.isRequired }.map { "\($0.0)=…" }
        return (["\"wss://api.example.com/prod\""] + required).joined(separator: ", ")
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        var maker = SampleMaker(api)
        var lines: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            var arguments: [PythonExpression.Argument] = []
            if let shape = route.message {
                guard let value = maker.value(of: shape) else { continue }
                arguments = [.value(examples.expression(value, shape))]
            }
            let call = PythonExpression.awaited(.call(.attribute(.name("client"), methods[index]), arguments))
            lines.append(PythonPrinter.expression(call))
        }
        let passed = zip(arguments, channel.parameters).filter { $1.isRequired }.map {
            PythonExpression.Argument.keyword($0.0, .string("sample"))
        }
        let made = PythonExpression.call(.name(names.client), [.value(.name("URL"))] + passed)
        let body = Layout.sequence([
            "client = ", PythonPrinter.expression(made), .hardLine, "async with client:",
            .indented(
                .sequence([.hardLine, .joined(lines + ["await asyncio.sleep(0.5)"], .hardLine)])),
            .hardLine,
            "refused = [m async for m in client.messages() if isinstance(m, Refusal)]", .hardLine,
            "assert refused == []",
        ])
        var printer = LayoutPrinter(width: 88, indentation: "    ")
        let function = printer.print(
            .sequence(["async def send() -> None:", .indented(.sequence([.hardLine, body])), .hardLine]))
        let dates = ["date", "datetime"].filter { function.contains("\($0).fromisoformat") }
        let decimals = function.contains("Decimal(") ? "from decimal import Decimal\n" : ""
        let uuids = function.contains("UUID(") ? "from uuid import UUID\n" : ""
        let usesModels = function.contains("models.")
        return """
            \"\"\"A message to each route.

            BASE_URL names the served API; without it the test is skipped.
            \"\"\"

            from __future__ import annotations

            import asyncio
            import os
            \(dates.isEmpty ? "" : "from datetime import \(dates.joined(separator: ", "))\n")\(decimals)\(uuids)
            import pytest

            from \(names.module) import \(PythonSocketPackage.imported(names.client, usesModels: usesModels))

            URL = os.environ.get("BASE_URL", "")



            """ + function + """


                @pytest.mark.skipif(URL == "", reason="BASE_URL is not set")
                def test_sends_to_each_route() -> None:
                    asyncio.run(send())

                """
    }

    private static func imported(_ client: String, usesModels: Bool) -> String {
        let names = (["Refusal", client].sorted() + (usesModels ? ["models"] : [])).map { "    \($0),\n" }
        return "(\n\(names.joined()))"
    }

    /// Tests of the connection, the same for every API but for the module's name.
    var connectionTests: String {
        """
        \"\"\"The connection, against servers of these tests' own.\"\"\"

        from __future__ import annotations

        import asyncio
        import json
        from collections.abc import Awaitable, Callable
        from dataclasses import dataclass
        from typing import Any

        import pytest
        from websockets.asyncio.server import ServerConnection, serve

        from \(names.module)._connection import (
            Other,
            Refusal,
            SocketClient,
            SocketError,
        )


        @dataclass
        class Said:
            text: str


        class Probe(SocketClient):
            _selector = ("meta", "kind")
            _events: dict[str, Any] = {"said": Said}

            async def say(self, message: Any) -> None:
                await self._send("say", message)


        def run(
            handler: Callable[[ServerConnection], Awaitable[None]],
            check: Callable[[str], Awaitable[None]],
        ) -> None:
            async def main() -> None:
                async with serve(handler, "127.0.0.1", 0) as server:
                    port = next(iter(server.sockets)).getsockname()[1]
                    await asyncio.wait_for(check(f"ws://127.0.0.1:{port}/prod"), 20)

            asyncio.run(main())


        async def echo(socket: ServerConnection) -> None:
            async for data in socket:
                await socket.send(data)


        def test_sends_by_the_routes() -> None:
            async def check(url: str) -> None:
                async with Probe(url) as client:
                    await client.say({"text": "hello", "meta": {"id": 1}})
                    async for message in client._iterate():
                        whole = {"text": "hello", "meta": {"id": 1, "kind": "say"}}
                        assert message == Other(whole)
                        break

            run(echo, check)


        def test_hears_kinds_refusals_and_others() -> None:
            sent: list[Any] = [
                {"meta": {"kind": "said"}, "text": "hello"},
                {"message": "Forbidden", "connectionId": "c", "requestId": "r"},
                {"other": 1},
                {"meta": {"kind": "said"}},
            ]

            async def handler(socket: ServerConnection) -> None:
                for value in sent:
                    await socket.send(json.dumps(value))
                await socket.send("text")

            async def check(url: str) -> None:
                heard = []
                async with Probe(url, reconnects=0) as client:
                    async for message in client._iterate():
                        heard.append(message)
                assert heard == [
                    Said("hello"),
                    Refusal("Forbidden", "c", "r"),
                    Other({"other": 1}),
                    Other({"meta": {"kind": "said"}}),
                    Other("text"),
                ]

            run(handler, check)


        def test_tells_parameters_and_secrets() -> None:
            async def handler(socket: ServerConnection) -> None:
                assert socket.request is not None
                headers = socket.request.headers
                value = [socket.request.path, headers.get("x-room"), headers.get("x-api-key")]
                await socket.send(json.dumps(value))

            async def key() -> str:
                return "key"

            async def check(url: str) -> None:
                client = Probe(
                    url,
                    query=[("name", "a b"), ("none", None)],
                    headers=[("x-room", "7")],
                    secrets=[("x-api-key", key)],
                    reconnects=0,
                )
                async with client:
                    async for message in client._iterate():
                        assert message == Other(["/prod?name=a%20b", "7", "key"])

            run(handler, check)


        def test_connects_again() -> None:
            count = 0

            async def handler(socket: ServerConnection) -> None:
                nonlocal count
                count += 1
                if count > 1:
                    await echo(socket)

            async def check(url: str) -> None:
                async with Probe(url) as client:
                    while count < 2:
                        await asyncio.sleep(0.01)
                    await client.say({"text": "later"})
                    async for message in client._iterate():
                        assert isinstance(message, Other)
                        break

            run(handler, check)
            assert count == 2


        def test_gives_up_in_the_end() -> None:
            async def handler(socket: ServerConnection) -> None:
                await socket.close(1001)

            async def check(url: str) -> None:
                async with Probe(url, reconnects=0) as client:
                    assert [message async for message in client._iterate()] == []
                    with pytest.raises(SocketError):
                        await client.say({})

            run(handler, check)


        def test_fails_when_the_first_attempt_does() -> None:
            async def check() -> None:
                with pytest.raises(SocketError):
                    await Probe("ws://127.0.0.1:9/prod").connect()

            asyncio.run(check())

        """
    }
}

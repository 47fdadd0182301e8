// README and tests of a client of a WebSocket API.

extension TypeScriptSocketPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright. It needs `WebSocket`: a browser, \
            Node from 22 on, or the package `ws`.

            ```ts
            import { \(names.client) } from "\(names.package)";

            const client = new \(names.client)({
              url: "wss://api.example.com/prod",
            });
            client.onMessage((message) => console.log(message.kind, message.data));
            await client.connect();
            ```


            """
        text += ReadmeText.routes(channel, methods: methods)
        text += ReadmeText.events(
            channel,
            note: "`client.on(kind, listener)` hears one kind, `client.messages()` gives each message in turn.")
        return text + """
            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `reconnects` says otherwise. Meanwhile messages wait, at most \
            `waitingMax` of them; then sending throws `SocketError`. What was under way when the connection was lost \
            may or may not have arrived. `onError` hears what the gateway could not handle, `onClose` when nothing is \
            tried any more.

            ## Tests

            `npm test` builds the package and tests its connection. `BASE_URL=ws://127.0.0.1:8080/local npm test` \
            sends a message to each route of an API that is served there.

            """ + ReadmeText.license(api)
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        var maker = SampleMaker(api)
        var lines: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            var arguments: [TypeScriptExpression] = []
            if let shape = route.message {
                guard let value = maker.value(of: shape) else { continue }
                arguments = [TypeScriptExamples.expression(value)]
            }
            let call = TypeScriptExpression.call(.member(.identifier("client"), methods[index]), arguments)
            lines.append(.sequence([TypeScriptPrinter.expression(call), ";"]))
        }
        let parameters = TypeScriptExpression.object(
            zip(members, channel.parameters).filter { $1.isRequired }.map { .member($0.0, .string("sample")) })
        var printer = LayoutPrinter(width: 80, indentation: "  ")
        let options = printer.print(
            .sequence(["const parameters = ", TypeScriptPrinter.expression(parameters), ";", .hardLine]))
        let sent = lines.map { line in
            var printer = LayoutPrinter(width: 76, indentation: "  ")
            return printer.print(.sequence([line, .hardLine])).split(separator: "\n").map { "    \($0)\n" }.joined()
        }
        return """
            // \(SourceText.firstLine(banner))

            // A message to each route. BASE_URL names the served API; without it the test is skipped.
            import assert from "node:assert/strict";
            import test from "node:test";
            import { \(names.client) } from "../dist/index.js";

            const url = process.env.BASE_URL;
            const skip =
              (url === undefined && "BASE_URL is not set") ||
              (globalThis.WebSocket === undefined && "this Node has no WebSocket");
            const credentials = JSON.parse(process.env.CREDENTIALS ?? "{}");

            """ + options + """

                test("sends to each route", { skip }, async () => {
                  const client = new \(names.client)({ url, parameters, credentials });
                  const refused = [];
                  client.onError((error) => refused.push(error));
                  await client.connect();
                  try {
                """ + "\n" + sent.joined() + """
                        await new Promise((resolve) => setTimeout(resolve, 500));
                        assert.deepEqual(refused, []);
                        assert.equal(client.state, "open");
                      } finally {
                        client.close();
                      }
                    });

                    """
    }

    /// Tests of the connection, the same for every API.
    static let socketTests = #"""
        // The connection, over a WebSocket that is made up.
        import assert from "node:assert/strict";
        import test from "node:test";
        import { SocketClient, SocketError } from "../dist/socket.js";

        class Fake {
          readyState = 0;
          sent = [];

          constructor(url, headers) {
            Object.assign(this, { url, headers });
          }

          open() {
            this.readyState = 1;
            this.onopen?.({});
          }

          message(value) {
            this.onmessage?.({ data: JSON.stringify(value) });
          }

          send(text) {
            this.sent.push(JSON.parse(text));
          }

          close(code = 1006, reason = "") {
            this.readyState = 3;
            this.onclose?.({ code, reason });
          }
        }

        class Probe extends SocketClient {
          constructor(options = {}, definition = {}) {
            const made = [];
            super(
              {
                selector: ["action"],
                events: ["said"],
                query: [["name", "name"]],
                headers: [["x-room", "x-room"]],
                schemes: [{ kind: "header", name: "x-api-key", credential: "apiKey" }],
                ...definition,
              },
              {
                url: "ws://api.test/prod",
                webSocket: (url, headers) => {
                  made.push(new Fake(url, headers));
                  return made.at(-1);
                },
                ...options,
              },
            );
            this.made = made;
          }

          say(message) {
            this.sendTo("say", message);
          }

          /** The next WebSocket that is made. */
          async next(count = this.made.length + 1) {
            while (this.made.length < count) {
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
            return this.made[count - 1];
          }

          async opened() {
            const connected = this.connect();
            const socket = await this.next();
            socket.open();
            await connected;
            return socket;
          }
        }

        test("sends by the routes", async () => {
          const probe = new Probe();
          const socket = await probe.opened();
          probe.say({ text: "hello" });
          assert.deepEqual(socket.sent, [{ text: "hello", action: "say" }]);
          probe.close();
        });

        test("sets members inside of members", async () => {
          const probe = new Probe({}, { selector: ["meta", "kind"] });
          const socket = await probe.opened();
          probe.say({ text: "hello", meta: { id: 1 } });
          assert.deepEqual(socket.sent, [{ text: "hello", meta: { id: 1, kind: "say" } }]);
          probe.close();
        });

        test("tells parameters and credentials", async () => {
          const probe = new Probe({
            parameters: { name: "a b", "x-room": "7" },
            credentials: { apiKey: async () => "key" },
          });
          const socket = await probe.opened();
          assert.equal(socket.url, "ws://api.test/prod?name=a+b");
          assert.deepEqual(socket.headers, { "x-room": "7", "x-api-key": "key" });
          probe.close();
        });

        test("hears kinds, others and the gateway", async () => {
          const probe = new Probe();
          const heard = [];
          const stop = probe.on("said", (message) => heard.push(["said", message.text]));
          probe.onMessage((message) => heard.push([message.kind, message.data]));
          probe.onError((error) => heard.push(["refused", error.message]));
          const socket = await probe.opened();
          const said = { action: "said", text: "hello" };
          const refused = { message: "Forbidden", connectionId: "c", requestId: "r" };
          socket.message(said);
          socket.message({ other: 1 });
          socket.message(refused);
          socket.onmessage({ data: "text" });
          stop();
          socket.message(said);
          assert.deepEqual(heard, [
            ["said", "hello"],
            ["said", said],
            [undefined, { other: 1 }],
            ["refused", "Forbidden"],
            [undefined, refused],
            [undefined, "text"],
            ["said", said],
          ]);
          probe.close();
        });

        test("connects again and sends what waited", async () => {
          const probe = new Probe();
          const socket = await probe.opened();
          socket.close();
          assert.equal(probe.state, "waiting");
          probe.say({ text: "later" });
          (await probe.next(2)).close();
          const last = await probe.next(3);
          last.open();
          assert.deepEqual(last.sent, [{ text: "later", action: "say" }]);
          assert.equal(probe.state, "open");
          probe.close();
        });

        test("gives up in the end", async () => {
          const probe = new Probe({ reconnects: 1 });
          const ends = [];
          probe.onClose((end) => ends.push(end.code));
          (await probe.opened()).close(1001);
          (await probe.next(2)).close(1006);
          await new Promise((resolve) => setTimeout(resolve, 5));
          assert.deepEqual(ends, [1006]);
          assert.equal(probe.state, "closed");
          assert.throws(() => probe.say({}), SocketError);
        });

        test("keeps no more messages than it may", async () => {
          const probe = new Probe({ waitingMax: 1 });
          (await probe.opened()).close();
          probe.say({});
          assert.throws(() => probe.say({}), SocketError);
          probe.close();
        });

        test("fails when the first attempt does", async () => {
          const probe = new Probe();
          const connected = probe.connect();
          (await probe.next(1)).close(1006, "refused");
          await assert.rejects(connected, { name: "SocketError", end: { code: 1006, reason: "refused" } });
          assert.equal(probe.state, "closed");
          await probe.opened();
          probe.close();
        });

        test("stays closed once it is", async () => {
          const probe = new Probe();
          const ends = [];
          probe.onClose((end) => ends.push(end.code));
          (await probe.opened()).close();
          probe.close();
          await new Promise((resolve) => setTimeout(resolve, 300));
          assert.equal(probe.made.length, 1);
          assert.deepEqual(ends, [1000]);
        });

        test("gives messages in turn until the end", async () => {
          const probe = new Probe();
          const socket = await probe.opened();
          const seen = [];
          const over = (async () => {
            for await (const message of probe.messages()) seen.push(message.data.n);
          })();
          socket.message({ n: 1 });
          socket.message({ n: 2 });
          await new Promise((resolve) => setTimeout(resolve, 5));
          probe.close();
          await over;
          assert.deepEqual(seen, [1, 2]);
        });

        test("asks for a WebSocket that can send headers", async () => {
          const probe = new Probe({ webSocket: undefined, parameters: { "x-room": "7" } });
          await assert.rejects(probe.connect(), /headers/);
        });

        """#
}

// Tests that a package brings along: each operation against a served API, and the transport against answers made up.

extension TypeScriptPackage {
    /// Calls of all operations; they run where `BASE_URL` names a served API.
    var operationTests: String {
        var pieces: [Layout] = []
        for index in api.operations.indices {
            guard let call = examples.call(index) else { continue }
            pieces.append(
                .sequence([
                    "test(", .text(TypeScriptPrinter.literal(operations.names[index])), ", served, () =>",
                    .indented(.sequence([.hardLine, "answered(", TypeScriptPrinter.expression(call), ")"])), ");",
                ]))
        }
        var printer = LayoutPrinter(width: 80, indentation: "  ")
        return """
            // \(SourceText.firstLine(banner))

            // Each operation once. BASE_URL names the served API; without it these tests are skipped.
            import assert from "node:assert/strict";
            import test from "node:test";
            import { \(clientName), ApiError } from "../dist/index.js";

            const baseUrl = process.env.BASE_URL;
            const served = { skip: baseUrl === undefined && "BASE_URL is not set" };
            const credentials = JSON.parse(process.env.CREDENTIALS ?? "{}");
            const client = new \(clientName)({ baseUrl: baseUrl ?? "http://127.0.0.1", credentials });

            /** A call is fine when the API answers it: also with a failure, but not with one of this client. */
            async function answered(call) {
              try {
                const { response } = await call.withResponse();
                assert.equal(response.ok, true);
              } catch (error) {
                assert.ok(error instanceof ApiError, String(error));
              }
            }

            """ + "\n" + printer.print(.joined(pieces, .hardLine))
    }

    /// Tests of the transport, the same for every API.
    static let transportTests = #"""
        // The transport, against answers that are made up.
        import assert from "node:assert/strict";
        import test from "node:test";
        import {
          ApiError,
          Client,
          ConnectionError,
          GatewayError,
          TimeoutError,
        } from "../dist/runtime.js";
        import {
          crumb,
          deepObject,
          header,
          label,
          matrix,
          query,
          segment,
        } from "../dist/encoding.js";

        class Probe extends Client {
          constructor(answers, options = {}) {
            const sent = [];
            super(
              {
                baseUrl: "http://api.test/prod",
                userAgent: "probe/1",
                schemes: [
                  ["key", { kind: "apiKey", name: "x-api-key", in: "header" }],
                  ["iam", { kind: "sigV4" }],
                ],
              },
              {
                fetch: async (request) => {
                  sent.push(request);
                  const answer = answers[Math.min(sent.length, answers.length) - 1];
                  if (answer instanceof Error) throw answer;
                  return typeof answer === "function" ? answer(request) : answer.clone();
                },
                ...options,
              },
            );
            this.sent = sent;
          }

          get(method = "GET", more = {}, options) {
            return this.call({ method, path: "/a", answer: "json", ...more }, options);
          }
        }

        const fine = () => new Response('{"n": 1}');
        const busy = () => new Response("{}", { status: 503, headers: { "retry-after": "0" } });

        test("reads JSON", async () => {
          const probe = new Probe([fine()]);
          assert.deepEqual(await probe.get(), { n: 1 });
          assert.equal(probe.sent[0].url, "http://api.test/prod/a");
        });

        test("sends once, whoever waits", async () => {
          const probe = new Probe([fine()]);
          const call = probe.get();
          await Promise.all([call, call, call.withResponse()]);
          assert.equal(probe.sent.length, 1);
        });

        test("tries again what is safe", async () => {
          const probe = new Probe([busy(), new TypeError("reset"), fine()]);
          assert.deepEqual(await probe.get(), { n: 1 });
          assert.equal(probe.sent.length, 3);
        });

        test("does not send a POST twice", async () => {
          const probe = new Probe([busy(), fine()]);
          await assert.rejects(probe.get("POST").withResponse(), { status: 503 });
          assert.equal(probe.sent.length, 1);
        });

        test("sends a POST again with an idempotency key", async () => {
          const probe = new Probe([busy(), fine()]);
          await probe.get("POST", {}, { idempotencyKey: "k" });
          assert.deepEqual(
            probe.sent.map((request) => request.headers.get("idempotency-key")),
            ["k", "k"],
          );
        });

        test("sends what was throttled again", async () => {
          const probe = new Probe([new Response("{}", { status: 429 }), fine()]);
          await probe.get("POST");
          assert.equal(probe.sent.length, 2);
        });

        test("tells the gateway's failures from the API's", async () => {
          const headers = { "x-amzn-errortype": "ForbiddenException", "x-amzn-requestid": "r1" };
          const body = '{"message": "Forbidden"}';
          const gateway = new Probe([new Response(body, { status: 403, headers })]);
          await assert.rejects(gateway.get().withResponse(), (error) => {
            assert.ok(error instanceof GatewayError);
            assert.equal(error.type, "ForbiddenException");
            assert.equal(error.requestId, "r1");
            assert.equal(error.message, "403 Forbidden");
            return true;
          });
          const own = new Probe([new Response("no", { status: 404 })]);
          await assert.rejects(own.get().withResponse(), (error) => {
            assert.ok(error instanceof ApiError && !(error instanceof GatewayError));
            assert.equal(error.body, "no");
            return true;
          });
        });

        test("waits no longer than asked", async () => {
          const probe = new Probe([
            (request) =>
              new Promise((_, reject) => {
                request.signal.addEventListener("abort", () => reject(new Error("aborted")));
              }),
          ]);
          await assert.rejects(
            probe.get("POST", {}, { timeout: 20 }).withResponse(),
            TimeoutError,
          );
        });

        test("ends when it is aborted", async () => {
          const control = new AbortController();
          control.abort();
          const probe = new Probe([
            (request) => {
              request.signal.throwIfAborted();
              return fine();
            },
          ]);
          await assert.rejects(
            probe.get("GET", {}, { signal: control.signal }).withResponse(),
            ConnectionError,
          );
          assert.equal(probe.sent.length, 1);
        });

        test("shows an API key where the operation asks for one", async () => {
          const probe = new Probe([fine()], { credentials: { key: async () => "secret" } });
          await probe.get("GET", { security: [["key"]] });
          await probe.get();
          assert.deepEqual(
            probe.sent.map((request) => request.headers.get("x-api-key")),
            ["secret", null],
          );
        });

        test("signs", async () => {
          const keys = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "t", region: "eu-west-1" };
          const probe = new Probe([fine()], { credentials: { iam: keys } });
          await probe.get("GET", { security: [["iam"]] });
          const header = probe.sent[0].headers.get("authorization");
          assert.match(header, /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\//);
          assert.match(header, /SignedHeaders=host;x-amz-date;x-amz-security-token, /);
          assert.match(header, /Signature=[0-9a-f]{64}$/);
        });

        test("passes through middleware in order", async () => {
          const order = [];
          const step = (name) => async (request, next) => {
            order.push(name);
            return next(request);
          };
          await new Probe([fine()], { middleware: [step("a"), step("b")] }).get();
          assert.deepEqual(order, ["a", "b"]);
        });

        test("writes parameters", () => {
          assert.deepEqual(query("a", [1, 2]), [["a", "1"], ["a", "2"]]);
          assert.deepEqual(query("a", [1, 2], ","), [["a", "1,2"]]);
          assert.deepEqual(query("a", undefined), []);
          assert.deepEqual(deepObject("f", { a: { b: 1 } }), [["f[a][b]", "1"]]);
          assert.equal(segment("a/b c"), "a%2Fb%20c");
          assert.throws(() => segment(".."), TypeError);
          assert.throws(() => label(""), TypeError);
        });

        test("writes paths and headers in all styles", () => {
          const color = { R: 100, G: 200, B: 150, A: undefined };
          const names = ["blue", "black", "a b"];
          assert.equal(segment(names), "blue,black,a%20b");
          assert.equal(segment(color), "R,100,G,200,B,150");
          assert.equal(segment(color, true), "R=100,G=200,B=150");
          assert.equal(label("blue"), ".blue");
          assert.equal(label(names), ".blue,black,a%20b");
          assert.equal(label(names, true), ".blue.black.a%20b");
          assert.equal(label(color), ".R,100,G,200,B,150");
          assert.equal(label(color, true), ".R=100.G=200.B=150");
          assert.equal(matrix("color", ""), ";color");
          assert.equal(matrix("color", "blue"), ";color=blue");
          assert.equal(matrix("color", names), ";color=blue,black,a%20b");
          assert.equal(matrix("color", names, true), ";color=blue;color=black;color=a%20b");
          assert.equal(matrix("color", color), ";color=R,100,G,200,B,150");
          assert.equal(matrix("color", color, true), ";R=100;G=200;B=150");
          assert.deepEqual(header("x", names), [["x", "blue,black,a b"]]);
          assert.deepEqual(header("x", color, true), [["x", "R=100,G=200,B=150"]]);
          assert.deepEqual(header("x", undefined), []);
        });

        test("sends cookies in one header", async () => {
          const probe = new Probe([fine()], { headers: { cookie: "own=1" } });
          const cookies = [query("a b", 'x;y,"z\\%'), query("list", [1, 2]), query("none", null)];
          await probe.get("GET", { cookies });
          const told = "own=1; a%20b=x%3By%2C%22z%5C%25; list=1; list=2";
          assert.equal(probe.sent[0].headers.get("cookie"), told);
          assert.equal(crumb(["s", "a=b/c+d=="]), "s=a=b/c+d==");
        });

        test("reads events", async () => {
          const text = 'event: tick\ndata: a\ndata: b\nid: 7\n\n: note\n\ndata: c\n\n';
          const probe = new Probe([new Response(text)]);
          const seen = [];
          for await (const event of await probe.get("GET", { answer: "events" })) seen.push(event);
          assert.deepEqual(seen, [
            { event: "tick", data: "a\nb", id: "7" },
            { event: "message", data: "c", id: "7" },
          ]);
        });

        test("goes through pages", async () => {
          const pages = { undefined: { items: [1, 2], next: "b" }, b: { items: [3] } };
          const probe = new Probe([]);
          const seen = [];
          const walk = probe.pages(
            async (token) => pages[token],
            (page) => page.items,
            (page) => page.next,
            undefined,
          );
          for await (const element of walk) seen.push(element);
          assert.deepEqual(seen, [1, 2, 3]);
        });

        """#
}

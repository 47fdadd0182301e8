// Tests that the file brings along, the same for every API: its runtime around a table of the tests' own.

extension JavaScriptPackage {
    static let tests = #"""
        // The client's file with a table of these tests' own, against answers that are made up.
        const assert = require("node:assert/strict");
        const { createHash, createHmac } = require("node:crypto");
        const { readFileSync } = require("node:fs");
        const { join } = require("node:path");
        const test = require("node:test");
        const vm = require("node:vm");

        const table = [
          ["rootGet", "GET", [["text", "/"]], ["a", "list"], ["X-Kind"]],
          ["petsPetIdGet", "GET", [["text", "/pets/"], ["segment", "petId"]], [], []],
          ["filesProxyPut", "PUT", [["text", "/files/"], ["rest", "proxy"]], [], []],
        ];
        const own = readFileSync(join(__dirname, "..", "apigClient.js"), "utf8");
        const start = own.indexOf("  const operations = ");
        const end = own.indexOf("\n  const defaults = ");

        /** The factory, as a page has it, and what it sends. */
        function loaded(answer = () => new Response('{"n": 1}')) {
          const sent = [];
          const fetch = async (url, options) => {
            sent.push(Object.assign({ url }, options));
            return answer();
          };
          const base = '\n  const base = "http://api.test/prod";\n';
          const text = own.slice(0, start) + "  const operations = " + JSON.stringify(table) + ";" + base;
          const globals = { fetch, TextEncoder, URL, crypto: require("node:crypto").webcrypto };
          const page = vm.createContext(globals);
          page.self = page;
          vm.runInContext(text + own.slice(end), page);
          return { factory: page.apigClientFactory, sent };
        }

        test("is a module too", () => {
          const client = require("../apigClient.js").newClient({ invokeUrl: "http://api.test" });
          assert.ok(Object.keys(client).length > 0);
          for (const name of Object.keys(client)) assert.equal(typeof client[name], "function");
        });

        test("sends parameters where they belong", async () => {
          const { factory, sent } = loaded();
          const client = factory.newClient({ apiKey: "key" });
          const more = { headers: { "X-More": "m" }, queryParams: { q: "a b" } };
          const answer = await client.rootGet({ a: "1&2", list: [1, 2], "X-Kind": "k", b: 3 }, "", more);
          assert.equal(sent[0].url, "http://api.test/prod/?a=1%262&list=1&list=2&q=a%20b");
          assert.equal(sent[0].body, undefined);
          assert.deepEqual(Object.assign({}, sent[0].headers), {
            accept: "application/json",
            "x-api-key": "key",
            "x-kind": "k",
            "x-more": "m",
          });
          assert.equal(answer.status, 200);
          assert.equal(answer.data.n, 1);
          await client.petsPetIdGet({ petId: "a/b" });
          assert.equal(sent[1].url, "http://api.test/prod/pets/a%2Fb");
        });

        test("sends bodies as JSON or as they are", async () => {
          const { factory, sent } = loaded();
          const client = factory.newClient({ defaultContentType: "text/plain" });
          await client.filesProxyPut({ proxy: "a/b c" }, { x: 1 });
          await client.filesProxyPut({ proxy: "a" }, "text");
          assert.equal(sent[0].url, "http://api.test/prod/files/a/b%20c");
          assert.equal(sent[0].headers["content-type"], "text/plain");
          assert.deepEqual(sent.map((one) => one.body), ['{"x":1}', "text"]);
        });

        test("rejects with the answer", async () => {
          const { factory } = loaded(() => new Response("no", { status: 404 }));
          await assert.rejects(factory.newClient({}).rootGet(), (error) => {
            assert.equal(error.response.status, 404);
            assert.equal(error.response.data, "no");
            return true;
          });
        });

        test("refuses paths that it cannot write", async () => {
          const client = loaded().factory.newClient({});
          await assert.rejects(client.petsPetIdGet({}), /params.petId is missing/);
          await assert.rejects(client.petsPetIdGet({ petId: ".." }), /cannot be a segment/);
        });

        test("signs", async () => {
          const { factory, sent } = loaded();
          const keys = { accessKey: "AKID", secretKey: "secret", sessionToken: "t", region: "eu-west-1" };
          await factory.newClient(keys).rootGet({ list: ["b", "a"] });
          const { headers } = sent[0];
          const time = headers["x-amz-date"];
          const sha = (text) => createHash("sha256").update(text).digest("hex");
          const names = "host;x-amz-date;x-amz-security-token";
          const lines = ["GET", "/prod/", "list=a&list=b", "host:api.test", `x-amz-date:${time}`];
          lines.push("x-amz-security-token:t", "", names, sha(""));
          const scope = `${time.slice(0, 8)}/eu-west-1/execute-api/aws4_request`;
          const text = ["AWS4-HMAC-SHA256", time, scope, sha(lines.join("\n"))].join("\n");
          let key = "AWS4secret";
          for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
          const signature = createHmac("sha256", key).update(text).digest("hex");
          assert.equal(
            headers.authorization,
            `AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=${names}, Signature=${signature}`,
          );
        });

        """#
}

// Tests that packages bring along whose API has rules or XML, the same for every API.

extension TypeScriptPackage {
    static let checkingTests = #"""
        // What values have to satisfy, and that requests which do not are not sent.
        import assert from "node:assert/strict";
        import test from "node:test";
        import { check } from "../dist/checking.js";
        import { Client, ConstraintError } from "../dist/runtime.js";

        const pet = {
          maxProperties: 6,
          members: [
            ["name", { minLength: 1, maxLength: 3 }],
            ["tags", { maxItems: 2, hasUniqueItems: true, elements: { pattern: "^[a-z]+$" } }],
            ["price", { multipleOf: "0.1", minimum: "0", excludesMinimum: true }],
            ["friend", () => pet],
            ["__proto__", { maxLength: 1 }],
          ],
          others: { maximum: "9" },
        };

        function told(rule, value) {
          return check([["body", rule]], [value]).map(({ where, what }) => `${where} ${what}`);
        }

        test("finds nothing in what is fine", () => {
          assert.deepEqual(told(pet, { name: "😀😀😀", tags: ["a", "b"], price: 0.3, more: 9 }), []);
          assert.deepEqual(told(pet, { friend: { friend: null }, name: undefined }), []);
          assert.deepEqual(told(pet, undefined), []);
        });

        test("tells every violation with its place", () => {
          const value = {
            name: "",
            tags: ["a", "B", "a"],
            price: 0.25,
            more: 10,
            friend: { name: "long", price: 0 },
          };
          assert.deepEqual(told(pet, value), [
            "body.name is shorter than 1 characters",
            "body.tags has more than 2 items",
            "body.tags has equal items",
            "body.tags[1] does not match ^[a-z]+$",
            "body.price is not a multiple of 0.1",
            "body.more is greater than 9",
            "body.friend.name is longer than 3 characters",
            "body.friend.price is not greater than 0",
          ]);
        });

        test("compares numbers exactly", () => {
          assert.deepEqual(told({ multipleOf: "0.1" }, 1e22), []);
          assert.deepEqual(told({ multipleOf: "1e-7" }, 3e-7), []);
          assert.deepEqual(told({ maximum: "0.1" }, 0.1), []);
          assert.deepEqual(told({ maximum: "1e3", excludesMaximum: true }, 1000), [
            "body is not less than 1e3",
          ]);
        });

        test("passes patterns by that it cannot read", () => {
          assert.deepEqual(told({ pattern: "(" }, "a"), []);
        });

        test("chooses rules by a member", () => {
          const rule = { choice: ["kind", [["cat", { members: [["lives", { maximum: "9" }]] }]]] };
          assert.deepEqual(told(rule, { kind: "dog", lives: 10 }), []);
          assert.deepEqual(told(rule, { kind: "cat", lives: 10 }), ["body.lives is greater than 9"]);
        });

        test("tells no more than a hundred", () => {
          const rule = { elements: { maximum: "0" } };
          assert.equal(told(rule, Array(1000).fill(1)).length, 100);
        });

        test("sends nothing that the API does not admit, when asked", async () => {
          class Probe extends Client {
            get(checks, options) {
              return this.call({ method: "GET", path: "/a", answer: "json", checks }, options);
            }
          }
          let count = 0;
          const fetch = async () => new Response(`${++count}`);
          const definition = { baseUrl: "http://api.test", userAgent: "probe/1", schemes: [] };
          const wrong = () => [
            { where: "query limit", what: "is less than 1" },
            { where: "body", what: "is odd" },
          ];
          const strict = new Probe(definition, { fetch, checksRequests: true });
          await assert.rejects(strict.get(wrong).withResponse(), (error) => {
            assert.ok(error instanceof ConstraintError);
            assert.equal(error.message, "query limit is less than 1; body is odd");
            assert.deepEqual(error.violations, wrong());
            return true;
          });
          assert.equal(count, 0);
          assert.equal(await strict.get(() => []), 1);
          assert.equal(await new Probe(definition, { fetch }).get(wrong), 2);
        });

        """#

    static let xmlTests = #"""
        // XML by forms, both ways.
        import assert from "node:assert/strict";
        import test from "node:test";
        import { Client } from "../dist/runtime.js";
        import { readXml, xml } from "../dist/xml.js";

        const form = {
          members: [
            ["id", ["id", "number"], "attribute"],
            ["name", ["name", "text"]],
            ["isGood", ["isGood", "boolean"]],
            ["tags", ["labels", { items: ["label", "text"] }]],
            ["photos", ["photos", { items: ["photo", "text"] }], "unwrapped"],
            ["friend", ["p:pet", () => form, "urn:pets"]],
            ["scores", ["scores", { values: "number" }]],
            ["any", ["any", "any"]],
          ],
        };
        const pet = ["p:pet", form, "urn:pets"];
        const value = {
          id: 7,
          name: "a<b&\"c\"\n",
          isGood: true,
          tags: ["x", "y"],
          photos: ["1", "2"],
          friend: { id: 8, name: "" },
          scores: { a: 1.5 },
          any: { b: ["1", "2"], c: "3" },
        };
        const text =
          '<?xml version="1.0" encoding="UTF-8"?><p:pet xmlns:p="urn:pets" id="7">' +
          "<name>a&#60;b&#38;&#34;c&#34;&#10;</name><isGood>true</isGood>" +
          "<labels><label>x</label><label>y</label></labels><photo>1</photo><photo>2</photo>" +
          '<p:pet xmlns:p="urn:pets" id="8"><name/></p:pet><scores><a>1.5</a></scores>' +
          "<any><b>1</b><b>2</b><c>3</c></any></p:pet>";

        test("writes", () => {
          assert.deepEqual(xml("application/xml", value, pet), { type: "application/xml", value: text });
          assert.equal(xml("application/xml", undefined, pet), undefined);
          assert.throws(() => xml("a/xml", { name: "\u0001" }, pet), TypeError);
          assert.throws(() => xml("a/xml", { scores: { "a b": 1 } }, pet), TypeError);
        });

        test("reads", () => {
          assert.deepEqual(readXml(text, pet), value);
          const other =
            '<!-- a --><x:pet xmlns:x="urn:pets" id = \'7\'><name><![CDATA[<&]]>&#x41;</name>' +
            '<labels/><x:isGood xmlns:i="i" i:nil="true"/></x:pet>\n';
          assert.deepEqual(readXml(other, pet), { id: 7, name: "<&A", tags: [], isGood: null });
        });

        test("refuses what is no XML, and what is more than that", () => {
          const deep = "<a>".repeat(101) + "</a>".repeat(101);
          for (const wrong of [
            "",
            "a",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&b;</a>",
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            deep,
          ]) {
            assert.throws(() => readXml(wrong, ["a", "any"]), TypeError, wrong);
          }
          assert.doesNotThrow(() => readXml(deep.slice(3, -4), ["a", "any"]));
        });

        test("reads answers by their media type", async () => {
          class Probe extends Client {
            get() {
              const parse = (answer) => readXml(answer, pet);
              return this.call({ method: "GET", path: "/a", answer: "json", parse });
            }
          }
          const answers = [
            new Response(text, { headers: { "content-type": "application/xml; charset=utf-8" } }),
            new Response('{"id": 1}', { headers: { "content-type": "application/json" } }),
          ];
          const probe = new Probe(
            { baseUrl: "http://api.test", userAgent: "probe/1", schemes: [] },
            { fetch: async () => answers.shift() },
          );
          assert.deepEqual(await probe.get(), value);
          assert.deepEqual(await probe.get(), { id: 1 });
        });

        """#
}

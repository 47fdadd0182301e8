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

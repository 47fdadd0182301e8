// Made by gatewright from Pet store 1.0: a change here is lost.

// Each operation once. BASE_URL names the served API; without it these tests are skipped.
import assert from "node:assert/strict";
import test from "node:test";
import { PetStoreClient, ApiError } from "../dist/index.js";

const baseUrl = process.env.BASE_URL;
const served = { skip: baseUrl === undefined && "BASE_URL is not set" };
const credentials = JSON.parse(process.env.CREDENTIALS ?? "{}");
const client = new PetStoreClient({ baseUrl: baseUrl ?? "http://127.0.0.1", credentials });

/** A call is fine when the API answers it: also with a failure, but not with one of this client. */
async function answered(call) {
  try {
    const { response } = await call.withResponse();
    assert.equal(response.ok, true);
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
  }
}

test("welcome", served, () =>
  answered(client.welcome()));
test("listPets", served, () =>
  answered(client.listPets()));
test("createPet", served, () =>
  answered(client.createPet({
    body: { type: "cat", name: "sample", price: 1 },
  })));
test("getPet", served, () =>
  answered(client.getPet({ petId: 1 })));
test("deletePet", served, () =>
  answered(client.deletePet({ petId: 1 })));
test("search", served, () =>
  answered(client.search({ q: "sample" })));
test("files", served, () =>
  answered(client.files({ proxy: "sample" })));

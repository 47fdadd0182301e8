// Made by gatewright from Pet store 1.0: a change here is lost.

import {
  type CreatePetParameters,
  type DeletePetParameters,
  type Empty,
  type FilesParameters,
  type GetPetParameters,
  type ListPetsParameters,
  type Pet,
  type Pets,
  type SearchParameters,
} from "./models.js";
import { createPetRules } from "./rules.js";
import { header, json, query, segment, segments } from "./encoding.js";
import {
  Client,
  type Call,
  type CallOptions,
  type ClientOptions,
  type Definition,
  type Provider,
} from "./runtime.js";
import { check } from "./checking.js";

/** What callers show, by the names of the API's security schemes. */
export interface PetStoreClientCredentials {
  apiKey?: Provider<string>;
}

export const definition: Definition = {
  baseUrl: undefined,
  userAgent: "pet-store/1.0",
  schemes: [["apiKey", { kind: "apiKey", name: "x-api-key", in: "header" }]],
};

/** The example that `make run` serves. */
export class PetStoreClient extends Client<PetStoreClientCredentials> {
  constructor(options: ClientOptions<PetStoreClientCredentials> = {}) {
    super(definition, options);
  }

  /** A page for people */
  welcome(options?: CallOptions): Call<string> {
    return this.call<string>(
      { method: "GET", path: "/", accept: "text/html", answer: "text" },
      options,
    );
  }

  /** GET /pets */
  listPets(
    parameters: ListPetsParameters = {},
    options?: CallOptions,
  ): Call<Pets> {
    return this.call<Pets>(
      {
        method: "GET",
        path: "/pets",
        query: [
          query("type", parameters.type),
          query("limit", parameters.limit),
        ],
        answer: "json",
      },
      options,
    );
  }

  /** POST /pets */
  createPet(parameters: CreatePetParameters, options?: CallOptions): Call<Pet> {
    return this.call<Pet>(
      {
        method: "POST",
        path: "/pets",
        body: json("application/json", parameters.body),
        answer: "json",
        checks: () => check(createPetRules, [parameters.body]),
      },
      options,
    );
  }

  /** GET /pets/{petId} */
  getPet(parameters: GetPetParameters, options?: CallOptions): Call<Pet> {
    return this.call<Pet>(
      {
        method: "GET",
        path: `/pets/${segment(parameters.petId)}`,
        answer: "json",
      },
      options,
    );
  }

  /** Needs the API key */
  deletePet(
    parameters: DeletePetParameters,
    options?: CallOptions,
  ): Call<void> {
    return this.call<void>(
      {
        method: "DELETE",
        path: `/pets/${segment(parameters.petId)}`,
        security: [["apiKey"]],
        answer: "none",
      },
      options,
    );
  }

  /** GET /search */
  search(parameters: SearchParameters, options?: CallOptions): Call<Empty> {
    return this.call<Empty>(
      {
        method: "GET",
        path: "/search",
        query: [query("q", parameters.q)],
        headers: [header("Accept-Language", parameters.acceptLanguage)],
        answer: "json",
      },
      options,
    );
  }

  /** POST /files/{proxy} */
  files(parameters: FilesParameters, options?: CallOptions): Call<Empty> {
    return this.call<Empty>(
      {
        method: "POST",
        path: `/files/${segments(parameters.proxy)}`,
        answer: "json",
      },
      options,
    );
  }
}

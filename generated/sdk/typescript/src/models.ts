// Made by gatewright from Pet store 1.0: a change here is lost.

import { type ApiError } from "./runtime.js";

export interface Pet {
  id: number;
  type: PetType;
  name: string;
  price: number;
}

export type Pets = Pet[];

export interface NewPet {
  type: NewPetType;
  name: string;
  price: number;
  tags?: string[];
}

export type Empty = Record<string, unknown>;

export interface Problem {
  message?: string;
}

export type PetType = "cat" | "dog" | "fish" | (string & {});

export type NewPetType = "cat" | "dog" | "fish" | (string & {});

/** What `listPets` takes. */
export interface ListPetsParameters {
  /** Only pets of this type */
  type?: string | undefined;
  /** At most so many */
  limit?: number | undefined;
}

/** What `createPet` takes. */
export interface CreatePetParameters {
  body: NewPet;
}

/** What `getPet` takes. */
export interface GetPetParameters {
  /** The pet's number */
  petId: number;
}

/** Failures that `getPet` declares. */
export type GetPetError = ApiError<404, Problem>;

/** What `deletePet` takes. */
export interface DeletePetParameters {
  /** The pet's number */
  petId: number;
}

/** What `search` takes. */
export interface SearchParameters {
  /** What to look for; without it the gateway answers 400 */
  q: string;
  acceptLanguage?: string | undefined;
}

/** What `files` takes. */
export interface FilesParameters {
  proxy: string;
}

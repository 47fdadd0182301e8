// Made by gatewright from Pet store 1.0: a change here is lost.

import { type Reference, type Rules } from "./checking.js";

export const newPetRule: Reference = {
  members: [
    ["name", { minLength: 1, maxLength: 40 }],
    ["price", { minimum: "0" }],
    ["tags", { maxItems: 8 }],
  ],
};

export const createPetRules: Rules = [["body", () => newPetRule]];

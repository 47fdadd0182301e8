// Made by gatewright from Pet store 1.0: a change here is lost.

export * from "./client.js";
export * from "./models.js";
export * from "./runtime.js";
export { type AwsCredentials } from "./signing.js";

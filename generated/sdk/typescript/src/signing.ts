// Signature Version 4, by WebCrypto.

import { encode, type Pair } from "./encoding.js";

/** Keys for Signature Version 4. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Needed where the base URL does not tell it. */
  region?: string;
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

export async function hmac(
  key: Uint8Array | ArrayBuffer,
  text: string,
): Promise<ArrayBuffer> {
  const imported = await crypto.subtle.importKey(
    "raw",
    key,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text));
}

/** Signs a request for `execute-api`. */
export async function sign(
  request: Request,
  credentials: AwsCredentials,
  signal: AbortSignal,
): Promise<Request> {
  const url = new URL(request.url);
  const region =
    credentials.region ?? /\.execute-api\.([^.]+)\./.exec(url.host)?.[1];
  if (region === undefined) {
    throw new TypeError("the credentials need a region");
  }
  const payload = await request.clone().arrayBuffer();
  const time = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const headers = new Headers(request.headers);
  headers.set("x-amz-date", time);
  if (credentials.sessionToken !== undefined) {
    headers.set("x-amz-security-token", credentials.sessionToken);
  }
  const signed: Pair[] = [["host", url.host]];
  headers.forEach((value, name) => {
    if (name.startsWith("x-amz-") || name === "content-type") {
      signed.push([name, value.trim().replace(/ +/g, " ")]);
    }
  });
  signed.sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const path = url.pathname.split("/").map(encode).join("/");
  const query = url.search
    .slice(1)
    .split("&")
    .filter(Boolean)
    .map((pair) => pair.split("="))
    .sort(([a = "", b = ""], [c = "", d = ""]) =>
      a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1,
    )
    .map((pair) => pair.join("="))
    .join("&");
  const canonical = [
    request.method,
    path,
    query,
    ...signed.map(([name, value]) => `${name}:${value}`),
    "",
    names,
    hex(await crypto.subtle.digest("SHA-256", payload)),
  ].join("\n");
  const scope = `${day}/${region}/execute-api/aws4_request`;
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(canonical),
  );
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hex(digest)}`;
  let key: Uint8Array | ArrayBuffer = new TextEncoder().encode(
    `AWS4${credentials.secretAccessKey}`,
  );
  for (const part of scope.split("/")) key = await hmac(key, part);
  headers.set(
    "authorization",
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
      `SignedHeaders=${names}, Signature=${hex(await hmac(key, text))}`,
  );
  return new Request(request.url, {
    method: request.method,
    headers,
    body: payload.byteLength === 0 ? null : payload,
    signal,
  });
}

// How parameters and bodies are written.

/** A parameter as it is sent. */
export type Pair = [name: string, value: string];

/** A body with its media type, where that is not its own matter. */
export interface Body {
  type: string | undefined;
  value: BodyInit;
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function scalar(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Values of a list, or of an object with their keys; else the value alone. */
function parts(value: unknown): [key: string | undefined, text: string][] {
  if (Array.isArray(value)) {
    return value.map((part) => [undefined, scalar(part)]);
  }
  if (isAbsent(value) || typeof value !== "object") {
    return [[undefined, scalar(value)]];
  }
  return Object.entries(value as object)
    .filter(([, member]) => !isAbsent(member))
    .map(([key, member]) => [key, scalar(member)]);
}

/** RFC 6570's lists: keys go before values, behind `=` where a list explodes. */
function joined(
  value: unknown,
  explodes: boolean,
  separator: string,
  write: (text: string) => string = encode,
): string {
  return parts(value)
    .map(([key, text]) =>
      key === undefined
        ? write(text)
        : `${write(key)}${explodes ? "=" : ","}${write(text)}`,
    )
    .join(separator);
}

function checked(text: string): string {
  if (text === "" || text === "." || text === "..") {
    throw new TypeError(`"${text}" cannot be a segment of a path`);
  }
  return text;
}

/** A segment of a path: `a,b`. */
export function segment(value: unknown, explodes = false): string {
  return checked(joined(value, explodes, ","));
}

/** A segment of style `label`: `.a,b`, or `.a.b` where it explodes. */
export function label(value: unknown, explodes = false): string {
  return checked(`.${joined(value, explodes, explodes ? "." : ",")}`);
}

/** A segment of style `matrix`: `;name=a,b`, or `;name=a;name=b` where it explodes. */
export function matrix(
  name: string,
  value: unknown,
  explodes = false,
): string {
  const all = parts(value);
  const pairs: Pair[] = explodes
    ? all.map(([key = name, text]) => [encode(key), encode(text)])
    : all.length === 0
      ? []
      : [[encode(name), joined(value, false, ",")]];
  return checked(
    pairs.map(([key, text]) => `;${key}${text && `=${text}`}`).join(""),
  );
}

/** The rest of a path: its slashes stay. */
export function segments(value: unknown): string {
  return scalar(value)
    .split("/")
    .map((part) => segment(part))
    .join("/");
}

/** A query parameter or a cookie: `form`, or what stands between values of a list. */
export function query(
  name: string,
  value: unknown,
  separator: "repeat" | "," | " " | "|" | "\t" = "repeat",
): Pair[] {
  if (isAbsent(value)) return [];
  const all = parts(value);
  return separator === "repeat"
    ? all.map(([key = name, text]) => [key, text])
    : [
        [
          name,
          all
            .flatMap(([key, text]) => (key === undefined ? [text] : [key, text]))
            .join(separator),
        ],
      ];
}

/** A query parameter of style `deepObject`: `name[member]=value`. */
export function deepObject(name: string, value: unknown): Pair[] {
  if (isAbsent(value)) return [];
  if (typeof value !== "object") return [[name, scalar(value)]];
  return Object.entries(value as object).flatMap(([key, member]) =>
    deepObject(`${name}[${key}]`, member),
  );
}

/** A header: `a,b`. */
export function header(
  name: string,
  value: unknown,
  explodes = false,
): Pair[] {
  if (isAbsent(value)) return [];
  return [[name, joined(value, explodes, ",", (text) => text)]];
}

/** A cookie; what RFC 6265 does not admit in it is percent-encoded. */
export function crumb([name, value]: Pair): string {
  const token = /[^!#$&'*+\-.0-9A-Z^_`a-z|~]/gu;
  const octets = /[^!#$&-+\--:<-[\]-~]/gu;
  return `${name.replace(token, encode)}=${value.replace(octets, encode)}`;
}

export function json(type: string, value: unknown): Body | undefined {
  return value === undefined
    ? undefined
    : { type, value: JSON.stringify(value) };
}

export function form(value: object | undefined): Body | undefined {
  if (value === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [name, member] of Object.entries(value)) {
    for (const [key, text] of query(name, member)) fields.append(key, text);
  }
  return { type: "application/x-www-form-urlencoded", value: fields };
}

export function multipart(value: object | undefined): Body | undefined {
  if (value === undefined) return undefined;
  const fields = new FormData();
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    for (const part of Array.isArray(member) ? member : [member]) {
      if (isAbsent(part)) continue;
      if (part instanceof Blob) fields.append(name, part);
      else fields.append(name, scalar(part));
    }
  }
  return { type: undefined, value: fields };
}

export function raw(
  type: string,
  value: BodyInit | undefined,
): Body | undefined {
  return value === undefined ? undefined : { type, value };
}

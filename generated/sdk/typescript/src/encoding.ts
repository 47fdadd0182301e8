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

/** A segment of a path. */
export function segment(value: unknown): string {
  const text = Array.isArray(value)
    ? value.map((part) => encode(scalar(part))).join(",")
    : encode(scalar(value));
  if (text === "" || text === "." || text === "..") {
    throw new TypeError(`"${text}" cannot be a segment of a path`);
  }
  return text;
}

/** The rest of a path: its slashes stay. */
export function segments(value: unknown): string {
  return scalar(value).split("/").map(segment).join("/");
}

/** A query parameter: `form`, or what stands between the values of a list. */
export function query(
  name: string,
  value: unknown,
  separator: "repeat" | "," | " " | "|" | "\t" = "repeat",
): Pair[] {
  if (isAbsent(value)) return [];
  if (Array.isArray(value)) {
    const parts = value.map(scalar);
    return separator === "repeat"
      ? parts.map((part) => [name, part])
      : [[name, parts.join(separator)]];
  }
  if (typeof value === "object" && !(value instanceof Blob)) {
    const members = Object.entries(value as object).filter(
      ([, member]) => !isAbsent(member),
    );
    return separator === "repeat"
      ? members.map(([key, member]) => [key, scalar(member)])
      : [[name, members.flat().map(scalar).join(separator)]];
  }
  return [[name, scalar(value)]];
}

/** A query parameter of style `deepObject`: `name[member]=value`. */
export function deepObject(name: string, value: unknown): Pair[] {
  if (isAbsent(value)) return [];
  if (typeof value !== "object") return [[name, scalar(value)]];
  return Object.entries(value as object).flatMap(([key, member]) =>
    deepObject(`${name}[${key}]`, member),
  );
}

/** A header. */
export function header(name: string, value: unknown): Pair[] {
  if (isAbsent(value)) return [];
  const text = Array.isArray(value)
    ? value.map(scalar).join(",")
    : scalar(value);
  return [[name, text]];
}

/** Cookies of a request. */
export function cookie(name: string, value: unknown): Pair[] {
  return isAbsent(value)
    ? []
    : [["cookie", `${encode(name)}=${encode(scalar(value))}`]];
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

// `runtime.ts`: the call with its credentials, retries and answers.

extension TypeScriptRuntime {
    static let transport = #"""
        // The transport of this client: credentials, retries, answers.

        import { crumb, encode, type Body, type Pair } from "./encoding.js";
        import { base64, sign, type AwsCredentials } from "./signing.js";

        /** A value, or how to get it each time that it is needed. */
        export type Provider<T> = T | (() => T | Promise<T>);

        /** User and password of HTTP Basic. */
        export interface BasicCredentials {
          username: string;
          password: string;
        }

        /** Wraps each attempt of each call. */
        export type Middleware = (
          request: Request,
          next: (request: Request) => Promise<Response>,
        ) => Promise<Response>;

        /** How a client behaves. */
        export interface ClientOptions<Credentials> {
          /** Where the API is, without a slash at the end; with the stage. */
          baseUrl?: string;
          credentials?: Credentials;
          /** Attempts after the first; 2 unless given. */
          retries?: number;
          /** Milliseconds of one attempt; 30,000 unless given. */
          timeout?: number;
          /** Sent with every call. */
          headers?: Record<string, string>;
          middleware?: Middleware[];
          /** Looks whether requests satisfy what the API's schemas say before they are sent. */
          checksRequests?: boolean;
          /** Another `fetch`. */
          fetch?: (request: Request) => Promise<Response>;
        }

        /** How one call behaves. */
        export interface CallOptions {
          /** Ends the call when it is aborted. */
          signal?: AbortSignal;
          retries?: number;
          timeout?: number;
          headers?: Record<string, string>;
          /** Sent as `Idempotency-Key`; makes a call safe to send again. */
          idempotencyKey?: string;
        }

        /** What a call gave, with the answer that it came in. */
        export interface Result<T> {
          data: T;
          response: Response;
          /** The gateway's name of the request, for its logs. */
          requestId: string | undefined;
        }

        /** The kinds of failure that the gateway itself answers with, by `x-amzn-ErrorType`. */
        export type GatewayErrorType =
          | "AccessDeniedException"
          | "BadRequestException"
          | "ExpiredTokenException"
          | "ForbiddenException"
          | "IncompleteSignatureException"
          | "InternalServerErrorException"
          | "InvalidSignatureException"
          | "LimitExceededException"
          | "MissingAuthenticationTokenException"
          | "RequestTooLargeException"
          | "TooManyRequestsException"
          | "UnauthorizedException"
          | "UnrecognizedClientException"
          | "UnsupportedMediaTypeException"
          | (string & {});

        /** Something in a request that the API's schemas do not admit. */
        export interface Violation {
          /** As `body.tags[2].name` or `query limit`. */
          where: string;
          /** As `is longer than 64 characters`. */
          what: string;
        }

        /** A request that was not sent: `checksRequests` found what the API does not admit. */
        export class ConstraintError extends Error {
          constructor(readonly violations: Violation[]) {
            super(violations.map(({ where, what }) => `${where} ${what}`).join("; "));
            this.name = new.target.name;
          }
        }

        /** An answer that is no success. */
        export class ApiError<
          Status extends number = number,
          Body = unknown,
        > extends Error {
          readonly requestId: string | undefined;

          constructor(
            readonly status: Status,
            readonly body: Body,
            readonly response: Response,
          ) {
            super(`${status}${told(body)}`);
            this.name = new.target.name;
            this.requestId = requestId(response);
          }
        }

        /** A failure that the gateway itself answered with: the backend may not know of the call. */
        export class GatewayError extends ApiError {
          /** Which of the gateway's failures it is. */
          readonly type: GatewayErrorType;

          constructor(type: string, status: number, body: unknown, response: Response) {
            super(status, body, response);
            this.type = type;
          }
        }

        /** No answer came. */
        export class ConnectionError extends Error {
          constructor(
            message: string,
            readonly reason: unknown,
          ) {
            super(message);
            this.name = new.target.name;
          }
        }

        /** No answer came in time. */
        export class TimeoutError extends ConnectionError {}

        /** A call that is sent as soon as somebody waits for it. */
        export class Call<T> implements PromiseLike<T> {
          #result: Promise<Result<T>> | undefined;
          readonly #send: () => Promise<Result<T>>;

          constructor(send: () => Promise<Result<T>>) {
            this.#send = send;
          }

          /** The data together with the answer. */
          withResponse(): Promise<Result<T>> {
            this.#result ??= this.#send();
            return this.#result;
          }

          then<A = T, B = never>(
            fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
            rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
          ): Promise<A | B> {
            return this.withResponse()
              .then((result) => result.data)
              .then(fulfilled, rejected);
          }

          catch<B>(rejected: (reason: unknown) => B | PromiseLike<B>): Promise<T | B> {
            return this.then(undefined, rejected);
          }
        }

        /** An event of a `text/event-stream`. */
        export interface ServerSentEvent {
          event: string;
          data: string;
          id: string;
        }

        /** A way to show who calls. */
        export type Scheme =
          | { kind: "apiKey"; name: string; in: "header" | "query" }
          | { kind: "bearer" }
          | { kind: "basic" }
          | { kind: "sigV4" }
          | { kind: "token"; name: string };

        /** What is the same for all clients of an API. */
        export interface Definition {
          baseUrl: string | undefined;
          userAgent: string;
          /** By their names, which may be those of members that every object has. */
          schemes: [name: string, scheme: Scheme][];
        }

        /** One request, and how its answer is read. */
        export interface RequestSpecification {
          method: string;
          path: string;
          query?: Pair[][];
          headers?: Pair[][];
          cookies?: Pair[][];
          body?: Body | undefined;
          /** Alternatives; of each, all schemes are needed. */
          security?: string[][];
          accept?: string;
          answer: "none" | "json" | "text" | "binary" | "events";
          /** Reads an answer in XML. */
          parse?: (text: string) => unknown;
          /** What is wrong with the request. */
          checks?: () => Violation[];
        }

        /** What clients have in common. */
        export class Client<Credentials extends object> {
          readonly #definition: Definition;
          readonly #options: ClientOptions<Credentials>;
          readonly #baseUrl: string;

          constructor(definition: Definition, options: ClientOptions<Credentials>) {
            const baseUrl = options.baseUrl ?? definition.baseUrl;
            if (baseUrl === undefined) {
              throw new TypeError("baseUrl is missing: the API names no server");
            }
            this.#definition = definition;
            this.#options = options;
            this.#baseUrl = baseUrl.replace(/\/+$/, "");
          }

          protected call<T>(
            specification: RequestSpecification,
            options: CallOptions = {},
          ): Call<T> {
            return new Call(() => this.#send<T>(specification, options));
          }

          protected async *pages<Page extends object, Element>(
            get: (token: string | undefined) => PromiseLike<Page>,
            items: (page: Page) => Element[] | null | undefined,
            next: (page: Page) => string | null | undefined,
            first: string | undefined,
          ): AsyncGenerator<Element, void, undefined> {
            let token = first;
            do {
              const page = await get(token);
              yield* items(page) ?? [];
              const following = next(page) ?? undefined;
              if (following === token) return;
              token = following;
            } while (token);
          }

          async #send<T>(
            specification: RequestSpecification,
            options: CallOptions,
          ): Promise<Result<T>> {
            const violations =
              this.#options.checksRequests === true ? specification.checks?.() : undefined;
            if (violations !== undefined && violations.length > 0) {
              throw new ConstraintError(violations);
            }
            const retries = options.retries ?? this.#options.retries ?? 2;
            const isSafe =
              options.idempotencyKey !== undefined ||
              ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].includes(
                specification.method,
              );
            for (let attempt = 0; ; attempt += 1) {
              let failure: unknown;
              let pause = Math.random() * Math.min(20_000, 200 * 2 ** attempt);
              try {
                const response = await this.#attempt(specification, options);
                if (response.ok) return await read<T>(specification, response);
                failure = await failed(response);
                const isTransient =
                  response.status === 429 ||
                  (isSafe && [408, 500, 502, 503, 504].includes(response.status));
                if (!isTransient) throw failure;
                pause = Math.max(pause, retryAfter(response));
              } catch (error) {
                if (error instanceof ConnectionError) {
                  if (!isSafe || options.signal?.aborted === true) throw error;
                  failure = error;
                } else {
                  throw error;
                }
              }
              if (attempt >= retries) throw failure;
              await sleep(pause, options.signal);
            }
          }

          async #attempt(
            specification: RequestSpecification,
            options: CallOptions,
          ): Promise<Response> {
            const control = new AbortController();
            const abort = (): void => control.abort();
            if (options.signal?.aborted === true) abort();
            options.signal?.addEventListener("abort", abort);
            const timeout = options.timeout ?? this.#options.timeout ?? 30_000;
            let isLate = false;
            const timer = setTimeout(() => {
              isLate = true;
              abort();
            }, timeout);
            try {
              const request = await this.#request(
                specification,
                options,
                control.signal,
              );
              const fetched = this.#options.fetch ?? ((made) => fetch(made));
              const chain = (this.#options.middleware ?? []).reduceRight<
                (request: Request) => Promise<Response>
              >((next, step) => (made) => step(made, next), fetched);
              return await chain(request);
            } catch (error) {
              if (error instanceof ApiError) throw error;
              if (isLate) {
                throw new TimeoutError(`no answer within ${timeout} ms`, error);
              }
              throw new ConnectionError(
                error instanceof Error ? error.message : String(error),
                error,
              );
            } finally {
              clearTimeout(timer);
              options.signal?.removeEventListener("abort", abort);
            }
          }

          async #request(
            specification: RequestSpecification,
            options: CallOptions,
            signal: AbortSignal,
          ): Promise<Request> {
            const query = (specification.query ?? []).flat();
            const headers = new Headers({
              accept: specification.accept ?? "application/json",
              ...this.#options.headers,
              ...options.headers,
            });
            // Browsers have a name of their own, which pages cannot change.
            if (typeof document === "undefined" && !headers.has("user-agent")) {
              headers.set("user-agent", this.#definition.userAgent);
            }
            for (const [name, value] of (specification.headers ?? []).flat()) {
              headers.append(name, value);
            }
            const crumbs = (specification.cookies ?? []).flat().map(crumb);
            if (crumbs.length > 0) {
              const own = headers.get("cookie");
              if (own !== null) crumbs.unshift(own);
              headers.set("cookie", crumbs.join("; "));
            }
            if (options.idempotencyKey !== undefined) {
              headers.set("idempotency-key", options.idempotencyKey);
            }
            const body = specification.body;
            if (body?.type !== undefined) headers.set("content-type", body.type);
            const signer = await this.#authorize(specification, headers, query);
            const text = query
              .map(([name, value]) => `${encode(name)}=${encode(value)}`)
              .join("&");
            const url = `${this.#baseUrl}${specification.path}${text && `?${text}`}`;
            const request = new Request(url, {
              method: specification.method,
              headers,
              body: body?.value ?? null,
              signal,
            });
            return signer === undefined ? request : await sign(request, signer, signal);
          }

          /** Shows the first of the operation's ways for which there are credentials. */
          async #authorize(
            specification: RequestSpecification,
            headers: Headers,
            query: Pair[],
          ): Promise<AwsCredentials | undefined> {
            const known = (this.#options.credentials ?? {}) as Record<
              string,
              Provider<unknown> | undefined
            >;
            const way = (specification.security ?? []).find((schemes) =>
              schemes.every(
                (scheme) =>
                  Object.hasOwn(known, scheme) && known[scheme] !== undefined,
              ),
            );
            let signer: AwsCredentials | undefined;
            for (const name of way ?? []) {
              const scheme = this.#definition.schemes.find(
                ([known]) => known === name,
              )?.[1];
              const provider = known[name];
              const value: unknown =
                typeof provider === "function" ? await provider() : provider;
              if (scheme === undefined) continue;
              if (scheme.kind === "sigV4") {
                signer = value as AwsCredentials;
              } else if (scheme.kind === "basic") {
                const { username, password } = value as BasicCredentials;
                headers.set(
                  "authorization",
                  `Basic ${base64(new TextEncoder().encode(`${username}:${password}`))}`,
                );
              } else if (scheme.kind === "bearer") {
                headers.set("authorization", `Bearer ${String(value)}`);
              } else if (scheme.kind === "token" || scheme.in === "header") {
                headers.set(scheme.name, String(value));
              } else {
                query.push([scheme.name, String(value)]);
              }
            }
            return signer;
          }
        }

        // Answers.

        function requestId(response: Response): string | undefined {
          return (
            response.headers.get("x-amzn-requestid") ??
            response.headers.get("apigw-requestid") ??
            undefined
          );
        }

        function told(body: unknown): string {
          if (typeof body !== "object" || body === null) return "";
          const members = body as Record<string, unknown>;
          const message = members["message"] ?? members["Message"];
          return typeof message === "string" ? ` ${message}` : "";
        }

        async function failed(response: Response): Promise<ApiError> {
          const text = await response.text();
          let body: unknown = text;
          try {
            body = JSON.parse(text);
          } catch {
            // Not JSON: the text itself is told.
          }
          const type = response.headers.get("x-amzn-errortype")?.split(":")[0];
          return type === undefined
            ? new ApiError(response.status, body, response)
            : new GatewayError(type, response.status, body, response);
        }

        async function read<T>(
          specification: RequestSpecification,
          response: Response,
        ): Promise<Result<T>> {
          let data: unknown;
          switch (specification.answer) {
            case "none":
              await response.body?.cancel();
              break;
            case "json": {
              const text = await response.text();
              if (text !== "") {
                const type = response.headers.get("content-type") ?? "";
                const isXml = specification.parse && /[/+]xml\b/i.test(type);
                try {
                  data = isXml ? specification.parse?.(text) : JSON.parse(text);
                } catch {
                  throw new ApiError(response.status, text, response);
                }
              }
              break;
            }
            case "text":
              data = await response.text();
              break;
            case "binary":
              data = response.body;
              break;
            case "events":
              data = events(response);
              break;
          }
          return { data: data as T, response, requestId: requestId(response) };
        }

        async function* events(
          response: Response,
        ): AsyncGenerator<ServerSentEvent, void, undefined> {
          if (response.body === null) return;
          const reader = response.body.getReader();
          const decoder = new TextDecoder();
          let buffer = "";
          let event: ServerSentEvent = { event: "message", data: "", id: "" };
          try {
            for (;;) {
              const { done, value } = await reader.read();
              buffer += decoder.decode(value, { stream: !done });
              const lines = buffer.split(/\r\n|\n|\r(?!$)/);
              buffer = lines.pop() ?? "";
              for (const line of lines) {
                if (line === "") {
                  if (event.data !== "") {
                    yield { ...event, data: event.data.slice(0, -1) };
                  }
                  event = { event: "message", data: "", id: event.id };
                  continue;
                }
                const [, name = "", text = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
                if (name === "data") event.data += `${text}\n`;
                else if (name === "event") event.event = text;
                else if (name === "id") event.id = text;
              }
              if (done) return;
            }
          } finally {
            await reader.cancel();
          }
        }

        // Retries.

        function retryAfter(response: Response): number {
          const text = response.headers.get("retry-after");
          if (text === null) return 0;
          const seconds = Number(text);
          const pause = Number.isNaN(seconds)
            ? Date.parse(text) - Date.now()
            : seconds * 1000;
          return Number.isNaN(pause) ? 0 : Math.min(Math.max(pause, 0), 60_000);
        }

        function sleep(pause: number, signal?: AbortSignal): Promise<void> {
          return new Promise((resolve, reject) => {
            const timer = setTimeout(resolve, pause);
            signal?.addEventListener("abort", () => {
              clearTimeout(timer);
              reject(new ConnectionError("aborted", signal));
            });
          });
        }

        """#
}

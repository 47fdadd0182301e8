// `socket.ts`: the connection of a WebSocket API.

extension TypeScriptRuntime {
    static let socket = #"""
        // One connection to a WebSocket API: messages by their kinds, and another connection when it is lost.

        import { presign } from "./presigning.js";
        import type { AwsCredentials } from "./signing.js";

        /** A value, or how to get it each time that it is needed. */
        export type Provider<T> = T | (() => T | Promise<T>);

        /** What a connection needs of a WebSocket; those of browsers and of Node have it. */
        export interface WebSocketLike {
          readonly readyState: number;
          onopen: ((event: never) => unknown) | null;
          onmessage: ((event: never) => unknown) | null;
          onclose: ((event: never) => unknown) | null;
          onerror: ((event: never) => unknown) | null;
          send(data: string): void;
          close(code?: number, reason?: string): void;
        }

        /** How a connection behaves. */
        export interface SocketOptions<Parameters, Credentials> {
          /** Where the API is, `wss://…`, with the stage. */
          url: string;
          /** What the handshake tells. */
          parameters?: Parameters;
          credentials?: Credentials;
          /** Attempts to connect again in a row; 10 unless given, 0 for none. */
          reconnects?: number;
          /** Messages that wait while there is no connection; 100 unless given. */
          waitingMax?: number;
          /**
           * Makes a WebSocket; the global one unless given. Browsers cannot send headers with a handshake: an
           * implementation that can has to be given where the API asks for some.
           */
          webSocket?: (url: string, headers: Record<string, string>) => WebSocketLike;
        }

        /** What a connection is doing. */
        export type SocketState = "closed" | "connecting" | "open" | "waiting";

        /** A message that the gateway itself sent about one that it could not handle. */
        export interface GatewayMessage {
          message: string;
          connectionId: string;
          requestId?: string;
          /** In place of `requestId` where the message does not fit the route's model. */
          messageId?: string;
        }

        /** How a connection ended. */
        export interface SocketEnd {
          code: number;
          reason: string;
        }

        /** The messages of an API, each with its kind. */
        export type SocketMessage<Events> =
          | { [Kind in keyof Events]: { kind: Kind; data: Events[Kind] } }[keyof Events]
          | { kind: undefined; data: unknown };

        /** A way to show who connects. */
        export type HandshakeScheme =
          | { kind: "header"; name: string; credential: string }
          | { kind: "sigV4"; credential: string };

        /** What is the same for all connections of an API. */
        export interface SocketDefinition {
          /** The members that lead to a message's kind. */
          selector: readonly string[];
          events: readonly string[];
          /** Members of the parameters, and what they are called in the handshake. */
          query: readonly (readonly [string, string])[];
          headers: readonly (readonly [string, string])[];
          schemes: readonly HandshakeScheme[];
        }

        /** There is no connection. */
        export class SocketError extends Error {
          constructor(
            message: string,
            readonly end: SocketEnd | undefined = undefined,
          ) {
            super(message);
            this.name = new.target.name;
          }
        }

        type Listener = (value: never) => void;

        /** What connections have in common. */
        export class SocketClient<
          Parameters extends object,
          Credentials extends object,
          Events extends object,
        > {
          readonly #definition: SocketDefinition;
          readonly #options: SocketOptions<Parameters, Credentials>;
          readonly #listeners = new Map<PropertyKey, Set<Listener>>();
          #socket: WebSocketLike | undefined;
          #state: SocketState = "closed";
          /** Whether a lost connection is to be made again. */
          #isWanted = false;
          #waiting: string[] = [];
          #attempts = 0;
          #timer: ReturnType<typeof setTimeout> | undefined;

          constructor(
            definition: SocketDefinition,
            options: SocketOptions<Parameters, Credentials>,
          ) {
            this.#definition = definition;
            this.#options = options;
          }

          get state(): SocketState {
            return this.#state;
          }

          /** Opens the connection; fails when the first attempt does. */
          async connect(): Promise<void> {
            if (this.#isWanted) throw new SocketError("connected already");
            this.#isWanted = true;
            this.#attempts = 0;
            try {
              await this.#open();
            } catch (error) {
              this.#isWanted = false;
              this.#state = "closed";
              this.#waiting = [];
              throw error;
            }
          }

          /** Ends the connection for good. Messages that wait are given up. */
          close(code = 1000, reason = ""): void {
            clearTimeout(this.#timer);
            this.#waiting = [];
            const socket = this.#socket;
            this.#socket = undefined;
            const wasWanted = this.#isWanted;
            this.#isWanted = false;
            this.#state = "closed";
            socket?.close(code, reason);
            if (wasWanted) this.#emit(ended, { code, reason });
          }

          /** Calls `listener` with each message of a kind; the result ends that. */
          on<Kind extends keyof Events>(
            kind: Kind,
            listener: (message: Events[Kind]) => void,
          ): () => void {
            return this.#listen(kind, listener);
          }

          /** Calls `listener` with each message, of whatever kind. */
          onMessage(listener: (message: SocketMessage<Events>) => void): () => void {
            return this.#listen(everything, listener);
          }

          /** Calls `listener` with what the gateway says of messages that it could not handle. */
          onError(listener: (error: GatewayMessage) => void): () => void {
            return this.#listen(refused, listener);
          }

          /** Calls `listener` each time that a connection is there. */
          onOpen(listener: () => void): () => void {
            return this.#listen(opened, listener);
          }

          /** Calls `listener` once there is no connection any more and none is tried. */
          onClose(listener: (end: SocketEnd) => void): () => void {
            return this.#listen(ended, listener);
          }

          /** Each message until the connection ends. */
          async *messages(): AsyncGenerator<SocketMessage<Events>, void, undefined> {
            const queue: SocketMessage<Events>[] = [];
            let wake: (() => void) | undefined;
            let isOver = this.#state === "closed";
            const stops = [
              this.onMessage((message) => {
                queue.push(message);
                wake?.();
              }),
              this.onClose(() => {
                isOver = true;
                wake?.();
              }),
            ];
            try {
              for (;;) {
                const next = queue.shift();
                if (next !== undefined) yield next;
                else if (isOver) return;
                else await new Promise<void>((resolve) => (wake = resolve));
              }
            } finally {
              for (const stop of stops) stop();
            }
          }

          /** Sends any JSON; without a connection it waits for the next one. */
          sendMessage(message: unknown): void {
            const text = JSON.stringify(message);
            if (this.#state === "open" && this.#socket !== undefined) {
              this.#socket.send(text);
            } else if (this.#state === "closed") {
              throw new SocketError("there is no connection");
            } else if (this.#waiting.length >= (this.#options.waitingMax ?? 100)) {
              throw new SocketError("too many messages wait for a connection");
            } else {
              this.#waiting.push(text);
            }
          }

          /** Sends a message of a route. */
          protected sendTo(route: string, message: object): void {
            let value: unknown = route;
            const path = this.#definition.selector;
            for (let depth = path.length - 1; depth >= 0; depth -= 1) {
              let around: unknown = message;
              for (const name of path.slice(0, depth)) around = memberOf(around, name);
              const members = typeof around === "object" ? around : null;
              value = { ...members, [path[depth] ?? ""]: value };
            }
            this.sendMessage(value);
          }

          // The connection.

          async #open(): Promise<void> {
            this.#state = "connecting";
            const [url, headers] = await this.#handshake();
            if (!this.#isWanted) throw new SocketError("closed meanwhile");
            await this.#use(this.#make(url, headers));
          }

          #make(url: string, headers: Record<string, string>): WebSocketLike {
            const { webSocket } = this.#options;
            if (webSocket !== undefined) return webSocket(url, headers);
            if (Object.keys(headers).length > 0) {
              throw new SocketError(
                "the handshake needs headers: give `webSocket`, which can send them",
              );
            }
            return new WebSocket(url) as WebSocketLike;
          }

          /** The address with all that the API asks for. */
          async #handshake(): Promise<[string, Record<string, string>]> {
            const url = new URL(this.#options.url);
            const headers: Record<string, string> = {};
            const { parameters, credentials } = this.#options;
            for (const [member, name] of this.#definition.query) {
              const value = memberOf(parameters, member);
              if (value !== undefined) url.searchParams.append(name, String(value));
            }
            for (const [member, name] of this.#definition.headers) {
              const value = memberOf(parameters, member);
              if (value !== undefined) headers[name] = String(value);
            }
            let address = url.href;
            for (const scheme of this.#definition.schemes) {
              const provider = memberOf(credentials, scheme.credential);
              if (provider === undefined) continue;
              const value: unknown =
                typeof provider === "function" ? await provider() : provider;
              if (scheme.kind === "header") headers[scheme.name] = String(value);
              else address = await presign(address, value as AwsCredentials);
            }
            return [address, headers];
          }

          #use(socket: WebSocketLike): Promise<void> {
            this.#socket = socket;
            return new Promise((resolve, reject) => {
              let hasOpened = false;
              socket.onopen = (): void => {
                if (this.#socket !== socket) return;
                hasOpened = true;
                this.#attempts = 0;
                this.#state = "open";
                for (const text of this.#waiting.splice(0)) socket.send(text);
                this.#emit(opened, undefined);
                resolve();
              };
              socket.onmessage = (event: { data: unknown }): void => {
                if (this.#socket === socket) this.#received(event.data);
              };
              socket.onerror = (): void => {};
              socket.onclose = (event: { code: number; reason: string }): void => {
                const end = { code: event.code, reason: event.reason };
                if (!hasOpened) {
                  reject(new SocketError(`no connection: ${end.code} ${end.reason}`, end));
                }
                if (this.#socket !== socket) return;
                this.#socket = undefined;
                if (hasOpened) this.#again(end);
              };
            });
          }

          /** Tries to connect again after a pause that grows and varies. */
          #again(end: SocketEnd): void {
            const attempt = this.#attempts;
            if (attempt >= (this.#options.reconnects ?? 10)) {
              this.#isWanted = false;
              this.#state = "closed";
              this.#waiting = [];
              this.#emit(ended, end);
              return;
            }
            this.#attempts += 1;
            this.#state = "waiting";
            const pause = Math.random() * Math.min(20_000, 200 * 2 ** attempt);
            this.#timer = setTimeout(() => {
              this.#open().catch((error: unknown) => {
                if (!this.#isWanted) return;
                const last = error instanceof SocketError ? error.end : undefined;
                this.#again(last ?? end);
              });
            }, pause);
          }

          #received(data: unknown): void {
            let value: unknown = data;
            try {
              value = JSON.parse(String(data));
            } catch {
              // Not JSON: the text itself is told.
            }
            let kind = value;
            for (const name of this.#definition.selector) kind = memberOf(kind, name);
            const known = typeof kind === "string" && this.#definition.events.includes(kind);
            if (known) this.#emit(kind as string, value);
            else if (isGatewayMessage(value)) this.#emit(refused, value);
            this.#emit(everything, { kind: known ? kind : undefined, data: value });
          }

          // Listeners.

          #listen(kind: PropertyKey, listener: Listener): () => void {
            const listeners = this.#listeners.get(kind) ?? new Set();
            this.#listeners.set(kind, listeners.add(listener));
            return () => void listeners.delete(listener);
          }

          #emit(kind: PropertyKey, value: unknown): void {
            for (const listener of [...(this.#listeners.get(kind) ?? [])]) {
              listener(value as never);
            }
          }
        }

        const everything = Symbol("everything");
        const opened = Symbol("opened");
        const ended = Symbol("ended");
        const refused = Symbol("refused");

        function memberOf(value: unknown, name: string): unknown {
          if (typeof value !== "object" || value === null) return undefined;
          return Object.prototype.hasOwnProperty.call(value, name)
            ? (value as Record<string, unknown>)[name]
            : undefined;
        }

        function isGatewayMessage(value: unknown): value is GatewayMessage {
          const isText = (name: string): boolean =>
            typeof memberOf(value, name) === "string";
          return (
            isText("message") &&
            isText("connectionId") &&
            (isText("requestId") || isText("messageId"))
          );
        }

        """#
}

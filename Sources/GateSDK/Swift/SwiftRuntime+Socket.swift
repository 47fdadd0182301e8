// `Socket.swift`: the connection of a WebSocket API, and the next one when it is lost.

extension SwiftRuntime {
    static let socket = #"""
        // One connection to a WebSocket API, and another one when it is lost.

        import Foundation

        /// How a connection behaves.
        public struct SocketOptions: Sendable {
            /// Attempts to connect again in a row; 0 for none.
            public var reconnects = 10
            /// For one attempt to connect, and for the answer to a ping.
            public var timeout = Duration.seconds(30)
            /// Between two pings; nil for none.
            public var pingInterval: Duration? = .seconds(30)
            /// Events that wait for whoever takes them; the next ones hold the connection up.
            public var eventsMax = 1_000
            /// Longest message that may come, in bytes.
            public var messageBytesMax = 1_048_576
            /// Sent with the handshake.
            public var headers: HeaderFields = [:]
            public var transport: any WebSocketTransport = .platform

            public init() {}
        }

        /// Why there is no connection.
        public enum SocketError: Error, Hashable {
            case alreadyConnected
            /// The connection ended; 1006 where nobody said why.
            case closed(code: Int, reason: String)
            case failed(String)
            case notConnected
            /// The handshake was answered with another status than 101.
            case refused(status: Int)
            case timedOut
        }

        /// What the gateway says of a message that it could not handle.
        public struct Refusal: Hashable, Sendable {
            public var message: String
            public var connectionID: String
            public var requestID: String
        }

        /// What comes, by its kind.
        protocol SocketEvent: Sendable {
            /// Nil of a kind that the API does not tell of.
            static func read(_ message: SocketMessage) throws -> Self?
            static func refusal(_ refusal: Refusal) -> Self
            static func other(_ value: JSONValue) -> Self
        }

        /// A message and its kind.
        struct SocketMessage {
            let kind: String
            let data: Data

            func decode<Value: Decodable>() throws -> Value { try JSONText.value(of: data) }
        }

        /// What comes until the connection ends: after `close()` the sequence is over; after the last
        /// attempt to connect again it throws why that failed. Each event is given once, however many read.
        public struct SocketEvents<Event: Sendable>: AsyncSequence, Sendable {
            public typealias Element = Event

            let take: @Sendable () async throws -> Event?

            public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(take: take) }

            public struct AsyncIterator: AsyncIteratorProtocol {
                let take: @Sendable () async throws -> Event?

                public mutating func next() async throws -> Event? { try await take() }
            }
        }

        /// What connections have in common.
        actor Socket<Event: SocketEvent> {
            private let url: String
            private let userAgent: String
            /// The members that lead to a message's kind.
            private let selector: [String]
            private let query: [Field]
            private let headers: [Field]
            private let schemes: [Scheme]
            private let options: SocketOptions

            private var connection: (any WebSocketConnection)?
            /// Reads, and connects again.
            private var reading: Task<Void, Never>?
            private var phase = Phase.idle
            /// Counts the calls that begin and end connections: what belongs to an earlier one is of no use any more.
            private var turn = 0
            /// Why nothing is tried any more.
            private var failure: (any Error)?
            private var arrived: ArraySlice<Event> = []
            private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
            private var number = 0

            private enum Phase { case idle, wanted, over }

            init(
                endpoint: Endpoint, userAgent: String, selector: [String], query: [Field?],
                headers: [Field?],
                schemes: [Scheme], options: SocketOptions
            ) {
                url = Handshake.url(endpoint.url)
                self.userAgent = userAgent
                self.selector = selector
                self.query = query.compactMap { $0 }
                self.headers = headers.compactMap { $0 }
                self.schemes = schemes
                self.options = options
            }

            nonisolated var events: SocketEvents<Event> {
                SocketEvents { try await self.next() }
            }

            /// Opens the connection; fails when the first attempt does.
            func connect() async throws {
                guard phase != .wanted else { throw SocketError.alreadyConnected }
                turn += 1
                let own = turn
                (phase, failure) = (.wanted, nil)
                do {
                    let made = try await dial()
                    guard own == turn else {
                        made.abort()
                        throw SocketError.notConnected
                    }
                    connection = made
                    reading = Task { await run(own) }
                    changed()
                } catch {
                    if own == turn { end(after: nil) }
                    throw error
                }
            }

            /// Ends the connection for good.
            func close(code: Int, reason: String) async {
                guard phase == .wanted else { return }
                turn += 1
                let (reading, connection) = (reading, connection)
                end(after: nil)
                if let connection {
                    await connection.close(code: code, reason: reason)
                } else {
                    reading?.cancel()
                }
                await reading?.value
            }

            private func end(after failure: (any Error)?) {
                (phase, self.failure, connection, reading) = (.over, failure, nil, nil)
                changed()
            }

            /// Sends any JSON; waits for the next connection when there is none.
            func send(_ message: some Encodable) async throws {
                try await send(Tree(message))
            }

            private func send(_ tree: Tree) async throws {
                let text = tree.json
                while true {
                    guard phase == .wanted else { throw SocketError.notConnected }
                    if let connection {
                        do { return try await connection.send(text) } catch let error as UnsendableValue {
                            throw error
                        } catch {
                            // What did not go out whole is sent again.
                            if self.connection === connection { self.connection = nil }
                            connection.abort()
                        }
                    } else {
                        try Task.checkCancellation()
                        await change()
                    }
                }
            }

            /// Sends a message of a route.
            func send(to route: String, _ message: some Encodable) async throws {
                try await send(Tree(message).setting(selector[...], to: .string(route)))
            }

            /// The next event; nil after the end.
            func next() async throws -> Event? {
                while true {
                    if let event = arrived.popFirst() {
                        changed()
                        return event
                    }
                    if phase == .over {
                        if let failure { throw failure }
                        return nil
                    }
                    try Task.checkCancellation()
                    await change()
                }
            }

            // MARK: Waiting

            /// Waits until something is different, or the task is cancelled.
            private func change() async {
                number += 1
                let own = number
                await withTaskCancellationHandler {
                    await withCheckedContinuation { continuation in
                        if Task.isCancelled { continuation.resume() } else { waiting[own] = continuation }
                    }
                } onCancel: {
                    Task { await resume(own) }
                }
            }

            private func resume(_ number: Int) {
                waiting.removeValue(forKey: number)?.resume()
            }

            private func changed() {
                let all = waiting.values
                waiting = [:]
                for continuation in all { continuation.resume() }
            }

            // MARK: The connection

            private func run(_ own: Int) async {
                while own == turn, let current = connection {
                    var end = await read(current, own)
                    current.abort()
                    if own != turn { return }
                    connection = nil
                    if let last = await dialAgain(own) { end = last }
                    if own == turn, connection == nil { self.end(after: end) }
                }
            }

            /// Reads until the connection is lost; gives why it was.
            private func read(_ connection: any WebSocketConnection, _ own: Int) async -> any Error {
                let pinging = Task { await ping(connection) }
                defer { pinging.cancel() }
                do {
                    while true {
                        let message = try await connection.receive()
                        while arrived.count >= options.eventsMax, own == turn { await change() }
                        if own == turn {
                            arrived.append(event(message))
                            changed()
                        }
                    }
                } catch {
                    return error
                }
            }

            /// Gives a connection up whose pings are not answered.
            private func ping(_ connection: any WebSocketConnection) async {
                guard let interval = options.pingInterval else { return }
                while (try? await Task.sleep(for: interval)) != nil {
                    let watch = Task {
                        repeat {
                            try await Task.sleep(for: options.timeout)
                            // An answer comes behind messages that nobody takes.
                        } while arrived.count >= options.eventsMax
                        connection.abort()
                    }
                    defer { watch.cancel() }
                    if (try? await connection.ping()) == nil { return }
                }
            }

            /// Tries to connect again after pauses that grow and vary; gives the last failure.
            private func dialAgain(_ own: Int) async -> (any Error)? {
                var failure: (any Error)?
                for attempt in 0..<max(0, options.reconnects) {
                    let pause = Double.random(in: 0...min(20, 0.2 * Double(1 << min(attempt, 16))))
                    try? await Task.sleep(for: .seconds(pause))
                    if own != turn { return nil }
                    do {
                        let made = try await dial()
                        guard own == turn else {
                            made.abort()
                            return nil
                        }
                        connection = made
                        changed()
                        return nil
                    } catch { failure = error }
                }
                return failure
            }

            /// The handshake with all that the API asks for, within the time that it may take.
            private func dial() async throws -> any WebSocketConnection {
                try await withThrowingTaskGroup(of: (any WebSocketConnection).self) { group in
                    defer { group.cancelAll() }
                    group.addTask { [options] in try await options.transport.connect(self.request()) }
                    group.addTask { [options] in
                        try await Task.sleep(for: options.timeout)
                        throw SocketError.timedOut
                    }
                    guard let made = try await group.next() else { throw CancellationError() }
                    return made
                }
            }

            private func request() async throws -> WebSocketRequest {
                var fields = query
                var sent: HeaderFields = ["user-agent": userAgent]
                for field in options.headers { sent[field.name] = field.value }
                for field in headers { sent[field.name] = field.value }
                let credentials = try await schemes.show(&sent, &fields)
                var url = url
                if !fields.isEmpty { url += (url.contains("?") ? "&" : "?") + fields.formText }
                if let credentials { url = try Signer(credentials: credentials, time: Date()).presign(url) }
                return WebSocketRequest(url: url, headers: sent, messageBytesMax: options.messageBytesMax)
            }

            private func event(_ message: WebSocketMessage) -> Event {
                let data = message.data
                guard let value = try? JSONText.value(of: data, as: JSONValue.self) else {
                    return .other(.string(String(decoding: data, as: UTF8.self)))
                }
                let kind = selector.reduce(value) { $0.member($1) ?? .null }
                if case .string(let kind) = kind {
                    let event = try? Event.read(SocketMessage(kind: kind, data: data))
                    if let event { return event }
                }
                if case .string(let text) = value.member("message"),
                    case .string(let connection) = value.member("connectionId"),
                    case .string(let request) = value.member("requestId") ?? value.member("messageId")
                {
                    return .refusal(Refusal(message: text, connectionID: connection, requestID: request))
                }
                return .other(value)
            }
        }

        extension JSONValue {
            fileprivate func member(_ name: String) -> JSONValue? {
                if case .object(let members) = self { members[name] } else { nil }
            }
        }

        extension Tree {
            /// With a member inside of members set; what is no object becomes one.
            func setting(_ path: ArraySlice<String>, to value: Tree) -> Tree {
                guard let name = path.first else { return value }
                var members =
                    if case .object(let members) = self { members } else { [(name: String, value: Tree)]() }
                let place = members.firstIndex { $0.name == name }
                let inner = (place.map { members[$0].value } ?? .object([])).setting(
                    path.dropFirst(), to: value)
                if let place { members[place].value = inner } else { members.append((name, inner)) }
                return .object(members)
            }
        }

        extension Signer {
            /// A URL with a signature in its query, good for five minutes.
            func presign(_ url: String) throws -> String {
                let (host, path, query) = Signer.parts(of: url)
                let scope = try scope(host: host)
                var added = [
                    Field(name: "X-Amz-Algorithm", value: "AWS4-HMAC-SHA256"),
                    Field(name: "X-Amz-Credential", value: "\(credentials.accessKeyID)/\(scope)"),
                    Field(name: "X-Amz-Date", value: moment), Field(name: "X-Amz-Expires", value: "300"),
                    Field(name: "X-Amz-SignedHeaders", value: "host"),
                ]
                if let token = credentials.sessionToken {
                    added.append(Field(name: "X-Amz-Security-Token", value: token))
                }
                let signed = Signer.canonicalQuery(
                    query.isEmpty ? added.formText : "\(query)&\(added.formText)")
                let canonical = [
                    "GET", Signer.canonicalPath(path), signed, "host:\(host)", "", "host",
                    SHA256.hex(SHA256.digest([])),
                ]
                let place = url.firstIndex(of: "?") ?? url.endIndex
                return url[..<place]
                    + "?\(signed)&X-Amz-Signature=\(signature(of: canonical, scope: scope))"
            }
        }

        """#
}

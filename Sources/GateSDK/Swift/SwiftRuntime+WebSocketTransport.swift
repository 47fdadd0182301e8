// `WebSocketTransport.swift`: what opens WebSockets, as a client sees it, and Foundation's.

extension SwiftRuntime {
    static let webSocketTransport = #"""
        // What WebSockets are, as this client sees them: another implementation is a few lines.

        import Foundation

        #if canImport(FoundationNetworking)
            import FoundationNetworking
        #endif

        /// Opens WebSockets.
        public protocol WebSocketTransport: Sendable {
            /// The connection once its handshake is done. Ends when its task is cancelled.
            func connect(_ request: WebSocketRequest) async throws -> any WebSocketConnection
        }

        /// A handshake.
        public struct WebSocketRequest: Sendable {
            /// `ws` or `wss`, percent-encoded already.
            public var url: String
            /// Without those of the handshake itself.
            public var headers: HeaderFields
            /// Longest message that may come, in bytes.
            public var messageBytesMax: Int
        }

        /// A message as it comes.
        public enum WebSocketMessage: Hashable, Sendable {
            case text(String)
            case binary(Data)

            var data: Data {
                switch self {
                case .text(let text): Data(text.utf8)
                case .binary(let data): data
                }
            }
        }

        /// An open WebSocket. One task receives; any may do the rest meanwhile.
        public protocol WebSocketConnection: AnyObject, Sendable {
            /// The next message; throws at the end.
            func receive() async throws -> WebSocketMessage
            func send(_ text: String) async throws
            /// Returns when the other side has answered.
            func ping() async throws
            /// Says that it is over. `receive` goes on until the other side agrees, or has not for a while.
            func close(code: Int, reason: String) async
            /// Ends it at once.
            func abort()
        }

        extension WebSocketTransport where Self == PlatformWebSockets {
            /// Foundation's on Apple's platforms; on Linux one of this package's own, as the library that
            /// Foundation stands on there seldom knows WebSockets.
            static var platform: PlatformWebSockets { PlatformWebSockets() }
        }

        #if os(Linux)
            typealias PlatformWebSockets = StreamWebSockets
        #else
            typealias PlatformWebSockets = URLSessionWebSockets
        #endif

        /// WebSockets of a `URLSession`.
        public struct URLSessionWebSockets: WebSocketTransport {
            private let configuration: URLSessionConfiguration

            /// - Parameter configuration: For proxies, certificates and the like.
            public init(configuration: URLSessionConfiguration = .ephemeral) {
                self.configuration = configuration
            }

            public func connect(_ request: WebSocketRequest) async throws -> any WebSocketConnection {
                guard let url = URL(string: request.url) else {
                    throw UnsendableValue(description: "`\(request.url)` is no URL")
                }
                var made = URLRequest(url: url)
                for field in request.headers { made.addValue(field.value, forHTTPHeaderField: field.name) }
                let opening = Opening()
                let session = URLSession(
                    configuration: configuration, delegate: opening, delegateQueue: nil)
                let task = session.webSocketTask(with: made)
                task.maximumMessageSize = request.messageBytesMax
                try await withTaskCancellationHandler {
                    try await withCheckedThrowingContinuation { continuation in
                        opening.begin(continuation)
                        task.resume()
                    }
                } onCancel: {
                    task.cancel()
                }
                return SessionWebSocket(session: session, task: task)
            }
        }

        /// Waits for a handshake's end.
        private final class Opening: NSObject, URLSessionWebSocketDelegate, @unchecked Sendable {
            /// `lock` guards it.
            private var continuation: CheckedContinuation<Void, any Error>?
            private let lock = NSLock()

            func begin(_ continuation: CheckedContinuation<Void, any Error>) {
                lock.withLock { self.continuation = continuation }
            }

            private func end(_ result: Result<Void, any Error>) {
                let waiting = lock.withLock {
                    defer { continuation = nil }
                    return continuation
                }
                waiting?.resume(with: result)
            }

            func urlSession(
                _ session: URLSession, webSocketTask: URLSessionWebSocketTask, didOpenWithProtocol: String?
            ) {
                end(.success(()))
            }

            func urlSession(
                _ session: URLSession, webSocketTask: URLSessionWebSocketTask,
                didCloseWith closeCode: URLSessionWebSocketTask.CloseCode, reason: Data?
            ) {}

            func urlSession(
                _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
            ) {
                let status = (task.response as? HTTPURLResponse)?.statusCode ?? 101
                let failure = error ?? URLError(.networkConnectionLost)
                end(
                    .failure(
                        status == 101
                            ? SocketError.failed("\(failure)") : SocketError.refused(status: status)))
            }
        }

        private final class SessionWebSocket: WebSocketConnection {
            private let session: URLSession
            private let task: URLSessionWebSocketTask

            init(session: URLSession, task: URLSessionWebSocketTask) {
                self.session = session
                self.task = task
            }

            deinit {
                session.invalidateAndCancel()
            }

            func receive() async throws -> WebSocketMessage {
                do {
                    switch try await task.receive() {
                    case .string(let text): return .text(text)
                    case .data(let data): return .binary(data)
                    @unknown default: throw SocketError.failed("a message of no kind that is known")
                    }
                } catch {
                    let code = task.closeCode.rawValue
                    guard code > 0 else { throw error }
                    throw SocketError.closed(
                        code: code, reason: String(decoding: task.closeReason ?? Data(), as: UTF8.self))
                }
            }

            func send(_ text: String) async throws {
                try await task.send(.string(text))
            }

            func ping() async throws {
                try await withCheckedThrowingContinuation {
                    (waiting: CheckedContinuation<Void, any Error>) in
                    task.sendPing { error in
                        if let error { waiting.resume(throwing: error) } else { waiting.resume() }
                    }
                }
            }

            func close(code: Int, reason: String) async {
                task.cancel(with: .init(rawValue: code) ?? .normalClosure, reason: Data(reason.utf8))
            }

            func abort() {
                task.cancel()
            }
        }

        """#
}

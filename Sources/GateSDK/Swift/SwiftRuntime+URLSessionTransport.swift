// `URLSessionTransport.swift`: the transport of Foundation.

extension SwiftRuntime {
    static let sessionTransport = #"""
        // The transport of Foundation.

        import Foundation

        #if canImport(FoundationNetworking)
            import FoundationNetworking
        #endif

        /// Sends requests by a `URLSession` of its own, without cookies and caches.
        public final class URLSessionTransport: Transport {
            /// One for all clients.
            public static let shared = URLSessionTransport()

            private let session: URLSession
            private let exchanges = Exchanges()

            /// - Parameter configuration: For proxies, certificates and the like.
            public init(configuration: URLSessionConfiguration = .ephemeral) {
                configuration.httpShouldSetCookies = false
                configuration.httpCookieAcceptPolicy = .never
                configuration.urlCache = nil
                session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
            }

            deinit {
                session.finishTasksAndInvalidate()
            }

            public func send(_ request: TransportRequest) async throws -> TransportResponse {
                guard let url = URL(string: request.url) else {
                    throw UnsendableValue(description: "`\(request.url)` is no URL")
                }
                var made = URLRequest(url: url)
                made.httpMethod = request.method
                made.httpShouldHandleCookies = false
                for field in request.headers { made.addValue(field.value, forHTTPHeaderField: field.name) }
                // What comes piece by piece goes through a file: Foundation's streams cannot wait without a thread.
                let body = try await request.body?.stored()
                let task: URLSessionTask
                switch body?.content {
                case .file(let file): task = session.uploadTask(with: made, fromFile: file)
                case .data(let data):
                    made.httpBody = data
                    task = session.dataTask(with: made)
                case .stream, nil: task = session.dataTask(with: made)
                }
                defer { withExtendedLifetime(body) {} }
                return try await withTaskCancellationHandler {
                    try await withCheckedThrowingContinuation { head in
                        exchanges.begin(task, head)
                        task.resume()
                    }
                } onCancel: {
                    task.cancel()
                }
            }
        }

        /// Hands the events of a session's tasks to those who wait for them.
        private final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {
            private struct Exchange {
                /// Until the head is there.
                var head: CheckedContinuation<TransportResponse, any Error>?
                let stream: AsyncThrowingStream<Data, any Error>
                let body: AsyncThrowingStream<Data, any Error>.Continuation
            }

            /// By the numbers of tasks; `lock` guards it.
            private var exchanges: [Int: Exchange] = [:]
            private let lock = NSLock()

            func begin(_ task: URLSessionTask, _ head: CheckedContinuation<TransportResponse, any Error>) {
                let (stream, body) = AsyncThrowingStream.makeStream(of: Data.self)
                // Who stops listening ends the exchange.
                body.onTermination = { reason in
                    if case .cancelled = reason { task.cancel() }
                }
                lock.withLock {
                    exchanges[task.taskIdentifier] = Exchange(head: head, stream: stream, body: body)
                }
            }

            func urlSession(
                _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
                completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
            ) {
                var answer = TransportResponse(status: (response as? HTTPURLResponse)?.statusCode ?? 0)
                for (name, value) in (response as? HTTPURLResponse)?.allHeaderFields ?? [:] {
                    answer.headers.add("\(name)", "\(value)")
                }
                let waiting = lock.withLock {
                    let head = exchanges[dataTask.taskIdentifier]?.head
                    if let stream = exchanges[dataTask.taskIdentifier]?.stream {
                        answer.body = ByteStream(stream)
                    }
                    exchanges[dataTask.taskIdentifier]?.head = nil
                    return head
                }
                waiting?.resume(returning: answer)
                completionHandler(.allow)
            }

            func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
                let body = lock.withLock { exchanges[dataTask.taskIdentifier]?.body }
                body?.yield(data)
            }

            func urlSession(
                _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
            ) {
                guard let exchange = lock.withLock({ exchanges.removeValue(forKey: task.taskIdentifier) })
                else { return }
                exchange.head?.resume(throwing: error ?? URLError(.badServerResponse))
                exchange.body.finish(throwing: error)
            }
        }

        """#
}

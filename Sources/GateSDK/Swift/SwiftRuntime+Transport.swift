// `Transport.swift`: what sends requests, as a client sees it.

extension SwiftRuntime {
    static let transport = #"""
        // What sends requests, as this client sees it: another transport or a middleware is a few lines.

        import Foundation

        /// Sends requests.
        public protocol Transport: Sendable {
            /// The answer as soon as its head is there; the body follows. Throws what kept it from coming.
            func send(_ request: TransportRequest) async throws -> TransportResponse
        }

        /// Wraps each attempt of each call.
        public typealias Middleware =
            @Sendable (
                _ request: TransportRequest,
                _ next: @Sendable (TransportRequest) async throws -> TransportResponse
            ) async throws -> TransportResponse

        /// A request on its way out.
        public struct TransportRequest: Sendable {
            public var method: String
            /// Absolute, and percent-encoded already.
            public var url: String
            public var headers: HeaderFields
            public var body: UploadBody?

            public init(method: String, url: String, headers: HeaderFields = [:], body: UploadBody? = nil) {
                self.method = method
                self.url = url
                self.headers = headers
                self.body = body
            }
        }

        /// An answer on its way in.
        public struct TransportResponse: Sendable {
            public var status: Int
            public var headers: HeaderFields
            public var body: ByteStream

            public init(status: Int, headers: HeaderFields = [:], body: ByteStream = ByteStream(Data())) {
                self.status = status
                self.headers = headers
                self.body = body
            }
        }

        /// The bytes of a body, as they come.
        public struct ByteStream: AsyncSequence, Sendable {
            public typealias Element = Data
            public typealias AsyncIterator = AsyncThrowingStream<Data, any Error>.Iterator

            private let stream: AsyncThrowingStream<Data, any Error>

            public init(_ stream: AsyncThrowingStream<Data, any Error>) {
                self.stream = stream
            }

            public init(_ data: Data) {
                stream = AsyncThrowingStream { continuation in
                    if !data.isEmpty { continuation.yield(data) }
                    continuation.finish()
                }
            }

            /// Bytes of a sequence, asked for as they are needed.
            public init<Parts: AsyncSequence & Sendable>(_ parts: Parts) where Parts.Element == Data {
                let pulled = PulledBytes(parts.makeAsyncIterator())
                stream = AsyncThrowingStream { try await pulled.next() }
            }

            public func makeAsyncIterator() -> AsyncIterator { stream.makeAsyncIterator() }

            /// All bytes.
            public func data() async throws -> Data {
                var data = Data()
                for try await part in self { data += part }
                return data
            }
        }

        /// An iterator that one task at a time asks.
        private final class PulledBytes<Iterator: AsyncIteratorProtocol>: @unchecked Sendable
        where Iterator.Element == Data {
            private var iterator: Iterator

            init(_ iterator: Iterator) { self.iterator = iterator }

            func next() async throws -> Data? { try await iterator.next() }
        }

        """#
}

// The transport of AsyncHTTPClient, for servers: built where the package's trait of that name is on.

#if AsyncHTTPClient
    import AsyncHTTPClient
    import Foundation
    import NIOCore

    /// Sends requests by an `HTTPClient`.
    public struct AsyncHTTPClientTransport: Transport {
        private let client: HTTPClient

        public init(_ client: HTTPClient = .shared) {
            self.client = client
        }

        public func send(_ request: TransportRequest) async throws -> TransportResponse {
            var made = HTTPClientRequest(url: request.url)
            made.method = .init(rawValue: request.method)
            for field in request.headers { made.headers.add(name: field.name, value: field.value) }
            made.body = try await AsyncHTTPClientTransport.body(request.body)
            // The call's own timeout ends it sooner.
            let answer = try await client.execute(made, timeout: .hours(24))
            var headers: HeaderFields = [:]
            for (name, value) in answer.headers { headers.add(name, value) }
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: Data.self)
            let reading = Task {
                do {
                    for try await part in answer.body {
                        continuation.yield(Data(part.readableBytesView))
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
            return TransportResponse(
                status: Int(answer.status.code), headers: headers, body: ByteStream(stream))
        }

        private static func body(_ upload: UploadBody?) async throws -> HTTPClientRequest.Body? {
            let parts: ByteStream
            switch upload?.content {
            case nil: return nil
            case .data(let data): return .bytes(ByteBuffer(bytes: data))
            case .file(let url):
                parts = ByteStream(FileParts(handle: try FileHandle(forReadingFrom: url)))
            case .stream(let make): parts = try await make()
            }
            return .stream(
                parts.map { ByteBuffer(bytes: $0) },
                length: upload?.length.map { .known(Int64($0)) } ?? .unknown)
        }
    }

    /// A file, part by part.
    private struct FileParts: AsyncSequence, AsyncIteratorProtocol, @unchecked Sendable {
        let handle: FileHandle

        func makeAsyncIterator() -> FileParts { self }

        mutating func next() async throws -> Data? {
            guard let part = try handle.read(upToCount: 65_536), !part.isEmpty else { return nil }
            return part
        }
    }
#endif

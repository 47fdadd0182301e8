// `Uploads.swift`: bytes, files and streams that go out.

extension SwiftRuntime {
    static let uploads = #"""
        // What requests carry: bytes, files, or what comes piece by piece.

        import Foundation

        /// Bytes that go out.
        public struct UploadBody: Sendable {
            public enum Content: Sendable {
                case data(Data)
                case file(URL)
                /// What to send, each time that it is sent.
                case stream(@Sendable () async throws -> ByteStream)
            }

            public let content: Content
            /// In bytes, where it is known.
            public let length: Int?
            /// Whether it can be sent again.
            public let isRepeatable: Bool
            private let kept: TemporaryFile?

            private init(
                _ content: Content, length: Int?, isRepeatable: Bool = true, kept: TemporaryFile? = nil
            ) {
                self.content = content
                self.length = length
                self.isRepeatable = isRepeatable
                self.kept = kept
            }

            public static func data(_ data: Data) -> UploadBody {
                UploadBody(.data(data), length: data.count)
            }

            /// A file, which is read as it is sent.
            public static func file(_ url: URL) -> UploadBody {
                let size = try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
                return UploadBody(.file(url), length: size)
            }

            /// Bytes as they come. Once they are under way the call is not tried again.
            public static func stream<Parts: AsyncSequence & Sendable>(_ parts: Parts, length: Int? = nil)
                -> UploadBody
            where Parts.Element == Data {
                UploadBody(.stream { ByteStream(parts) }, length: length, isRepeatable: false)
            }

            /// Bytes as they come, from the beginning for each attempt.
            public static func stream(
                length: Int? = nil, _ make: @escaping @Sendable () async throws -> ByteStream
            ) -> UploadBody {
                UploadBody(.stream(make), length: length)
            }

            /// With what comes piece by piece in a file: for what has to know all of it before it is sent.
            public func stored() async throws -> UploadBody {
                guard case .stream(let make) = content else { return self }
                let file = TemporaryFile()
                guard FileManager.default.createFile(atPath: file.url.path, contents: nil) else {
                    throw UnsendableValue(description: "`\(file.url.path)` cannot be written")
                }
                let handle = try FileHandle(forWritingTo: file.url)
                defer { try? handle.close() }
                var length = 0
                for try await part in try await make() {
                    try handle.write(contentsOf: part)
                    length += part.count
                }
                return UploadBody(.file(file.url), length: length, isRepeatable: isRepeatable, kept: file)
            }

            /// The SHA-256 of all bytes; not of a stream.
            func digest() throws -> [UInt8] {
                var hash = SHA256()
                switch content {
                case .data(let data): hash.update(data)
                case .file(let url):
                    let handle = try FileHandle(forReadingFrom: url)
                    defer { try? handle.close() }
                    while let part = try handle.read(upToCount: UploadBody.partBytes), !part.isEmpty {
                        hash.update(part)
                    }
                case .stream:
                    throw UnsendableValue(description: "a stream is not signed before it is stored")
                }
                return hash.finished()
            }

            /// Bytes that are read of a file at once.
            private static let partBytes = 65_536
        }

        /// A file that goes with its last user.
        private final class TemporaryFile: Sendable {
            let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

            deinit {
                try? FileManager.default.removeItem(at: url)
            }
        }

        """#
}

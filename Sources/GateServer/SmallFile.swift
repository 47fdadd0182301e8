// Small files, blocking: tokens of one line, documents. For work threads.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reading whole files.
package enum SmallFile {
    /// The text of a file without blanks around it; nil when it cannot be read, is larger, or is no token.
    static func text(_ path: String, bytesMax: Int) -> String? {
        guard var text = bytes(path, bytesMax: bytesMax)?[...] else { return nil }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        while let first = text.first, first <= 0x20 { text.removeFirst() }
        let token = String(decoding: text, as: UTF8.self)
        return isToken(token) ? token : nil
    }

    /// The bytes of a file; nil when it cannot be read or is larger.
    package static func bytes(_ path: String, bytesMax: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        if descriptor < 0 { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                read(
                    descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).baseAddress,
                    buffer.count - count)
            }
            if got < 0 { return nil }
            if got == 0 { break }
            count += got
        }
        return count > bytesMax ? nil : Array(bytes[..<count])
    }

    /// Whether a text is printable ASCII without line ends: nothing of it can end a header field.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    }
}

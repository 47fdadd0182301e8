// Text out of the process: whole writes to standard output and standard error, and whether they are terminals.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Standard output and standard error.
enum Terminal {
    /// Writes text to standard output as it is; false when the disk is full. When the reader has seen enough and is
    /// gone (`| head`), the process ends as every filter does, by SIGPIPE and without a word.
    @discardableResult
    static func output(_ text: String) -> Bool {
        let error = write(Array(text.utf8), to: STDOUT_FILENO)
        if error == EPIPE {
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        return error == 0
    }

    /// Writes a line to standard error.
    static func error(_ line: String) { _ = write(Array((line + "\n").utf8), to: STDERR_FILENO) }

    /// Writes text to standard error as it is.
    static func errorText(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes all bytes; 0 or the error number.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
                let count = systemWrite(descriptor, rest)
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    return errno
                }
                offset += count
            }
            return 0
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// The whole environment, `NAME=value`.
    static var environment: [String] {
        var pairs: [String] = []
        var entry = environ
        while let text = entry.pointee {
            pairs.append(String(cString: text))
            entry += 1
        }
        return pairs
    }

    /// The variables of the environment whose names start with a prefix.
    static func environment(prefixed prefix: String) -> [String: String] {
        var result: [String: String] = [:]
        for line in environment where line.hasPrefix(prefix) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            result[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return result
    }

    /// The value of an environment variable; nil when unset or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}

/// What the system says about an error number, in lower case.
func systemText(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text).lowercased()
}

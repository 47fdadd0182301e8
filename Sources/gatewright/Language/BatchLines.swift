// `--batch`: JSON objects on standard input, one a line; one line of JSON out for each, in order, written at once.
// A line that cannot be used is answered with an error and the next one is read.

import GateBytes
import GateJSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a batch line has no answer of its command's shape.
struct BatchTrouble: Error {
    let message: String
}

/// The lines of a batch.
struct BatchLines {
    /// Longest line, in bytes: what the JSON reader takes at most.
    static let lineBytesMax = JSONTape.sizeMax
    private static let chunkBytes = 1 << 16

    private var pending: [UInt8] = []
    private var start = 0
    private var scanned = 0
    private var isAtEnd = false

    /// Answers every line: `answer` appends the members after `"id"`, each with its leading comma.
    static func run(
        _ answer: (_ line: [UInt8], JSONCursor, inout ByteBuffer) throws(BatchTrouble) -> Void
    ) throws(CommandFailure) {
        var lines = BatchLines()
        var out = ByteBuffer()
        while let line = try lines.next() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
            out.removeAll()
            respond(to: line, answer, &out)
            out.append("\n")
            if !Terminal.output(String(out.view)) { throw .unusable("standard output cannot be written") }
        }
    }

    private static func respond(
        to line: [UInt8], _ answer: ([UInt8], JSONCursor, inout ByteBuffer) throws(BatchTrouble) -> Void,
        _ out: inout ByteBuffer
    ) {
        line.withByteView { view in
            var tape = JSONTape()
            do throws(JSONFailure) {
                try tape.read(view)
            } catch {
                return appendTrouble("the line is not JSON", id: nil, to: &out)
            }
            guard tape.root.kind == .object else {
                return appendTrouble("the line is not a JSON object", id: nil, to: &out)
            }
            let id = tape.root.member(ByteView("id"))
            appendID(id, to: &out)
            do throws(BatchTrouble) {
                try answer(line, tape.root, &out)
                out.append("}")
            } catch {
                out.removeAll()
                appendTrouble(error.message, id: id, to: &out)
            }
        }
    }

    private static func appendID(_ id: JSONCursor?, to out: inout ByteBuffer) {
        out.append("{\"id\":")
        if let id { JSONWriter.append(id, to: &out) } else { out.append("null") }
    }

    private static func appendTrouble(_ message: String, id: JSONCursor?, to out: inout ByteBuffer) {
        appendID(id, to: &out)
        out.append(",\"error\":{\"kind\":\"input\",\"message\":")
        out.appendQuoted(message)
        out.append("}}")
    }

    /// The next line without its end; nil after the last.
    private mutating func next() throws(CommandFailure) -> [UInt8]? {
        while true {
            if let end = pending[scanned...].firstIndex(of: 0x0a) {
                let line = Array(pending[start..<end])
                (start, scanned) = (end + 1, end + 1)
                return line
            }
            scanned = pending.count
            if isAtEnd {
                let rest = Array(pending[start...])
                start = pending.count
                return rest.isEmpty ? nil : rest
            }
            pending.removeFirst(start)
            (start, scanned) = (0, pending.count)
            if pending.count > BatchLines.lineBytesMax {
                throw .unusable("a line of standard input has more than \(BatchLines.lineBytesMax) bytes")
            }
            try fill()
        }
    }

    private mutating func fill() throws(CommandFailure) {
        let size = pending.count
        pending.append(contentsOf: repeatElement(0, count: BatchLines.chunkBytes))
        let count = pending.withUnsafeMutableBytes { buffer in
            var count = -1
            repeat {
                count = read(STDIN_FILENO, buffer.baseAddress.map { $0 + size }, BatchLines.chunkBytes)
            } while count < 0 && errno == EINTR
            return count
        }
        let error = errno
        pending.removeLast(BatchLines.chunkBytes - max(count, 0))
        if count < 0 { throw .unusable("standard input cannot be read: \(systemText(error))") }
        isAtEnd = count == 0
    }
}

extension ByteBuffer {
    /// Appends a string as JSON.
    mutating func appendQuoted(_ text: String) {
        Array(text.utf8).withByteView { JSONWriter.appendQuoted($0, to: &self) }
    }
}

extension JSONCursor {
    /// A member that must be a string when it is there.
    func string(_ name: StaticString) throws(BatchTrouble) -> [UInt8]? {
        guard let value = member(ByteView(name)) else { return nil }
        guard value.kind == .string else { throw BatchTrouble(message: "`\(name)` is not a string") }
        return value.textOrJSON
    }

    /// A string's text, another value's JSON.
    var textOrJSON: [UInt8] {
        var buffer = ByteBuffer()
        if kind == .string { decode(into: &buffer) } else { JSONWriter.append(self, to: &buffer) }
        return Array(buffer.view)
    }
}

/// Texts of the command line that may be files.
enum ArgumentText {
    /// A file's bytes; `-` is standard input.
    static func file(_ path: String) throws(CommandFailure) -> [UInt8] {
        let name = path == "-" ? FileReader.standardInputName : path
        switch FileReader(named: name, allowedRoots: []).read(name) {
        case .success(let bytes): return bytes
        case .failure(let failure): throw .unusable("`\(path)` cannot be read: \(failure.text)")
        }
    }

    /// `@FILE` and `-` are read, all else is the text itself.
    static func bytes(_ text: String) throws(CommandFailure) -> [UInt8] {
        if text == "-" { return try file(text) }
        return text.hasPrefix("@") ? try file(String(text.dropFirst())) : Array(text.utf8)
    }
}

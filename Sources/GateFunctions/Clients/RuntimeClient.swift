// The built-in clients of the runtime API: small programs in the language of the function, which the interpreter
// reads from standard input, so that there is no file to write and none to clean up.

/// A built-in client.
package enum RuntimeClient: String, CaseIterable, Sendable {
    case python3
    case node

    /// The interpreter, told to read its program from standard input.
    var arguments: [String] {
        switch self {
        // Unbuffered: a line is in the log when it is written.
        case .python3: return ["python3", "-u", "-"]
        case .node: return ["node", "-"]
        }
    }

    /// The program.
    var source: [UInt8] {
        switch self {
        case .python3: return Array(RuntimeClient.python.utf8)
        case .node: return Array(RuntimeClient.javaScript.utf8)
        }
    }
}

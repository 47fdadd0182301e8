// Which context a client gets by the name that it asks for. RFC 6066 §3: a name is compared without case; RFC 6125
// §6.4.3: a star stands for one label.

/// Server contexts by name; immutable, shared by all event loops.
package final class TLSDirectory: Sendable {
    private let names: [String: TLSContext]
    private let fallback: TLSContext?

    /// - Parameters:
    ///   - names: `api.example.com` or `*.example.com`, in lower case.
    ///   - fallback: For clients that ask for no name, or another; nil turns them away.
    package init(names: [String: TLSContext], fallback: TLSContext?) {
        self.names = names
        self.fallback = fallback
    }

    package func context(for name: String) -> TLSContext? {
        if name.isEmpty { return fallback }
        if let exact = names[name] { return exact }
        if let dot = name.firstIndex(of: "."), dot != name.startIndex, let wild = names["*" + name[dot...]] {
            return wild
        }
        return fallback
    }
}

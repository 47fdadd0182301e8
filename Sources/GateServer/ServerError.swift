// Why a server cannot start: facts, and one line of text for each.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A reason not to start.
package enum ServerError: Error, Equatable, Sendable {
    /// Another process listens there.
    case addressInUse(host: String, port: UInt16)
    /// The host is not an address of this machine.
    case addressNotAvailable(host: String)
    /// The host is neither an address nor a name that has one.
    case hostUnknown(host: String)
    /// Any other refusal of the system, with its error number.
    case listen(host: String, port: UInt16, error: Int32)
    /// The port needs rights that the process lacks.
    case permissionDenied(port: UInt16)
    /// The system has no more descriptors or threads.
    case resources
    /// The trust store cannot be read.
    case trust(reason: String)
}

extension ServerError: CustomStringConvertible {
    /// One line, lower case, no full stop.
    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            return "port \(port) on \(host) is in use by another process: stop it or choose another port"
        case .addressNotAvailable(let host): return "\(host) is not an address of this machine"
        case .hostUnknown(let host): return "\(host) is neither an address nor a name with one"
        case .listen(let host, let port, let error):
            return "cannot listen on \(host):\(port): \(String(cString: strerror(error)))"
        case .permissionDenied(let port): return "listening on port \(port) needs rights that this process lacks"
        case .resources: return "the system has no descriptors or threads left"
        case .trust(let reason): return "the trusted certificate roots cannot be loaded: \(reason)"
        }
    }
}

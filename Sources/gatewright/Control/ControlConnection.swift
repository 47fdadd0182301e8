// One request to a control plane and its answer: blocking, a connection each, plain or over TLS. A command has nothing
// else to do meanwhile.

import GateBytes
import GateLoop
import GateTLS
import GateWire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a request got no answer.
enum ControlFailure: Error {
    case nameUnknown
    /// Nobody takes the connection; the system's error number.
    case refused(Int32)
    case tls(String)
    case timeout
    /// The connection ended, or what came is no answer.
    case broken
}

/// An answer.
struct ControlReply {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// The first value of a field.
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// A connection for one request.
struct ControlConnection: ~Copyable {
    /// Time without a byte, in milliseconds. Ours: imports of large documents are compiled meanwhile.
    private static let silenceMilliseconds: Int32 = 60_000
    /// Largest answer, in bytes. Ours: exports are the largest.
    static let answerBytesMax = 64 << 20

    private let descriptor: Int32
    private var session: TLSSession?
    private var plaintext = ByteBuffer(capacity: 16 * 1024)
    private var scratch = ByteBuffer(capacity: 64 * 1024)

    /// Sends a whole request and reads the answer.
    static func ask(_ address: ControlAddress, _ request: ByteView) throws(ControlFailure) -> ControlReply {
        var connection = try ControlConnection(address)
        defer { close(connection.descriptor) }
        if address.isTLS { try connection.startTLS(address.host) }
        try connection.send(request)
        return try connection.receive()
    }

    private init(_ address: ControlAddress) throws(ControlFailure) {
        let found = SocketAddress.lookUp(address.host, port: address.port)
        if found.isEmpty { throw .nameUnknown }
        var error: Int32 = 0
        for candidate in found {
            do throws(Socket.Failure) {
                let (descriptor, isConnected) = try Socket.connect(candidate)
                if !isConnected {
                    ControlConnection.wait(descriptor, Int16(POLLOUT), milliseconds: 10_000)
                    error = Socket.pendingError(descriptor)
                    if error == 0, !ControlConnection.wait(descriptor, Int16(POLLOUT), milliseconds: 0) {
                        error = ETIMEDOUT
                    }
                }
                if isConnected || error == 0 {
                    self.descriptor = descriptor
                    return
                }
                close(descriptor)
            } catch let failure {
                error = failure.error
            }
        }
        throw .refused(error)
    }

    // MARK: Bytes

    private mutating func startTLS(_ host: String) throws(ControlFailure) {
        do throws(TLSFailure) {
            let session = try TLSSession(client: try TLSContext.client(), peer: TLSPeer(name: host))
            self.session = session
        } catch {
            throw .tls(error.text)
        }
        while session?.isHandshakeDone == false {
            try flushTLS()
            if session?.isHandshakeDone == true { return }
            if try !fill() { throw .broken }
        }
        try flushTLS()
    }

    private func flushTLS() throws(ControlFailure) {
        var ciphertext = ByteBuffer(capacity: 4096)
        session?.takeCiphertext(into: &ciphertext)
        try write(ciphertext.view)
    }

    private func send(_ request: ByteView) throws(ControlFailure) {
        guard let session else { return try write(request) }
        do throws(TLSFailure) { try session.send(request) } catch { throw .tls(error.text) }
        try flushTLS()
    }

    private func write(_ bytes: ByteView) throws(ControlFailure) {
        var rest = bytes
        while !rest.isEmpty {
            switch Socket.write(descriptor, rest) {
            case .bytes(let count): rest = rest.dropFirst(count)
            case .again:
                if !ControlConnection.wait(descriptor, Int16(POLLOUT)) { throw .timeout }
            case .end, .failed: throw .broken
            }
        }
    }

    /// Reads some bytes into `plaintext`; false at the end.
    private mutating func fill() throws(ControlFailure) -> Bool {
        while true {
            switch Socket.read(descriptor, into: &scratch) {
            case .bytes:
                if let session {
                    do throws(TLSFailure) {
                        try session.receive(scratch.view, plaintext: &plaintext)
                    } catch {
                        throw .tls(error.text)
                    }
                } else {
                    plaintext.append(scratch.view)
                }
                return true
            case .again:
                if !ControlConnection.wait(descriptor, Int16(POLLIN)) { throw .timeout }
            case .end: return false
            case .failed: throw .broken
            }
        }
    }

    // MARK: Answer

    private mutating func receive() throws(ControlFailure) -> ControlReply {
        var head = ResponseHead()
        var table = HeaderTable()
        while true {
            let consumed: Int?
            do throws(WireError) {
                consumed = try parseResponseHead(
                    plaintext.view, alreadySeen: 0, limits: .upstream, requestWasHEAD: false, into: &head, &table)
            } catch {
                throw .broken
            }
            if let consumed {
                if head.isInterim {
                    plaintext.removeFirst(consumed)
                    continue
                }
                let fields = (0..<table.count).map { field(table[$0]) }
                plaintext.removeFirst(consumed)
                let body = try receiveBody(head.framing)
                return ControlReply(status: Int(head.status), fields: fields, body: body)
            }
            if try !fill() { throw .broken }
        }
    }

    private func field(_ slot: HeaderSlot) -> (name: String, value: String) {
        let bytes = plaintext.view
        let name = bytes.slice(Int(slot.nameOffset), Int(slot.nameOffset) + Int(slot.nameLength))
        let value = bytes.slice(Int(slot.valueOffset), Int(slot.valueOffset) + Int(slot.valueLength))
        return (String(name), String(value))
    }

    private mutating func receiveBody(_ framing: ResponseFraming) throws(ControlFailure) -> [UInt8] {
        switch framing {
        case .none: return []
        case .length(let count):
            if count > ControlConnection.answerBytesMax { throw .broken }
            while plaintext.count < count {
                if try !fill() { throw .broken }
            }
            return [UInt8](plaintext.view.slice(0, count))
        case .untilClose:
            while try fill() {
                if plaintext.count > ControlConnection.answerBytesMax { throw .broken }
            }
            return [UInt8](plaintext.view)
        case .chunked:
            while true {
                var decoder = ChunkedDecoder()
                var body = ByteBuffer(capacity: plaintext.count)
                if decoder.decodeAll(plaintext.view, into: &body) { return [UInt8](body.view) }
                if plaintext.count > ControlConnection.answerBytesMax { throw .broken }
                if try !fill() { throw .broken }
            }
        }
    }

    /// Waits for a socket; false when the time is up.
    @discardableResult
    private static func wait(
        _ descriptor: Int32, _ events: Int16, milliseconds: Int32 = ControlConnection.silenceMilliseconds
    ) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = poll(&entry, 1, milliseconds)
            if count >= 0 { return count > 0 }
            if errno != EINTR { return false }
        }
    }
}

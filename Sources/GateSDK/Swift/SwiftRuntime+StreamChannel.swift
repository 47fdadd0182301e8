// `StreamChannel.swift`: sockets and TLS on Linux.

extension SwiftRuntime {
    static let streamChannel = #"""
        // Channels of bytes on Linux: a socket with a thread of its own, and TLS by the system's OpenSSL,
        // which is loaded when it is first needed.

        #if os(Linux)
            import Foundation

            #if canImport(Glibc)
                import Glibc

                private let streamKind = Int32(SOCK_STREAM.rawValue)
            #elseif canImport(Musl)
                import Musl

                private let streamKind = SOCK_STREAM
            #endif

            // The system's, whose names methods have too.
            private func systemClose(_ file: Int32) { _ = close(file) }
            private func systemRead(_ file: Int32, _ buffer: inout [UInt8]) -> Int {
                read(file, &buffer, buffer.count)
            }
            private func systemWake(_ file: Int32) {
                var byte: UInt8 = 0
                _ = write(file, &byte, 1)
            }
            private func systemConnect(_ stream: Int32, _ address: addrinfo) -> Int32 {
                connect(stream, address.ai_addr, address.ai_addrlen)
            }

            extension StreamWebSockets {
                /// WebSockets over sockets of the system.
                public init() {
                    self.init { try await StreamChannel.open($0, $1, isSecure: $2) }
                }
            }

            /// A connection by TCP. All that touches the socket is done by one thread.
            final class StreamChannel: ByteChannel, @unchecked Sendable {
                private struct State {
                    var opening: CheckedContinuation<Void, any Error>?
                    var reading: CheckedContinuation<Data, any Error>?
                    var output: [(data: Data, done: CheckedContinuation<Void, any Error>)] = []
                    var failure: (any Error)?
                    var hasEnded = false
                    /// The pipe that wakes the thread; -1 once it is gone.
                    var wakes: (reads: Int32, writes: Int32) = (-1, -1)
                }

                /// `lock` guards it.
                private var state = State()
                private let lock = NSLock()

                /// Bytes that are read at once.
                private static let readBytesMax = 65_536

                private init() throws {
                    var ends: [Int32] = [-1, -1]
                    guard pipe(&ends) == 0 else {
                        throw SocketError.failed("pipe: \(StreamChannel.reason(errno))")
                    }
                    for end in ends {
                        _ = fcntl(end, F_SETFL, O_NONBLOCK)
                        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                    }
                    state.wakes = (ends[0], ends[1])
                }

                static func open(_ host: String, _ port: Int, isSecure: Bool) async throws -> StreamChannel
                {
                    if isSecure, OpenSSL.shared == nil {
                        throw SocketError.failed(
                            "no OpenSSL for wss: neither libssl.so.3 nor libssl.so.1.1 can be loaded")
                    }
                    let channel = try StreamChannel()
                    try await withTaskCancellationHandler {
                        try await withCheckedThrowingContinuation { continuation in
                            channel.lock.withLock { channel.state.opening = continuation }
                            Thread.detachNewThread { channel.run(host, port, isSecure) }
                        }
                    } onCancel: {
                        channel.fail(CancellationError())
                    }
                    return channel
                }

                func read() async throws -> Data {
                    try await withTaskCancellationHandler {
                        try await withCheckedThrowingContinuation { continuation in
                            let known: Result<Data, any Error>? = lock.withLock {
                                if let failure = state.failure { return .failure(failure) }
                                if state.hasEnded { return .success(Data()) }
                                state.reading = continuation
                                return nil
                            }
                            if let known { continuation.resume(with: known) } else { wake() }
                        }
                    } onCancel: {
                        fail(CancellationError())
                    }
                }

                func write(_ data: Data) async throws {
                    try await withTaskCancellationHandler {
                        try await withCheckedThrowingContinuation { continuation in
                            let failure = lock.withLock {
                                if state.failure == nil { state.output.append((data, continuation)) }
                                return state.failure
                            }
                            if let failure { continuation.resume(throwing: failure) } else { wake() }
                        }
                    } onCancel: {
                        fail(CancellationError())
                    }
                }

                func close() { fail(SocketError.closed(code: 1006, reason: "")) }

                /// Ends everything that waits, and the thread.
                private func fail(_ error: any Error) {
                    let ended = lock.withLock { () -> State in
                        let ended = state
                        state.failure = state.failure ?? error
                        (state.opening, state.reading, state.output) = (nil, nil, [])
                        return ended
                    }
                    ended.opening?.resume(throwing: error)
                    ended.reading?.resume(throwing: error)
                    for output in ended.output { output.done.resume(throwing: error) }
                    wake()
                }

                private func wake() {
                    lock.withLock {
                        if state.wakes.writes >= 0 { systemWake(state.wakes.writes) }
                    }
                }

                // MARK: The thread

                private func run(_ host: String, _ port: Int, _ isSecure: Bool) {
                    // What OpenSSL writes to a connection that is gone shall be an error, not the end of the process.
                    var pipes = sigset_t()
                    sigemptyset(&pipes)
                    sigaddset(&pipes, SIGPIPE)
                    pthread_sigmask(SIG_BLOCK, &pipes, nil)
                    do {
                        let stream = try dial(host, port)
                        defer { systemClose(stream) }
                        let secure = isSecure ? try TLSSession(stream, host: host) : nil
                        defer { secure?.end() }
                        while let secure, case .waits(let events) = try secure.handshake() {
                            try wait(stream, events, isOpening: true)
                        }
                        let opening = lock.withLock {
                            defer { state.opening = nil }
                            return state.opening
                        }
                        opening?.resume()
                        try serve(secure ?? PlainStream(stream), stream)
                    } catch {
                        fail(error)
                    }
                    lock.withLock {
                        systemClose(state.wakes.reads)
                        systemClose(state.wakes.writes)
                        state.wakes = (-1, -1)
                    }
                }

                /// Reads where somebody waits for it, and writes what there is, until the channel fails.
                private func serve(_ bytes: any ByteStreaming, _ stream: Int32) throws {
                    var buffer = [UInt8](repeating: 0, count: StreamChannel.readBytesMax)
                    var written = 0
                    while true {
                        var events: Int16 = 0
                        let (failure, output, isReading) = lock.withLock {
                            (state.failure, state.output.first?.data, state.reading != nil)
                        }
                        if failure != nil { return }
                        if let output {
                            switch try bytes.write(output.dropFirst(written)) {
                            case .done(let count):
                                written += count
                                if written == output.count {
                                    written = 0
                                    finishWrite()
                                }
                                continue
                            case .waits(let wanted): events |= wanted
                            case .ended: throw SocketError.closed(code: 1006, reason: "")
                            }
                        }
                        if isReading {
                            switch try bytes.read(&buffer) {
                            case .done(let count):
                                finishRead(Data(buffer[..<count]))
                                continue
                            case .waits(let wanted): events |= wanted
                            case .ended:
                                lock.withLock { state.hasEnded = true }
                                finishRead(Data())
                                continue
                            }
                        }
                        try wait(stream, events, isOpening: false)
                    }
                }

                private func finishWrite() {
                    let done = lock.withLock {
                        state.output.isEmpty ? nil : state.output.removeFirst().done
                    }
                    done?.resume()
                }

                private func finishRead(_ data: Data) {
                    let reading = lock.withLock {
                        defer { state.reading = nil }
                        return state.reading
                    }
                    reading?.resume(returning: data)
                }

                /// Waits for the socket or for a wake; without events for a wake alone.
                private func wait(_ stream: Int32, _ events: Int16, isOpening: Bool) throws {
                    let reads = lock.withLock { state.wakes.reads }
                    var entries = [
                        pollfd(fd: events == 0 ? -1 : stream, events: events, revents: 0),
                        pollfd(fd: reads, events: Int16(POLLIN), revents: 0),
                    ]
                    while poll(&entries, 2, -1) < 0 {
                        if errno != EINTR {
                            throw SocketError.failed("poll: \(StreamChannel.reason(errno))")
                        }
                    }
                    var bytes = [UInt8](repeating: 0, count: 64)
                    while systemRead(reads, &bytes) == bytes.count {}
                    if isOpening, let failure = lock.withLock({ state.failure }) { throw failure }
                }

                /// A socket that is connected to one of a host's addresses.
                private func dial(_ host: String, _ port: Int) throws -> Int32 {
                    var hints = addrinfo()
                    hints.ai_socktype = streamKind
                    var found: UnsafeMutablePointer<addrinfo>?
                    let status = getaddrinfo(host, String(port), &hints, &found)
                    guard status == 0, let first = found else {
                        throw SocketError.failed("\(host): \(String(cString: gai_strerror(status)))")
                    }
                    defer { freeaddrinfo(first) }
                    var failure: any Error = SocketError.failed("\(host) has no address")
                    var next: UnsafeMutablePointer<addrinfo>? = first
                    while let address = next?.pointee {
                        next = address.ai_next
                        let stream = socket(
                            address.ai_family, address.ai_socktype, address.ai_protocol)
                        if stream < 0 { continue }
                        do {
                            try connect(stream, address)
                            return stream
                        } catch {
                            systemClose(stream)
                            failure = error
                        }
                        if let failure = lock.withLock({ state.failure }) { throw failure }
                    }
                    throw failure
                }

                private func connect(_ stream: Int32, _ address: addrinfo) throws {
                    _ = fcntl(stream, F_SETFL, O_NONBLOCK)
                    _ = fcntl(stream, F_SETFD, FD_CLOEXEC)
                    var one: Int32 = 1
                    setsockopt(
                        stream, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
                    if systemConnect(stream, address) == 0 { return }
                    guard errno == EINPROGRESS else {
                        throw SocketError.failed(StreamChannel.reason(errno))
                    }
                    var (status, size) = (Int32(EINPROGRESS), socklen_t(MemoryLayout<Int32>.size))
                    var peer = sockaddr_storage()
                    while true {
                        try wait(stream, Int16(POLLOUT), isOpening: true)
                        getsockopt(stream, SOL_SOCKET, SO_ERROR, &status, &size)
                        guard status == 0 else { throw SocketError.failed(StreamChannel.reason(status)) }
                        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
                        let isConnected = withUnsafeMutablePointer(to: &peer) {
                            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                                getpeername(stream, $0, &length) == 0
                            }
                        }
                        if isConnected { return }
                    }
                }

                fileprivate static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
            }

            /// What an attempt to read or write came to.
            private enum Progress {
                case done(Int)
                /// For what `poll` has to tell.
                case waits(Int16)
                case ended
            }

            private protocol ByteStreaming {
                func read(_ buffer: inout [UInt8]) throws -> Progress
                func write(_ data: Data) throws -> Progress
            }

            private struct PlainStream: ByteStreaming {
                let stream: Int32

                init(_ stream: Int32) { self.stream = stream }

                func read(_ buffer: inout [UInt8]) throws -> Progress {
                    progress(recv(stream, &buffer, buffer.count, 0), Int16(POLLIN))
                }

                func write(_ data: Data) throws -> Progress {
                    progress(
                        data.withUnsafeBytes {
                            send(stream, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                        },
                        Int16(POLLOUT))
                }

                private func progress(_ count: Int, _ event: Int16) -> Progress {
                    if count > 0 { return .done(count) }
                    return count < 0 && [EAGAIN, EINTR].contains(errno) ? .waits(event) : .ended
                }
            }

            /// TLS over a socket, by OpenSSL.
            private final class TLSSession: ByteStreaming {
                private let openSSL: OpenSSL
                private let context: OpaquePointer
                private let session: OpaquePointer

                init(_ stream: Int32, host: String) throws {
                    guard let openSSL = OpenSSL.shared,
                        let context = openSSL.newContext(openSSL.clientMethod())
                    else {
                        throw SocketError.failed("no OpenSSL")
                    }
                    guard let session = openSSL.newSession(context) else {
                        openSSL.freeContext(context)
                        throw SocketError.failed("no session of OpenSSL")
                    }
                    (self.openSSL, self.context, self.session) = (openSSL, context, session)
                    // TLS 1.2 or later; writes may be taken in part, from memory that moves.
                    _ = openSSL.controlContext(context, 123, 0x0303, nil)
                    _ = openSSL.controlContext(context, 33, 1 | 2, nil)
                    _ = openSSL.useSystemAuthorities(context)
                    openSSL.setVerification(session, 1, nil)
                    var address = in6_addr()
                    let isAddress =
                        inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
                    let isNamed: Int32
                    if isAddress {
                        isNamed = openSSL.setAddress(openSSL.parameters(session), host)
                    } else {
                        var name = Array(host.utf8CString)
                        _ = openSSL.controlSession(session, 55, 0, &name)
                        isNamed = openSSL.setHost(session, host)
                    }
                    guard isNamed == 1, openSSL.setStream(session, stream) == 1 else {
                        throw SocketError.failed("OpenSSL does not take `\(host)`")
                    }
                }

                func handshake() throws -> Progress {
                    try progress { openSSL.connect(session) }
                }

                func read(_ buffer: inout [UInt8]) throws -> Progress {
                    try progress { openSSL.read(session, &buffer, Int32(buffer.count)) }
                }

                func write(_ data: Data) throws -> Progress {
                    try progress {
                        data.withUnsafeBytes {
                            openSSL.write(session, $0.baseAddress, Int32(min($0.count, 1 << 20)))
                        }
                    }
                }

                func end() {
                    openSSL.clearErrors()
                    _ = openSSL.shutdown(session)
                    openSSL.freeSession(session)
                    openSSL.freeContext(context)
                }

                private func progress(_ attempt: () -> Int32) throws -> Progress {
                    openSSL.clearErrors()
                    let result = attempt()
                    if result > 0 { return .done(Int(result)) }
                    switch openSSL.error(session, result) {
                    case 2: return .waits(Int16(POLLIN))
                    case 3: return .waits(Int16(POLLOUT))
                    case 6: return .ended
                    default:
                        let verified = openSSL.verification(session)
                        if verified != 0 {
                            let text =
                                openSSL.verificationText(verified).map { String(cString: $0) }
                                ?? "\(verified)"
                            throw SocketError.failed("the certificate does not hold: \(text)")
                        }
                        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                            guard let start = buffer.baseAddress else { return "" }
                            openSSL.errorText(openSSL.lastError(), start, buffer.count)
                            return String(cString: start)
                        }
                        throw SocketError.failed("TLS: \(text)")
                    }
                }
            }

            /// OpenSSL's functions, 1.1 or 3.
            private struct OpenSSL: @unchecked Sendable {
                static let shared = OpenSSL()

                let clientMethod: @convention(c) () -> OpaquePointer?
                let newContext: @convention(c) (OpaquePointer?) -> OpaquePointer?
                let freeContext: @convention(c) (OpaquePointer) -> Void
                let controlContext:
                    @convention(c) (OpaquePointer, Int32, Int, UnsafeMutableRawPointer?) -> Int
                let useSystemAuthorities: @convention(c) (OpaquePointer) -> Int32
                let newSession: @convention(c) (OpaquePointer) -> OpaquePointer?
                let freeSession: @convention(c) (OpaquePointer) -> Void
                let controlSession:
                    @convention(c) (OpaquePointer, Int32, Int, UnsafeMutableRawPointer?) -> Int
                let setVerification: @convention(c) (OpaquePointer, Int32, UnsafeRawPointer?) -> Void
                let setHost: @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> Int32
                let parameters: @convention(c) (OpaquePointer) -> OpaquePointer?
                let setAddress: @convention(c) (OpaquePointer?, UnsafePointer<CChar>) -> Int32
                let setStream: @convention(c) (OpaquePointer, Int32) -> Int32
                let connect: @convention(c) (OpaquePointer) -> Int32
                let read: @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, Int32) -> Int32
                let write: @convention(c) (OpaquePointer, UnsafeRawPointer?, Int32) -> Int32
                let shutdown: @convention(c) (OpaquePointer) -> Int32
                let error: @convention(c) (OpaquePointer, Int32) -> Int32
                let verification: @convention(c) (OpaquePointer) -> Int
                let verificationText: @convention(c) (Int) -> UnsafePointer<CChar>?
                let clearErrors: @convention(c) () -> Void
                let lastError: @convention(c) () -> UInt
                let errorText: @convention(c) (UInt, UnsafeMutablePointer<CChar>, Int) -> Void

                private init?() {
                    let names = ["libssl.so.3", "libssl.so.1.1"]
                    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first
                    else {
                        return nil
                    }
                    /// What is called is found in it or in what it needs.
                    func function<Function>(_ name: String) -> Function? {
                        dlsym(library, name).map { unsafeBitCast($0, to: Function.self) }
                    }
                    guard
                        let clientMethod: @convention(c) () -> OpaquePointer? = function(
                            "TLS_client_method"),
                        let newContext: @convention(c) (OpaquePointer?) -> OpaquePointer? = function(
                            "SSL_CTX_new"),
                        let freeContext: @convention(c) (OpaquePointer) -> Void = function("SSL_CTX_free"),
                        let controlContext:
                            @convention(c) (OpaquePointer, Int32, Int, UnsafeMutableRawPointer?) -> Int =
                            function("SSL_CTX_ctrl"),
                        let useSystemAuthorities: @convention(c) (OpaquePointer) -> Int32 = function(
                            "SSL_CTX_set_default_verify_paths"),
                        let newSession: @convention(c) (OpaquePointer) -> OpaquePointer? = function(
                            "SSL_new"),
                        let freeSession: @convention(c) (OpaquePointer) -> Void = function("SSL_free"),
                        let controlSession:
                            @convention(c) (OpaquePointer, Int32, Int, UnsafeMutableRawPointer?) -> Int =
                            function("SSL_ctrl"),
                        let setVerification:
                            @convention(c) (OpaquePointer, Int32, UnsafeRawPointer?) -> Void = function(
                                "SSL_set_verify"),
                        let setHost: @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> Int32 =
                            function("SSL_set1_host"),
                        let parameters: @convention(c) (OpaquePointer) -> OpaquePointer? = function(
                            "SSL_get0_param"),
                        let setAddress: @convention(c) (OpaquePointer?, UnsafePointer<CChar>) -> Int32 =
                            function("X509_VERIFY_PARAM_set1_ip_asc"),
                        let setStream: @convention(c) (OpaquePointer, Int32) -> Int32 = function(
                            "SSL_set_fd"),
                        let connect: @convention(c) (OpaquePointer) -> Int32 = function("SSL_connect"),
                        let read: @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, Int32) -> Int32 =
                            function("SSL_read"),
                        let write: @convention(c) (OpaquePointer, UnsafeRawPointer?, Int32) -> Int32 =
                            function("SSL_write"),
                        let shutdown: @convention(c) (OpaquePointer) -> Int32 = function("SSL_shutdown"),
                        let error: @convention(c) (OpaquePointer, Int32) -> Int32 = function(
                            "SSL_get_error"),
                        let verification: @convention(c) (OpaquePointer) -> Int = function(
                            "SSL_get_verify_result"),
                        let verificationText: @convention(c) (Int) -> UnsafePointer<CChar>? = function(
                            "X509_verify_cert_error_string"),
                        let clearErrors: @convention(c) () -> Void = function("ERR_clear_error"),
                        let lastError: @convention(c) () -> UInt = function("ERR_peek_last_error"),
                        let errorText: @convention(c) (UInt, UnsafeMutablePointer<CChar>, Int) -> Void =
                            function("ERR_error_string_n")
                    else { return nil }
                    self.clientMethod = clientMethod
                    self.newContext = newContext
                    self.freeContext = freeContext
                    self.controlContext = controlContext
                    self.useSystemAuthorities = useSystemAuthorities
                    self.newSession = newSession
                    self.freeSession = freeSession
                    self.controlSession = controlSession
                    self.setVerification = setVerification
                    self.setHost = setHost
                    self.parameters = parameters
                    self.setAddress = setAddress
                    self.setStream = setStream
                    self.connect = connect
                    self.read = read
                    self.write = write
                    self.shutdown = shutdown
                    self.error = error
                    self.verification = verification
                    self.verificationText = verificationText
                    self.clearErrors = clearErrors
                    self.lastError = lastError
                    self.errorText = errorText
                }
            }
        #endif

        """#
}

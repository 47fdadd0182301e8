// Threads: one per event loop, a few for work that blocks. Signals stay with the main thread.

import CGateSystem

/// A joinable thread.
package struct LoopThread: Sendable {
    private let handle: UInt64

    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread; nil when the system has no more. The name shows in `top -H`, cut to 15 bytes.
    package static func start(name: String, _ run: @escaping @Sendable () -> Void) -> LoopThread? {
        let body = Unmanaged.passRetained(Body(run))
        var handle: UInt64 = 0
        let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }
        let shortName = String(decoding: Array(name.utf8.prefix(15)), as: UTF8.self)
        if gate_thread_start(entry, body.toOpaque(), shortName, &handle) != 0 {
            body.release()
            return nil
        }
        return LoopThread(handle: handle)
    }

    /// Waits until the thread has ended; once per thread.
    package func join() { gate_thread_join(handle) }
}

/// Process-wide set-up of whoever uses sockets.
package enum LoopProcess {
    /// A peer that closes early is an error of a write, not the end of the process.
    package static func ignoreBrokenPipes() { gate_ignore_sigpipe() }

    /// Random bits of the system, for seeds.
    package static func randomBits() -> UInt64 { gate_random() }
}

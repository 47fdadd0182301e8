// Bytes on their way to one socket. What the socket takes at once is never copied; what it does not take waits here.

import GateBytes

/// How far a write came.
@frozen
@usableFromInline
package enum WriteOutcome {
    /// Everything is with the kernel.
    case done
    /// Some waits for the socket to become writable.
    case blocked
    /// The connection is broken.
    case failed
}

/// Bytes waiting for a socket.
@usableFromInline
package struct OutputQueue: ~Copyable {
    /// What is appended goes out after what was there before.
    @usableFromInline package var buffer: ByteBuffer
    /// How much of `buffer` is out already.
    @usableFromInline var sent = 0

    package init(capacity: Int) { buffer = ByteBuffer(capacity: capacity) }

    /// Bytes that wait.
    @inlinable @inline(__always)
    package var pending: Int { buffer.count - sent }

    /// What waits.
    package var waiting: ByteView { buffer.view.dropFirst(sent) }

    /// So many bytes of what waits are out: somebody else has written them.
    package mutating func taken(_ count: Int) {
        sent += count
        if sent < buffer.count { compact() } else { clear() }
    }

    /// Writes what waits.
    @inlinable @inline(__always)
    package mutating func flush(_ descriptor: Int32) -> WriteOutcome {
        if pending == 0 { return .done }
        switch Socket.write(descriptor, buffer.view.dropFirst(sent)) {
        case .bytes(let count):
            sent += count
            if sent < buffer.count {
                compact()
                return .blocked
            }
            clear()
            return .done
        case .again: return .blocked
        case .end, .failed: return .failed
        }
    }

    /// Writes what waits and then `more`; what the socket does not take of it is kept.
    package mutating func send(_ descriptor: Int32, _ more: ByteView) -> WriteOutcome {
        let waiting = pending
        switch Socket.write(descriptor, buffer.view.dropFirst(sent), more) {
        case .bytes(let count):
            if count < waiting {
                sent += count
                buffer.append(more)
                compact()
                return .blocked
            }
            clear()
            if count - waiting == more.count { return .done }
            buffer.append(more.dropFirst(count - waiting))
            return .blocked
        case .again:
            buffer.append(more)
            return .blocked
        case .end, .failed: return .failed
        }
    }

    /// Puts what waits here behind what waits there.
    package mutating func move(to other: inout OutputQueue) {
        other.buffer.append(buffer.view.dropFirst(sent))
        clear()
    }

    /// Forgets everything and gives back what exceeds `capacityKept`.
    package mutating func reset(capacityKept: Int) {
        clear()
        buffer.shrink(toCapacity: capacityKept)
    }

    @inlinable @inline(__always)
    mutating func clear() {
        buffer.removeAll()
        sent = 0
    }

    /// Moves the rest to the front once the part that is out is the larger one: each byte moves at most once per
    /// byte written.
    @usableFromInline
    mutating func compact() {
        if sent * 2 < buffer.count { return }
        buffer.removeFirst(sent)
        sent = 0
    }
}

// One pipe that a process writes its log to, cut into lines.

import CGateSystem
import GateBytes
import GateLoop

/// The reading end of a process's standard output or standard error.
final class ProcessOutput: EventHandler {
    /// Reads of one pipe per turn before others get theirs.
    private static let readsPerTurnMax = 4

    private unowned let process: FunctionProcess
    private let loop: EventLoop
    private let descriptor: Int32
    private var handle = SocketHandle.none
    /// A line that has begun.
    private var begun = ByteBuffer(capacity: 256)

    /// Takes over the reading end; nil when the loop refuses it.
    init?(_ process: FunctionProcess, _ descriptor: Int32) {
        self.process = process
        self.loop = process.pool.supervisor.loop
        self.descriptor = descriptor
        super.init()
        guard let handle = loop.register(descriptor, self, .readable) else { return nil }
        self.handle = handle
    }

    override func ready(_ readiness: Readiness) { read(times: ProcessOutput.readsPerTurnMax) }

    /// Passes on what is in the pipe.
    func drain() { read(times: ProcessOutput.readsPerTurnMax) }

    /// Passes on what is in the pipe, also a line without an end, and closes it.
    func close() {
        // A grandchild may hold the other end and write for ever: what a pipe holds is enough.
        drain()
        endLine()
        loop.close(handle)
        handle = .none
    }

    private func read(times: Int) {
        if handle == .none { return }
        let supervisor = process.pool.supervisor
        for _ in 0..<times {
            supervisor.scratch.removeAll()
            var count = 0
            supervisor.scratch.write(room: 1) { free in
                count = gate_file_read(descriptor, free.baseAddress, free.count)
                return max(0, count)
            }
            if count > 0 {
                take(supervisor.scratch.view)
                if count < supervisor.scratch.capacity { return }
                continue
            }
            // 0: every writer has closed it.
            if count == 0 { loop.watch(handle, []) }
            return
        }
    }

    /// Lines end with LF; AWS's own clients put CR between lines that belong together.
    private func take(_ bytes: ByteView) {
        var start = 0
        for index in 0..<bytes.count where bytes[index] == 0x0a || bytes[index] == 0x0d {
            let line = bytes.slice(start, index)
            start = index + 1
            if begun.isEmpty {
                if !line.isEmpty { process.wrote(line) }
            } else {
                begun.append(line)
                endLine()
            }
        }
        begun.append(bytes.dropFirst(start))
        if begun.count > FunctionLimits.logLineBytesMax { endLine() }
    }

    private func endLine() {
        if begun.isEmpty { return }
        process.wrote(begun.view)
        begun.removeAll()
        begun.shrink(toCapacity: 4 * 1024)
    }
}

// A program that is run for its output, such as one that hands out credentials. It is started on a work thread and
// watched on the loop; what it has not done in time ends with all its children. Its standard error is this process's,
// so that it can talk to the operator; its standard input is empty. `completion` is called once, on the loop.

import CGateSystem
import GateBytes
import GateLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One run of a program.
final class CommandRun: EventHandler {
    /// What it came to.
    enum Outcome {
        /// It ended with 0, and this is what it wrote.
        case output([UInt8])
        case failed(String)
    }

    private let loop: EventLoop
    private let timeoutMilliseconds: Int
    private let outputBytesMax: Int
    private let completion: (Outcome) -> Void
    private var process: Int32 = -1
    private var end = SocketHandle.none
    private var pipe: CommandPipe?
    private var output: [UInt8] = []
    /// Why it was ended.
    private var failure: String?

    private init(
        _ loop: EventLoop, timeoutMilliseconds: Int, outputBytesMax: Int, _ completion: @escaping (Outcome) -> Void
    ) {
        self.loop = loop
        self.timeoutMilliseconds = timeoutMilliseconds
        self.outputBytesMax = outputBytesMax
        self.completion = completion
    }

    /// Runs a program on a loop; `completion` comes after this has returned.
    static func start(
        _ program: ChildProgram, _ loop: EventLoop, timeoutMilliseconds: Int, outputBytesMax: Int,
        _ completion: @escaping (Outcome) -> Void
    ) {
        let run = CommandRun(
            loop, timeoutMilliseconds: timeoutMilliseconds, outputBytesMax: outputBytesMax, completion)
        let mail = CommandMail(run: run)
        // Starting blocks until the program has been read.
        let isSubmitted = WorkPool.shared.submit {
            let launched = CommandLaunch.start(program)
            loop.post { mail.run.watch(launched) }
        }
        if !isSubmitted { loop.post { mail.run.completion(.failed("too many tasks wait")) } }
    }

    private func watch(_ launched: Result<CommandLaunch, ChildProgram.Failure>) {
        switch launched {
        case .failure(let failure):
            completion(.failed(String(cString: strerror(failure.error)).lowercased()))
        case .success(let launch):
            process = launch.process.identifier
            pipe = CommandPipe(self, loop, launch.output)
            loop.setTimer(self, milliseconds: timeoutMilliseconds)
            if let end = loop.register(launch.process.watched, self, .readable) {
                self.end = end
            } else {
                // Without the descriptor its end would never be seen.
                gate_process_signal(process, SIGKILL)
                finish(.failed("too many files are open"))
            }
        }
    }

    /// Takes what it wrote.
    fileprivate func wrote(_ bytes: ByteView) {
        if failure != nil { return }
        output += [UInt8](bytes)
        if output.count > outputBytesMax { stop("it writes more than \(outputBytesMax) bytes") }
    }

    private func stop(_ reason: String) {
        failure = reason
        gate_process_signal(process, SIGKILL)
    }

    override func timerExpired() { stop("it takes longer than \(timeoutMilliseconds / 1000) s") }

    /// It has ended.
    override func ready(_ readiness: Readiness) {
        // A child of it may hold the pipe and write for ever: what is there is enough.
        pipe?.read()
        var code: Int32 = 0
        var isSignal: Int32 = 0
        if gate_process_take(process, &code, &isSignal) == 0 { return }
        if let failure {
            finish(.failed(failure))
        } else if isSignal == 1 {
            finish(.failed("it ended by the signal `\(String(cString: gate_signal_text(code & 0xff)))`"))
        } else {
            finish(code == 0 ? .output(output) : .failed("it ended with \(code)"))
        }
    }

    private func finish(_ outcome: Outcome) {
        loop.cancelTimer(self)
        loop.close(end)
        end = .none
        pipe?.close()
        pipe = nil
        completion(outcome)
    }
}

/// The reading end of a program's standard output.
private final class CommandPipe: EventHandler {
    private static let readBytesMax = 16 * 1024

    private unowned let run: CommandRun
    private let loop: EventLoop
    private let descriptor: Int32
    private var handle = SocketHandle.none
    private var buffer = ByteBuffer(capacity: CommandPipe.readBytesMax)

    init?(_ run: CommandRun, _ loop: EventLoop, _ descriptor: Int32) {
        self.run = run
        self.loop = loop
        self.descriptor = descriptor
        super.init()
        guard let handle = loop.register(descriptor, self, .readable) else { return nil }
        self.handle = handle
    }

    override func ready(_ readiness: Readiness) { read() }

    /// Takes what is in the pipe, at most what one holds.
    func read() {
        for _ in 0..<4 where handle != .none {
            buffer.removeAll()
            var count = 0
            buffer.write(room: 1) { free in
                count = gate_file_read(descriptor, free.baseAddress, free.count)
                return max(0, count)
            }
            // 0: every writer has closed it.
            if count == 0 { return loop.watch(handle, []) }
            if count < 0 { return }
            run.wrote(buffer.view)
        }
    }

    func close() {
        loop.close(handle)
        handle = .none
    }
}

/// A program that has been started.
private struct CommandLaunch: Sendable {
    let process: ChildProgram.Process
    /// The reading end of its standard output.
    let output: Int32

    /// Starts a program; blocks for a moment.
    static func start(_ program: ChildProgram) -> Result<CommandLaunch, ChildProgram.Failure> {
        var ends: [Int32] = [-1, -1]
        let status = gate_pipe(&ends)
        if status < 0 { return .failure(.init(error: -status)) }
        let input = gate_open_reserve()
        defer {
            gate_close(ends[1])
            if input >= 0 { gate_close(input) }
        }
        do throws(ChildProgram.Failure) {
            let process = try program.start(input: input, output: ends[1], error: 2)
            return .success(CommandLaunch(process: process, output: ends[0]))
        } catch {
            gate_close(ends[0])
            return .failure(error)
        }
    }
}

/// Carries a run through another thread back to its loop; only the loop opens it.
private struct CommandMail: @unchecked Sendable {
    let run: CommandRun
}

// The processes of one function and the invocations that wait for one. A process is started when there are more
// waiting invocations than processes on their way; the one that was used last is used first, so that a pool shrinks
// to what the load needs.

import GateBytes
import GateLoop

/// One function's processes. It handles its own timer: the pause after starts that failed.
final class FunctionPool: EventHandler {
    unowned let supervisor: Supervisor
    let function: LocalFunction
    /// The ARN without a qualifier.
    let arn: [UInt8]
    /// Every process that has not ended, also those that are being ended.
    private var processes: [FunctionProcess] = []
    /// Those that wait for an invocation, the one used last behind.
    private var idle: [FunctionProcess] = []
    private var waiting: [Invocation] = []
    /// Starts in a row that failed, and until when the next one waits.
    private var failedStarts = 0
    private var startsAgainAt: UInt64 = 0
    private var isRetired = false

    init(_ supervisor: Supervisor, _ function: LocalFunction) {
        self.supervisor = supervisor
        self.function = function
        arn = Array(supervisor.arn(function.name).utf8)
    }

    // MARK: Invocations

    /// Runs an invocation as soon as there is a process for it.
    func invoke(_ invocation: Invocation) {
        if let process = idle.popLast() {
            process.run(invocation)
            return
        }
        if isThrottled(invocation) {
            invocation.complete(.throttled, .empty)
            return
        }
        waiting.append(invocation)
        startProcesses()
    }

    /// AWS: "Understanding Lambda function scaling": above its reserved concurrency an invocation is refused; events
    /// wait. Without reserved concurrency a machine has fewer processes than AWS would have, so that invocations wait.
    private func isThrottled(_ invocation: Invocation) -> Bool {
        if waiting.count >= FunctionLimits.waitingMax { return true }
        guard let concurrency = function.concurrency, !invocation.isAsynchronous else { return false }
        return processes.reduce(0) { $0 + ($1.isBusy ? 1 : 0) } + waiting.count >= concurrency
    }

    /// The next invocation that somebody wants.
    private func takeWaiting() -> Invocation? {
        while !waiting.isEmpty {
            let first = waiting.removeFirst()
            if first.isWanted { return first }
        }
        return nil
    }

    // MARK: Processes

    /// Starts what the waiting invocations need.
    private func startProcesses() {
        if isRetired { return }
        var starting = 0
        var alive = 0
        for process in processes {
            if process.isComing { starting += 1 }
            if !process.isEnding { alive += 1 }
        }
        while starting < waiting.count, alive < function.processesMax {
            if supervisor.loop.now < startsAgainAt {
                supervisor.loop.setTimer(self, at: startsAgainAt)
                return
            }
            switch FunctionProcess.start(self) {
            case .success(let process):
                processes.append(process)
                supervisor.started(process)
                starting += 1
                alive += 1
            case .failure(let problem):
                supervisor.log(function.name, problem.text)
                startFailed { invocation, out in
                    FunctionErrors.environment(
                        "Runtime.InvalidEntrypoint", invocation.identifier, problem.text, to: &out)
                }
            }
        }
    }

    override func timerExpired() { startProcesses() }

    /// A process has begun to ask for invocations.
    func started(_ process: FunctionProcess) { failedStarts = 0 }

    /// A process asks for an invocation.
    func ready(_ process: FunctionProcess) {
        if isRetired {
            process.shutDown()
            return
        }
        if let next = takeWaiting() {
            process.run(next)
        } else {
            idle.append(process)
            process.becomeIdle()
        }
    }

    /// A process does not ask any more.
    func notReady(_ process: FunctionProcess) { idle.removeAll { $0 === process } }

    /// A start has come to nothing: the invocation that waits longest fails with it, further starts wait a little.
    func startFailed(_ payload: (Invocation, inout ByteBuffer) -> Void) {
        failedStarts += 1
        let pause = min(50 << min(failedStarts, 8), FunctionLimits.startPauseMillisecondsMax)
        startsAgainAt = supervisor.loop.now + UInt64(pause) * 1000
        guard let invocation = takeWaiting() else { return }
        var out = ByteBuffer()
        payload(invocation, &out)
        finish(invocation, .failure, out.view)
    }

    /// A process does not serve any more; when it has ended, `gone` follows.
    func ending(_ process: FunctionProcess) {
        notReady(process)
        startProcesses()
    }

    /// A process has ended.
    func gone(_ process: FunctionProcess) {
        notReady(process)
        processes.removeAll { $0 === process }
        supervisor.ended(process)
        startProcesses()
    }

    /// Ends an invocation with what its process made of it.
    func finish(_ invocation: Invocation, _ outcome: Outcome, _ payload: ByteView) {
        if invocation.isAsynchronous, outcome == .failure { supervisor.retryLater(invocation) }
        invocation.complete(outcome, payload)
    }

    /// The pool takes no more invocations; its processes end after what they do. The invocations that waited.
    func retire() -> [Invocation] {
        isRetired = true
        supervisor.loop.cancelTimer(self)
        let left = waiting
        waiting = []
        for process in processes where !process.isBusy { process.shutDown() }
        return left
    }
}

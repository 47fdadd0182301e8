// What a host is told: functions, the account and region they believe to be in, where to listen, where logs go.

import GateLoop

/// A function that runs on this machine.
package struct LocalFunction: Equatable, Sendable {
    /// What is started for it.
    package enum Program: Equatable, Sendable {
        /// An executable that speaks the Lambda runtime API, with its arguments.
        case command([String])
        /// A handler that a built-in client calls.
        case handler(String, RuntimeClient)
    }

    package let name: String
    package let program: Program
    /// Where it runs, `LAMBDA_TASK_ROOT`; empty for the host's own folder.
    package let folder: String
    package var timeoutMilliseconds = 3_000
    /// Told to the function, not enforced.
    package var memoryMegabytes = 128
    /// Variables beside those of Lambda.
    package var environment: [(name: String, value: String)] = []
    /// Reserved concurrency: invocations above it are throttled. Without it, `FunctionLimits.processesMax` run and
    /// others wait.
    package var concurrency: Int?

    package init(name: String, program: Program, folder: String = "") {
        self.name = name
        self.program = program
        self.folder = folder
    }

    package static func == (left: LocalFunction, right: LocalFunction) -> Bool {
        left.name == right.name && left.program == right.program && left.folder == right.folder
            && left.timeoutMilliseconds == right.timeoutMilliseconds
            && left.memoryMegabytes == right.memoryMegabytes && left.concurrency == right.concurrency
            && left.environment.elementsEqual(right.environment) { $0 == $1 }
    }

    /// How many processes it may have.
    var processesMax: Int { concurrency ?? FunctionLimits.processesMax }

    /// The handler's name as the environment has it.
    var handlerName: String {
        if case .handler(let name, _) = program { return name }
        return "handler"
    }
}

/// Options of a host.
package struct FunctionHostOptions: Sendable {
    package var listenHost = "127.0.0.1"
    /// 0 takes any free port; `FunctionHost.port` tells which.
    package var listenPort: UInt16 = 0
    package var region = "us-east-1"
    /// AWS's example account.
    package var accountID = "123456789012"
    /// What functions inherit: `NAME=VALUE`.
    package var environment: [String] = []
    /// Times of `FunctionLimits` that differ from there.
    package var initMilliseconds = FunctionLimits.initMilliseconds
    package var idleMilliseconds = FunctionLimits.idleMilliseconds
    package var retryMilliseconds = FunctionLimits.retryMilliseconds
    /// Where lines of functions go; nil drops them.
    package var log: LogWriter?

    package init() {}
}

/// Bounds of a host. All are ours unless a source is named.
package enum FunctionLimits {
    /// Payload of a synchronous invocation, in bytes. AWS: "Lambda quotas", invocation payload.
    package static let payloadBytesMax = 6 * 1024 * 1024
    /// Payload of an asynchronous invocation, in bytes. AWS: "Lambda quotas", invocation payload.
    package static let eventBytesMax = 1024 * 1024
    /// Answer of a function, in bytes. AWS: the text of `Function.ResponseSizeTooLarge`.
    package static let answerBytesMax = 6_291_556
    /// Answer that a function streams, in bytes. AWS: "Lambda quotas", streamed response payload, 200 MB.
    package static let streamBytesMax = 200 * 1024 * 1024
    /// Time between the end of a streamed answer's connection and the end of the process that is its reason.
    package static let breakMilliseconds = 100
    /// Streamed answer waiting for a slow client: above this the function is not read.
    package static let streamPendingBytesMax = 256 * 1024
    /// Trailers of a streamed answer, which carry an error's object in base64.
    package static let trailerBytesMax = 64 * 1024
    /// An error's object in the last message of a streamed answer; longer ones are cut.
    package static let errorDetailsBytesMax = 256 * 1024
    /// Processes of a function without reserved concurrency.
    package static let processesMax = 10
    /// Invocations that wait for a process of a function. AWS: "Lambda quotas", concurrent executions.
    package static let waitingMax = 1_000
    /// Failed asynchronous invocations that wait for another attempt, of all functions.
    package static let retriesMax = 1_000
    /// Time from start to the first `next`, in milliseconds, or the function's timeout when that is longer. AWS:
    /// "Lambda execution environment lifecycle", init phase.
    package static let initMilliseconds = 10_000
    /// Time without an invocation after which a process is ended.
    package static let idleMilliseconds = 300_000
    /// Time between SIGTERM and SIGKILL. AWS: "Lambda execution environment lifecycle", shutdown phase, 500 ms.
    package static let shutdownMilliseconds = 500
    /// Longest pause between starts of a function that fails at its start.
    package static let startPauseMillisecondsMax = 2_000
    /// Longest line of a function's output; longer ones are cut.
    package static let logLineBytesMax = 64 * 1024
    /// Log that an invocation answers with, before base64. AWS: Invoke, LogResult, last 4 KB.
    package static let logTailBytesMax = 4 * 1024
    /// Client context in base64, in bytes. AWS: Invoke, ClientContext.
    package static let clientContextBytesMax = 3_583
    /// Clients of the Invoke API at once.
    package static let connectionsMax = 4_096
    /// Connections of one process to its runtime API.
    package static let runtimeConnectionsMax = 16
    /// Time between requests on a connection to the Invoke API: longer than clients keep unused ones.
    package static let keepAliveMilliseconds = 120_000
    /// Pauses before the attempts of an asynchronous invocation that failed. AWS: "How Lambda handles errors and
    /// retries with asynchronous invocation": two retries, after one minute and two.
    package static let retryMilliseconds = [60_000, 120_000]
}

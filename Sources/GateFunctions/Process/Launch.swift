// Starting a process: what it is called with, what it finds in its environment, where its output goes.

import CGateSystem
import GateBytes
import GateLoop
import GateWire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a process could not be started.
enum LaunchProblem: Error {
    /// The program cannot be executed, with the system's reason.
    case program(String, Int32)
    case system(Int32)

    /// As Go, and so AWS, words it.
    var text: String {
        switch self {
        case .program(let name, let error): return "fork/exec \(name): \(LaunchProblem.systemText(error))"
        case .system(let error): return "fork/exec: \(LaunchProblem.systemText(error))"
        }
    }

    private static func systemText(_ error: Int32) -> String { String(cString: strerror(error)).lowercased() }
}

/// Starts processes.
enum Launch {
    /// A process and this side of its pipes.
    struct Result {
        let process: Int32
        /// Readable once the process has ended.
        let watched: Int32
        let output: Int32
        let error: Int32
    }

    /// Starts a process whose runtime API answers on a port of loopback.
    static func run(_ pool: FunctionPool, port: UInt16) -> Swift.Result<Result, LaunchProblem> {
        let function = pool.function
        var output: [Int32] = [-1, -1]
        var error: [Int32] = [-1, -1]
        var input: Int32 = -1
        var owned: [Int32] = []
        defer { for descriptor in owned { gate_close(descriptor) } }
        var status = gate_pipe(&output)
        if status < 0 { return .failure(.system(-status)) }
        owned += output
        status = gate_pipe(&error)
        if status < 0 { return .failure(.system(-status)) }
        owned += error
        let arguments: [String]
        switch function.program {
        case .command(let words):
            arguments = words
            input = gate_open_reserve()
        case .handler(_, let client):
            arguments = client.arguments
            input = client.source.withByteView { gate_memory_file($0.base, $0.count) }
        }
        if input < 0 { return .failure(.system(-input)) }
        owned.append(input)
        let program = ChildProgram(
            arguments: arguments, environment: environment(pool, port: port), folder: function.folder)
        let started: ChildProgram.Process
        do throws(ChildProgram.Failure) {
            started = try program.start(input: input, output: output[1], error: error[1])
        } catch {
            return .failure(.program(arguments.first ?? "", error.error))
        }
        owned.removeAll { $0 == output[0] || $0 == error[0] }
        return .success(
            Result(process: started.identifier, watched: started.watched, output: output[0], error: error[0]))
    }

    /// AWS: "Working with Lambda environment variables", defined runtime variables. What a later one sets counts, so
    /// the function's own come after the host's and Lambda's after both.
    private static func environment(_ pool: FunctionPool, port: UInt16) -> [String] {
        let function = pool.function
        let options = pool.supervisor.options
        var names: [String] = []
        var values: [String: String] = [:]
        func set(_ name: String, _ value: String) {
            if values.updateValue(value, forKey: name) == nil { names.append(name) }
        }
        set("LANG", "en_US.UTF-8")
        set("PATH", "/usr/local/bin:/usr/bin/:/bin")
        for pair in options.environment {
            guard let sign = pair.firstIndex(of: "=") else { continue }
            set(String(pair[..<sign]), String(pair[pair.index(after: sign)...]))
        }
        set("TZ", ":UTC")
        set("AWS_REGION", options.region)
        set("AWS_DEFAULT_REGION", options.region)
        for (name, value) in function.environment { set(name, value) }
        set("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:\(port)")
        set("AWS_LAMBDA_FUNCTION_NAME", function.name)
        set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String(function.memoryMegabytes))
        set("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
        set("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/\(function.name)")
        set("AWS_LAMBDA_LOG_STREAM_NAME", logStream(pool))
        set("LAMBDA_TASK_ROOT", function.folder)
        set("_HANDLER", function.handlerName)
        return names.map { "\($0)=\(values[$0] ?? "")" }
    }

    /// AWS: "Lambda function logs": `2026/11/27/[$LATEST]` and 32 digits.
    private static func logStream(_ pool: FunctionPool) -> String {
        var text = ByteBuffer()
        HTTPDate.appendISO(epochMilliseconds: pool.supervisor.loop.wallMilliseconds, to: &text)
        let day = String(text.view).prefix(10).split(separator: "-").joined(separator: "/")
        return "\(day)/[$LATEST]\(pool.supervisor.newDigits())"
    }
}

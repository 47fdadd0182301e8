// The functions of a configuration as a running host: `run` has one beside its server, `functions` has nothing else.

import GateConfig
import GateFunctions
import GateLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A host that runs the functions of a configuration.
final class FunctionService {
    private let host: FunctionHost
    private let log: LogWriter
    private(set) var names: [String]

    /// Starts the host; its functions start with their first invocations.
    init(_ configuration: Configuration, listen: HostPort) throws(CommandFailure) {
        let notice: (StaticString, StaticString) = ("", " lines of functions were dropped\n")
        guard let log = LogWriter(STDERR_FILENO, dropNotice: notice) else {
            throw .unusable(FunctionHostError.resources.description)
        }
        self.log = log
        var options = FunctionHostOptions()
        options.listenHost = listen.host
        options.listenPort = listen.port
        options.region =
            Terminal.environment("AWS_REGION") ?? Terminal.environment("AWS_DEFAULT_REGION") ?? options.region
        options.environment = Terminal.environment
        options.log = log
        names = configuration.functions.map(\.name)
        do throws(FunctionHostError) {
            host = try FunctionHost(options, functions: FunctionService.functions(configuration))
            try host.start()
        } catch {
            throw .unusable(error.description, help: "let the system choose a port: --listen \(listen.host):0")
        }
        endpoint = "http://" + HostPort.text(listen.host, host.port)
    }

    /// The base URL of the Invoke API.
    let endpoint: String

    /// Where each function is invoked, by name.
    var endpoints: [String: String] { Dictionary(names.map { ($0, endpoint) }) { $1 } }

    /// What people read when it starts.
    var banner: String {
        let list = names.isEmpty ? "no functions" : "functions " + names.joined(separator: ", ")
        return "\(list) on \(endpoint)"
    }

    /// Runs what a changed configuration says, in new processes.
    func publish(_ configuration: Configuration) {
        names = configuration.functions.map(\.name)
        host.publish(FunctionService.functions(configuration))
    }

    /// Ends all processes.
    func stop() {
        host.stop()
        log.close()
    }

    func invoke(_ name: String, _ payload: [UInt8]) throws(CommandFailure) -> FunctionAnswer {
        do throws(FunctionRefusal) {
            return try host.invoke(name, payload: payload)
        } catch {
            switch error {
            case .unknownFunction:
                let known = names.isEmpty ? nil : "known are \(names.joined(separator: ", "))"
                throw .unusable("no function is named `\(name)`", help: known)
            case .throttled: throw .refused("the function `\(name)` takes no invocation: its `concurrency` is 0")
            case .payload:
                throw .unusable("the payload is not JSON of at most \(FunctionLimits.payloadBytesMax) bytes")
            }
        }
    }

    // MARK: Settings

    private static func functions(_ configuration: Configuration) -> [LocalFunction] {
        configuration.functions.map { settings in
            var function = LocalFunction(
                name: settings.name, program: program(settings.program), folder: absolute(settings.folder))
            function.timeoutMilliseconds = settings.timeoutSeconds * 1000
            function.memoryMegabytes = settings.memoryMegabytes
            function.environment = settings.environment.map { ($0.name, $0.value) }
            function.concurrency = settings.concurrency
            return function
        }
    }

    private static func program(_ program: FunctionProgram) -> LocalFunction.Program {
        switch program {
        case .command(let words): return .command(words)
        case .handler(let name, .python3, _): return .handler(name, .python3)
        case .handler(let name, .node, _): return .handler(name, .node)
        }
    }

    /// A folder without links; one that is not there as it was written, so that the start tells.
    private static func absolute(_ folder: String) -> String {
        guard let resolved = realpath(folder.isEmpty ? "." : folder, nil) else { return folder }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

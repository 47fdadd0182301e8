// Reads `functions:`.

import GateBytes
import GateSource
import GateTree

/// The reader of functions.
struct FunctionsReader {
    let folder: String
    let sink: DiagnosticSink
    let fileExists: (String) -> Bool

    private static let members = [
        "command", "handler", "code", "runtime", "timeout", "memory", "environment", "concurrency",
    ]

    /// The functions that are sound.
    func read(_ functions: Node) -> [FunctionSettings] {
        if functions.count > FunctionBounds.countMax {
            sink.report(ConfigurationProblem.tooManyFunctions(functions.count, at: functions.keyRange))
            return []
        }
        return functions.members.compactMap(read)
    }

    private func read(_ member: Member) -> FunctionSettings? {
        let name = member.key
        let isNamed = FunctionsReader.isName(name)
        if !isNamed { sink.report(ConfigurationProblem.functionName(name, at: member.keyRange)) }
        let section = Section(member.value, "the function `\(name)`", sink)
        guard section.isObject else { return nil }
        section.reportUnknown(known: FunctionsReader.members)
        let code = FunctionsReader.joined(folder, section.string("code")?.value ?? "")
        let program = program(section, member, code)
        let timeout = section.integer("timeout", in: FunctionBounds.timeoutSeconds)
        let memory = section.integer("memory", in: FunctionBounds.memoryMegabytes)
        let environment = environment(section)
        let concurrency = section.integer("concurrency", in: FunctionBounds.concurrency)
        guard isNamed, let program else { return nil }
        var settings = FunctionSettings(name: name, program: program, folder: code)
        settings.timeoutSeconds = timeout ?? settings.timeoutSeconds
        settings.memoryMegabytes = memory ?? settings.memoryMegabytes
        settings.environment = environment
        settings.concurrency = concurrency
        return settings
    }

    // MARK: Programs

    private func program(_ section: Section, _ member: Member, _ code: String) -> FunctionProgram? {
        let runtime = runtime(section)
        switch (section.value("command"), section.value("handler")) {
        case (nil, nil):
            sink.report(ConfigurationProblem.programMissing(member.key, at: member.keyRange))
            return nil
        case (let command?, nil): return self.command(section, command)
        case (nil, .some): return handler(section, code, runtime)
        case (let command?, let handler?):
            sink.report(
                ConfigurationProblem.programTwice(member.key, at: handler.keyRange, first: command.keyRange))
            return nil
        }
    }

    private func command(_ section: Section, _ node: Node) -> FunctionProgram? {
        if let word = node.string {
            guard !word.isEmpty, !word.utf8.contains(where: ASCII.isBlank) else {
                sink.report(ConfigurationProblem.commandText(word, at: node.range))
                return nil
            }
            return .command([word])
        }
        guard let words = section.strings("command") else { return nil }
        guard words.first?.isEmpty == false else {
            sink.report(ConfigurationProblem.commandText("", at: node.keyRange))
            return nil
        }
        return .command(words)
    }

    private func runtime(_ section: Section) -> FunctionRuntime? {
        guard let name = section.string("runtime") else { return nil }
        if let runtime = FunctionRuntime(named: name.value) { return runtime }
        sink.report(ConfigurationProblem.runtimeUnknown(name.value, at: name.range))
        return nil
    }

    /// `module.function`; the module may lie in folders: `src/app.handler`.
    private func handler(_ section: Section, _ code: String, _ runtime: FunctionRuntime?) -> FunctionProgram? {
        guard let handler = section.string("handler") else { return nil }
        guard let dot = handler.value.lastIndex(of: "."), dot != handler.value.startIndex,
            handler.value.index(after: dot) != handler.value.endIndex
        else {
            sink.report(ConfigurationProblem.handlerMalformed(handler.value, at: handler.range))
            return nil
        }
        // A runtime that is not known has been reported; looking for files would report a second time.
        if runtime == nil, section.value("runtime") != nil { return nil }
        let module = String(handler.value[..<dot])
        var looked: [String] = []
        for candidate in runtime.map({ [$0] }) ?? FunctionRuntime.allCases {
            // Python writes a module in a package with dots.
            let file = candidate == .python3 ? String(module.map { $0 == "." ? "/" : $0 }) : module
            for suffix in candidate.suffixes {
                let path = FunctionsReader.joined(code, file + suffix)
                if fileExists(path) { return .handler(handler.value, candidate, path: path) }
                looked.append(file + suffix)
            }
        }
        sink.report(ConfigurationProblem.handlerFile(looked, folder: code, at: handler.range))
        return nil
    }

    // MARK: Environment

    private func environment(_ section: Section) -> [EnvironmentVariable] {
        guard let map = section.object("environment") else { return [] }
        var variables: [EnvironmentVariable] = []
        var size = 0
        for member in map.members {
            guard let value = member.value.scalarText else {
                section.report("`\(member.key)`", member.value, "a string")
                continue
            }
            guard FunctionsReader.isVariableName(member.key), !value.utf8.contains(0) else {
                sink.report(ConfigurationProblem.variableName(member.key, at: member.keyRange))
                continue
            }
            if FunctionsReader.reserved.contains(member.key) {
                sink.report(ConfigurationProblem.variableReserved(member.key, at: member.keyRange))
                continue
            }
            size += member.key.utf8.count + value.utf8.count
            variables.append(EnvironmentVariable(name: member.key, value: value))
        }
        if size > FunctionBounds.environmentBytesMax {
            sink.report(ConfigurationProblem.environmentTooLarge(size, at: map.keyRange))
        }
        return variables
    }

    /// Variables that Lambda sets itself. AWS: "Working with Lambda environment variables", reserved; credentials and
    /// the region are left to the file, which is how a local function is given other ones.
    static let reserved: Set = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
    ]

    // MARK: Names

    /// AWS: CreateFunction, FunctionName: letters, digits, `-` and `_`.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= FunctionBounds.nameBytesMax
            && name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x5f }
    }

    /// AWS: Environment, Variables: `[a-zA-Z]([a-zA-Z0-9_])+`; one letter does no harm, nor does `_` in front.
    static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !ASCII.isDigit(first) else { return false }
        return name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x5f }
    }

    /// A path seen from a folder; empty for the current one.
    static func joined(_ folder: String, _ path: String) -> String {
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        if rest == "." { rest = "" }
        if rest.hasPrefix("/") || folder.isEmpty { return String(rest) }
        if rest.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + rest : folder + "/" + rest
    }
}

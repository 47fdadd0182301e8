// Options of every subcommand that takes a specification.

import ArgumentParser
import GateOpenAPI

/// How specifications are read and compiled.
struct SourceOptions: ParsableArguments {
    @Option(
        name: .customLong("param"), parsing: .singleValue,
        help: ArgumentHelp(
            "Value of a CloudFormation parameter, resource or attribute; may be repeated.", valueName: "NAME=VALUE"))
    var parameters: [NameValue] = []

    @Option(
        name: .customLong("allow-root"), parsing: .singleValue,
        help: ArgumentHelp("Further folder that references may read from; may be repeated.", valueName: "DIR"),
        completion: .directory)
    var allowedRoots: [String] = []

    @Flag(name: .customLong("mock"), help: "Operations without an integration answer from their examples and schemas.")
    var mocks = false

    @Option(help: "Also say what a platform would refuse, drop or change.")
    var target: Target?

    @Option(help: "What kind of API the specifications are for; without it they say so themselves.")
    var kind: SpecifiedKind?

    /// A platform to be portable to.
    enum Target: String, ExpressibleByArgument, CaseIterable {
        case aws
    }

    /// What the compile job is asked for.
    var settings: CompileSettings {
        var settings = CompileSettings()
        settings.allowedRoots = allowedRoots
        settings.parameters = Dictionary(parameters.map { ($0.name, $0.value) }) { _, last in last }
        settings.mocksMissingIntegrations = mocks
        settings.notesPortability = target == .aws
        settings.kind = kind
        return settings
    }
}

extension SpecifiedKind: ExpressibleByArgument {}

/// `NAME=VALUE`.
struct NameValue: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
        name = String(argument[..<sign])
        value = String(argument[argument.index(after: sign)...])
    }
}

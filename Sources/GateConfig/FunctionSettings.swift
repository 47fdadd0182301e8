// One function of `functions:`.

/// An interpreter whose functions need no runtime client of their own.
package enum FunctionRuntime: String, CaseIterable, Sendable {
    case python3
    case node

    /// Endings of files that may hold a handler, in the order in which AWS's runtimes look for them.
    var suffixes: [String] {
        switch self {
        case .python3: return [".py"]
        case .node: return [".js", ".mjs", ".cjs"]
        }
    }

    /// The runtime of a name as it is written here, or as AWS writes its identifiers: `python3.13`, `nodejs22.x`.
    init?(named name: String) {
        if let known = FunctionRuntime(rawValue: name) {
            self = known
        } else if name.hasPrefix("python3.") {
            self = .python3
        } else if name.hasPrefix("nodejs") {
            self = .node
        } else {
            return nil
        }
    }
}

/// What is started for a function.
package enum FunctionProgram: Equatable, Sendable {
    /// An executable that speaks the Lambda runtime API, with its arguments.
    case command([String])
    /// A handler, `module.function`, of the file `path`.
    case handler(String, FunctionRuntime, path: String)
}

/// A variable of a function's environment.
package struct EnvironmentVariable: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A function.
package struct FunctionSettings: Equatable, Sendable {
    package let name: String
    package var program: FunctionProgram
    /// The folder in which it runs, seen from where the configuration was named.
    package var folder: String
    /// AWS: "Configure Lambda function timeout", default 3 seconds.
    package var timeoutSeconds = 3
    /// Told to the function, not enforced. AWS: "Configure Lambda function memory", default 128 MB.
    package var memoryMegabytes = 128
    package var environment: [EnvironmentVariable] = []
    /// Reserved concurrency; nil when nothing is said.
    package var concurrency: Int?

    init(name: String, program: FunctionProgram, folder: String) {
        self.name = name
        self.program = program
        self.folder = folder
    }
}

/// Bounds of `functions:`; where AWS has a number, it is AWS's.
package enum FunctionBounds {
    /// Longest name, in bytes. AWS: CreateFunction, FunctionName.
    package static let nameBytesMax = 64
    /// Most functions of a file. Ours.
    package static let countMax = 1_000
    /// Seconds. AWS: "Lambda quotas", function timeout.
    package static let timeoutSeconds = 1...900
    /// Megabytes. AWS: "Lambda quotas", function memory allocation.
    package static let memoryMegabytes = 128...10_240
    /// 0 throttles every invocation. AWS: "Lambda quotas", concurrent executions.
    package static let concurrency = 0...1_000
    /// Names and values together, in bytes. AWS: "Lambda quotas", environment variables.
    package static let environmentBytesMax = 4 * 1024
}

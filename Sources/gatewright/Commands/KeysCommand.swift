// `gatewright keys`: the keys of the state folder.

import ArgumentParser
import GateConfig
import GateSource
import GateUsage

/// Commands about API keys.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, import, list and switch API keys.",
        discussion: """
            Keys stand in the state folder, .gatewright beside the configuration unless `state` names another, as \
            digests: a value is shown when its key is made and never again, unless --keep-value is given. `run` reads \
            them when it starts, on SIGHUP, and with --watch when they change.
            """,
        subcommands: [
            KeysCreateCommand.self, KeysImportCommand.self, KeysExportCommand.self, KeysListCommand.self,
            KeysEnableCommand.self, KeysDisableCommand.self, KeysDeleteCommand.self,
        ])
}

/// The configuration that keys belong to.
struct KeyOptions: ParsableArguments {
    @OptionGroup(title: "Configuration") var configured: ConfigurationOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    func load() throws(CommandFailure) -> Configuration {
        try ConfigurationFile.load(configured.config, findings.textReport).configuration
    }

    /// Changes one key of the store.
    func change(
        _ reference: String, _ change: (inout KeyStore, StoredKey) -> Void
    ) throws(CommandFailure) {
        let configuration = try load()
        let folder = StateFolder(configuration.stateFolder)
        guard try folder.readKeys()?.store.find(reference) != nil else {
            throw KeyOptions.unknown(reference, configuration)
        }
        try folder.changeKeys { store, _ throws(CommandFailure) in
            guard let key = store.find(reference) else { throw KeyOptions.unknown(reference, configuration) }
            change(&store, key)
        }
    }

    /// Lets a key be used, or keeps it from being used.
    func enable(_ reference: String, _ isEnabled: Bool) throws(CommandFailure) {
        try change(reference) { store, key in
            var key = key
            key.isEnabled = isEnabled
            store.update(key)
        }
    }

    static func unknown(_ reference: String, _ configuration: Configuration) -> CommandFailure {
        if configuration.keys.contains(where: { $0.id == reference || $0.name == reference }) {
            return .unusable("the key `\(reference)` stands in the configuration", help: "change it there")
        }
        return .unusable(
            "no key has the identifier `\(reference)`, nor is it the name of just one", help: "gatewright keys list")
    }

    /// A plan by its identifier.
    static func plan(_ id: String, _ configuration: Configuration) throws(CommandFailure) -> UsagePlan {
        guard let plan = configuration.usage.plans.first(where: { $0.id == id }) else {
            throw .unusable("there is no usage plan `\(id)`", help: "describe it in `usagePlans`")
        }
        return plan
    }

    /// Whether a key may belong to all of these plans.
    static func check(_ plans: [String], _ configuration: Configuration) throws(CommandFailure) {
        let book = PlanBook(configuration)
        for (index, id) in plans.enumerated() {
            _ = try plan(id, configuration)
            if let refusal = book.refusal(id, Array(plans[..<index])) { throw .unusable(refusal) }
        }
        if plans.count > UsageBounds.plansOfKeyMax {
            throw .unusable("a key belongs to at most \(UsageBounds.plansOfKeyMax) usage plans")
        }
    }
}

/// The usage plans that keys may belong to.
private struct PlanBook {
    private let plans: [String: UsagePlan]

    init(_ configuration: Configuration) {
        plans = Dictionary(configuration.usage.plans.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Why a key of some plans cannot belong to another too; nil when it can.
    func refusal(_ id: String, _ taken: [String]) -> String? {
        guard let plan = plans[id] else { return "there is no usage plan `\(id)`" }
        return UsagePlan.overlap(plan, taken.compactMap { plans[$0] }).map { other, stage in
            "the plans `\(other)` and `\(id)` both cover the stage `\(stage.stage)` of `\(stage.api)`"
        }
    }
}

/// Makes a key.
struct KeysCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key and print its value, once.",
        discussion: """
              gatewright keys create partner-a --plan gold
              KEY=$(gatewright keys create partner-b --plan gold)
              gatewright keys create partner-c --value @secret.txt --disabled
            """)

    @Argument(help: ArgumentHelp("What people call the key.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "The value: @FILE, - for standard input, or the text itself; a random one unless given.",
            valueName: "value"))
    var value: String?

    @Option(
        name: .customLong("plan"), parsing: .singleValue,
        help: ArgumentHelp("A usage plan of the key; may be repeated.", valueName: "id"))
    var plans: [String] = []

    @Option(help: ArgumentHelp("What the key is for.", valueName: "text"))
    var description = ""

    @Option(help: ArgumentHelp("The customer in a market place, customerId.", valueName: "id"))
    var customerId = ""

    @Flag(help: "Keep the key from being used until `keys enable`.")
    var disabled = false

    @Flag(help: "Keep the value beside its digest, so that `keys export` can write it.")
    var keepValue = false

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        let configuration = try options.load()
        try KeyOptions.check(plans, configuration)
        if name.utf8.count > KeyValue.nameBytesMax {
            throw CommandFailure.unusable(
                "Invalid API Key name, can be at most \(KeyValue.nameBytesMax) characters.")
        }
        var generator = SystemRandomNumberGenerator()
        var text = KeyValue.generated { generator.next() }
        if let value {
            text = String(decoding: try ArgumentText.bytes(value), as: UTF8.self)
            while let last = text.last, last.isNewline { text.removeLast() }
        }
        if let problem = KeyValue.problem(of: text) { throw CommandFailure.unusable(problem) }
        let id = try add(text, configuration)
        Terminal.error(
            keepValue ? "key \(id), its value is kept" : "key \(id), its value is shown this once")
        if !Terminal.output(text + "\n") { throw CommandFailure.unusable("standard output cannot be written") }
    }

    private func add(_ value: String, _ configuration: Configuration) throws(CommandFailure) -> String {
        try StateFolder(configuration.stateFolder).changeKeys { store, hasher throws(CommandFailure) in
            let digest = hasher.digest(of: value)
            if store.contains(digest) || configuration.keys.contains(where: { $0.value == value }) {
                throw .refused("API Key already exists")
            }
            var generator = SystemRandomNumberGenerator()
            var id = KeyValue.identifier { generator.next() }
            while store.contains(id: id) || configuration.keys.contains(where: { $0.id == id }) {
                id = KeyValue.identifier { generator.next() }
            }
            if store.keys.count >= UsageBounds.keysMax {
                throw .refused("there are \(UsageBounds.keysMax) keys already")
            }
            var key = StoredKey(
                id: id, name: name, digest: digest, value: keepValue ? value : nil, isEnabled: !disabled)
            key.description = description
            key.customerId = customerId
            key.plans = plans
            store.append(key)
            return id
        }
    }
}

/// Imports keys.
struct KeysImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take keys from a file in AWS's format and print their identifiers.",
        discussion: """
            The file is CSV with the columns Name and Key and, if need be, Description, Enabled and UsagePlanIds, in \
            any order. A key that is there already gets the file's name, description, state and plans. What cannot be \
            taken is a warning; with --fail-on-warnings one warning keeps all keys out.

              gatewright keys import keys.csv
              gatewright keys import - --fail-on-warnings < keys.csv
            """)

    @Argument(help: ArgumentHelp("The file; - is standard input.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "Import nothing when there is a warning; AWS: failonwarnings.")
    var failOnWarnings = false

    @Flag(help: "Keep values beside their digests, so that `keys export` can write them.")
    var keepValues = false

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        let configuration = try options.load()
        let bytes = try ArgumentText.file(file)
        let book = PlanBook(configuration)
        let result = try StateFolder(configuration.stateFolder).changeKeys { store, hasher throws(CommandFailure) in
            let old = store
            let result = try importKeys(bytes, &store, hasher, book)
            if failOnWarnings, !result.warnings.isEmpty { store = old }
            return result
        }
        for warning in result.warnings { Terminal.error("warning: \(file):\(warning.line): \(warning.text)") }
        if failOnWarnings, !result.warnings.isEmpty {
            throw CommandFailure.refused("nothing is imported, because of what stands above")
        }
        if !Terminal.output(result.ids.map { $0 + "\n" }.joined()) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }

    private func importKeys(
        _ bytes: [UInt8], _ store: inout KeyStore, _ hasher: KeyHasher, _ book: PlanBook
    ) throws(CommandFailure) -> KeyImport {
        var generator = SystemRandomNumberGenerator()
        do throws(KeyFileError) {
            return try store.importKeys(
                bytes, hasher: hasher, keepsValues: keepValues, refusal: book.refusal,
                random: { generator.next() })
        } catch {
            throw .refused("`\(file)` is no key file: \(error.text)")
        }
    }
}

/// Exports keys.
struct KeysExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the keys in AWS's file format.",
        discussion: "The column of values is empty where only digests are kept.")

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        let store = try StateFolder(try options.load().stateFolder).readKeys()?.store ?? KeyStore()
        if !Terminal.output(store.exported) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }
}

/// Lists keys.
struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys of the configuration and the state folder, without values.")

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        let configuration = try options.load()
        let store = try StateFolder(configuration.stateFolder).readKeys()?.store
        var table = Table(header: ["ID", "NAME", "ENABLED", "PLANS", "WHERE"])
        for key in configuration.keys {
            table.add([
                key.id, key.name, key.isEnabled ? "yes" : "no", key.plans.joined(separator: ","), "configuration",
            ])
        }
        for key in store?.keys ?? [] {
            table.add([
                key.id, DisplayText.safe(key.name), key.isEnabled ? "yes" : "no", key.plans.joined(separator: ","),
                key.value == nil ? "state folder" : "state folder, with its value",
            ])
        }
        if !Terminal.output(table.lines(indent: 0).joined(separator: "\n") + "\n") {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }
}

/// Enables a key.
struct KeysEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let a key be used.")

    @Argument(help: ArgumentHelp("The key's identifier or name.", valueName: "key"))
    var key: String

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        try options.enable(key, true)
    }
}

/// Disables a key.
struct KeysDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disable", abstract: "Keep a key from being used.")

    @Argument(help: ArgumentHelp("The key's identifier or name.", valueName: "key"))
    var key: String

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        try options.enable(key, false)
    }
}

/// Deletes a key.
struct KeysDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Forget a key.")

    @Argument(help: ArgumentHelp("The key's identifier or name.", valueName: "key"))
    var key: String

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        try options.change(key) { store, key in store.remove(id: key.id) }
    }
}

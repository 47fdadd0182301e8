// `gatewright store`: the database in the state folder: checked, copied, put back.

import ArgumentParser
import GateSource
import GateStore

/// Commands about the store.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Check, back up and restore what serve keeps.",
        discussion: """
            serve keeps APIs, deployments, stages, keys and plans in store.sqlite of the state folder, one SQLite \
            database. Copies lie in its folder backups: those that are asked for, one a day, of which seven are kept, \
            and one before a new version changes the tables.
            """,
        subcommands: [StoreCheckCommand.self, StoreBackupCommand.self, StoreRestoreCommand.self])
}

/// Whose store.
struct StateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The state folder; the configuration's, .gatewright unless it names one.", valueName: "folder"),
        completion: .directory)
    var state: String?

    @OptionGroup(title: "Configuration") var configured: ConfigurationOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    func folder() throws(CommandFailure) -> String {
        if let state { return state }
        return try ConfigurationFile.load(configured.config, findings.textReport).configuration.stateFolder
    }
}

extension CommandFailure {
    /// A failure of the store: exit code 1 for damage, 2 for the rest.
    static func store(_ error: StoreError, folder: String) -> CommandFailure {
        if case .damaged = error { return .refused(error.text, help: error.help(folder: folder)) }
        return .unusable(error.text, help: error.help(folder: folder))
    }
}

/// Checks the store.
struct StoreCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look at all of the store, also while serve runs; exit code 1 when something is damaged.",
        discussion: """
            Pages and indexes by SQLite's integrity check, records and plans by their checksums and, when no process \
            has the store, the write-ahead log frame by frame.

              gatewright store check --state /var/lib/gatewright
            """)

    @OptionGroup var options: StateOptions

    mutating func run() throws {
        let folder = try options.folder()
        let files = StoreFiles(folder: folder)
        let health: StoreHealth
        do throws(StoreError) {
            health = try StoreHealth.check(files)
        } catch {
            throw CommandFailure.store(error, folder: folder)
        }
        var table = Table(header: ["WHAT", "COUNT"])
        for (kind, count) in health.records { table.add([kind, "\(count)"]) }
        table.add(["plans", "\(health.plans)"])
        table.add(["bytes", "\(health.bytes)"])
        table.add(["backups", "\(files.backupPaths.count)"])
        if !Terminal.output(table.lines(indent: 0).joined(separator: "\n") + "\n") {
            throw CommandFailure.unusable("standard output cannot be written")
        }
        if health.isInUse { Terminal.error("a process has the store: its write-ahead log was not looked at") }
        for damage in health.damage { Terminal.error("error: " + DisplayText.safe(damage.text)) }
        guard let first = health.damage.first else {
            Terminal.error("`\(files.database)` is sound")
            return
        }
        let error = StoreError.damaged(files.database, first, backup: files.lastBackup)
        let hasWay = files.lastBackup != nil || first == .logMissing
        let places = health.damage.count == 1 ? "one place" : "\(health.damage.count) places"
        throw CommandFailure.refused(
            "`\(files.database)` is damaged in \(places)",
            help: hasWay ? error.help(folder: folder) : "there is no sound backup")
    }
}

/// Copies the store.
struct StoreBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store into one file and print its path, also while serve runs.",
        discussion: """
              gatewright store backup
              gatewright store backup /mnt/copies/gatewright.sqlite
            """)

    @Argument(
        help: ArgumentHelp("Where to; a new file in the folder backups unless given.", valueName: "file"),
        completion: .file(extensions: ["sqlite"]))
    var file: String?

    @OptionGroup var options: StateOptions

    mutating func run() throws {
        let folder = try options.folder()
        do throws(StoreError) {
            let path = try StoreBackup.make(of: StoreFiles(folder: folder), at: file)
            if !Terminal.output(path + "\n") { throw .unusable("standard output", reason: "it cannot be written") }
        } catch {
            throw CommandFailure.store(error, folder: folder)
        }
    }
}

/// Puts a copy in the store's place.
struct StoreRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the store's place, while serve does not run.",
        discussion: """
            The backup is checked first. What it replaces is kept in a folder of its own, replaced-TIME, beside it.

              gatewright store restore .gatewright/backups/2026-11-27T04-00-00Z-daily.sqlite
            """)

    @Argument(
        help: ArgumentHelp("The backup.", valueName: "file"), completion: .file(extensions: ["sqlite"]))
    var file: String

    @OptionGroup var options: StateOptions

    mutating func run() throws {
        let folder = try options.folder()
        do throws(StoreError) {
            let aside = try StoreBackup.restore(StoreFiles(folder: folder), from: file)
            Terminal.error("`\(folder)` is as it was in `\(file)`")
            if let aside { Terminal.error("what was there is kept in `\(aside)`") }
        } catch {
            throw CommandFailure.store(error, folder: folder)
        }
    }
}

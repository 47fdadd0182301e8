// `gatewright usage`: what the keys of a plan have used, and more of it. The counts are those that a running server
// counts with; nothing has to be asked or restarted.

import ArgumentParser
import GateBytes
import GateConfig
import GateSource
import GateUsage

/// Commands about uses.
struct UsageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Read and extend what the keys of a usage plan may still call.",
        subcommands: [UsageShowCommand.self, UsageExtendCommand.self])
}

/// A key of a plan.
private struct PlanMember {
    let id: String
    let name: String
}

extension KeyOptions {
    /// A plan, its keys, and the cells that have been counted for them.
    fileprivate func open(
        _ plan: String
    ) throws(CommandFailure) -> (plan: UsagePlan, keys: [PlanMember], cells: [UInt64: UInt32], file: CountsFile) {
        let configuration = try load()
        guard let plan = configuration.usage.plans.first(where: { $0.id == plan }) else {
            throw .unusable("there is no usage plan `\(plan)`", help: "describe it in `usagePlans`")
        }
        let folder = StateFolder(configuration.stateFolder)
        var keys = configuration.keys.filter { $0.plans.contains(plan.id) }.map { PlanMember(id: $0.id, name: $0.name) }
        for key in try folder.readKeys()?.store.keys ?? [] where key.plans.contains(plan.id) {
            keys.append(PlanMember(id: key.id, name: key.name))
        }
        try folder.make()
        let file = try CountsFile(folder, adding: 1)
        return (plan, keys, file.ledger.index(), file)
    }
}

/// Shows uses.
struct UsageShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print what the keys of a plan have used.",
        discussion: """
            As JSON it is what AWS's GetUsage answers for today: by key, the requests of the day and what remains of \
            the quota.

              gatewright usage show gold
              gatewright usage show gold --key partner-a --format json
            """)

    /// How uses are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: ArgumentHelp("The usage plan.", valueName: "plan"))
    var plan: String

    @Option(help: ArgumentHelp("One key, by identifier or name.", valueName: "key"))
    var key: String?

    @Option(help: "A table, or JSON.")
    var format = Format.text

    @OptionGroup var options: KeyOptions

    mutating func run() throws {
        var (plan, keys, cells, file) = try options.open(plan)
        file.finishAdding()
        if let key {
            keys = keys.filter { $0.id == key || $0.name == key }
            if keys.isEmpty { throw CommandFailure.unusable("the plan `\(plan.id)` has no key `\(key)`") }
        }
        let day = UsageService.day
        let readings = keys.map { key in
            cells[UsageLedger.identity(key: key.id, plan: plan.id)].map {
                file.ledger.reading($0, plan.quota, day: day)
            }
                ?? UsageReading.unused(plan.quota)
        }
        let text = format == .json ? json(plan, keys, readings, day) : table(plan, keys, readings, day)
        if !Terminal.output(text + "\n") { throw CommandFailure.unusable("standard output cannot be written") }
    }

    private func table(_ plan: UsagePlan, _ keys: [PlanMember], _ readings: [UsageReading], _ day: Int) -> String {
        var table = Table(header: ["KEY", "NAME", "TODAY", "YESTERDAY", "REMAINING", "UNTIL"])
        for (key, reading) in zip(keys, readings) {
            table.add([
                key.id, DisplayText.safe(key.name), "\(reading.today)", "\(reading.yesterday)",
                plan.quota.map { "\(max(0, $0.limit - reading.consumed)) of \($0.limit)" } ?? "no quota",
                plan.quota.map { CivilDay($0.period.end(ofDay: day)).text } ?? "",
            ])
        }
        return table.lines(indent: 0).joined(separator: "\n")
    }

    private func json(_ plan: UsagePlan, _ keys: [PlanMember], _ readings: [UsageReading], _ day: Int) -> String {
        let date = CivilDay(day).text
        var out = JSONOutput()
        out.object { out in
            out.member("usagePlanId", plan.id)
            out.member("startDate", date)
            out.member("endDate", date)
            out.key("items")
            out.object { out in
                for (key, reading) in zip(keys, readings) {
                    out.key(key.id)
                    out.array { out in
                        out.array { out in
                            out.value(reading.today)
                            if let quota = plan.quota { out.value(max(0, quota.limit - reading.consumed)) }
                        }
                    }
                }
            }
        }
        return out.string
    }
}

/// Extends a quota.
struct UsageExtendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend",
        abstract: "Set what remains of a key's quota in the current period.",
        discussion: "  gatewright usage extend gold partner-a --remaining 500")

    @Argument(help: ArgumentHelp("The usage plan.", valueName: "plan"))
    var plan: String

    @Argument(help: ArgumentHelp("The key's identifier or name.", valueName: "key"))
    var key: String

    @Option(help: ArgumentHelp("Requests until the period ends; may be more than the quota.", valueName: "n"))
    var remaining: Int

    @OptionGroup var options: KeyOptions

    mutating func validate() throws {
        if remaining < 0 || remaining > UsageBounds.quotaMax {
            throw ValidationError("--remaining takes 0 to \(UsageBounds.quotaMax)")
        }
    }

    mutating func run() throws {
        let (plan, keys, cells, file) = try options.open(plan)
        guard let quota = plan.quota else {
            throw CommandFailure.unusable("the plan `\(plan.id)` has no quota to extend")
        }
        let named = keys.filter { $0.id == key || $0.name == key }
        guard let key = keys.first(where: { $0.id == key }) ?? (named.count == 1 ? named.first : nil) else {
            throw CommandFailure.unusable("the plan `\(plan.id)` has no key `\(key)`, or several of that name")
        }
        let identity = UsageLedger.identity(key: key.id, plan: plan.id)
        let day = UsageService.day
        guard let cell = cells[identity] ?? file.ledger.add(identity: identity, quota: quota, day: day) else {
            throw CommandFailure.unusable("there is no room for counts")
        }
        file.finishAdding()
        file.ledger.setRemaining(cell, remaining, quota, day: day)
        file.save()
        Terminal.error("\(key.id): \(remaining) requests until \(CivilDay(quota.period.end(ofDay: day)).text)")
    }
}

extension UsageReading {
    /// A key that has not been counted: its first period begins with the quota's offset.
    fileprivate static func unused(_ quota: QuotaSettings?) -> UsageReading {
        var reading = UsageReading()
        reading.consumed = quota?.offset ?? 0
        return reading
    }
}

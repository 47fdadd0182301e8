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
    ) throws(CommandFailure) -> OpenPlan {
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
        return OpenPlan(plan: plan, keys: keys, cells: file.ledger.index(), file: file, folder: folder)
    }
}

/// A plan with what has been counted.
private struct OpenPlan {
    let plan: UsagePlan
    var keys: [PlanMember]
    let cells: [UInt64: UInt32]
    let file: CountsFile
    let folder: StateFolder

    func cell(of key: PlanMember) -> UInt32? { cells[UsageLedger.identity(key: key.id, plan: plan.id)] }

    func reading(of key: PlanMember, day: Int) -> UsageReading {
        cell(of: key).map { file.ledger.reading($0, plan.quota, day: day) } ?? .unused(plan.quota)
    }

    /// By key, what each day had: of days that have ended from the history, else from the counts.
    func history(_ days: ClosedRange<Int>, today: Int) throws(CommandFailure) -> [[(used: Int, remaining: Int?)]] {
        var kept: [Int: [String: DayUsage]] = [:]
        for day in days where day < today {
            guard let usages = try folder.readDay(day) else { continue }
            kept[day] = Dictionary(
                usages.filter { $0.plan == plan.id }.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        }
        return keys.map { key in
            let cell = cell(of: key)
            return UsageHistory.run(days, plan.quota) { day in
                if day == today {
                    let reading = reading(of: key, day: day)
                    return (reading.today, plan.quota.map { max(0, $0.limit - reading.consumed) })
                }
                if let known = kept[day] { return known[key.id].map { ($0.used, $0.remaining) } }
                guard let cell, let found = file.ledger.days(cell).first(where: { $0.day == day }) else { return nil }
                return (found.requests, plan.quota.flatMap { file.ledger.remaining(cell, $0, endOf: day) })
            }
        }
    }
}

/// Shows uses.
struct UsageShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print what the keys of a plan have used.",
        discussion: """
            As JSON it is what AWS's GetUsage answers: by key, for each day the requests and what remained of the \
            quota. Days that have ended are kept for 90 days.

              gatewright usage show gold
              gatewright usage show gold --key partner-a --format json
              gatewright usage show gold --start-date 2026-11-01 --end-date 2026-11-30 --format csv
            """)

    /// How uses are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    @Argument(help: ArgumentHelp("The usage plan.", valueName: "plan"))
    var plan: String

    @Option(help: ArgumentHelp("One key, by identifier or name.", valueName: "key"))
    var key: String?

    @Option(help: ArgumentHelp("The first day, in UTC; the last one unless given.", valueName: "yyyy-mm-dd"))
    var startDate: String?

    @Option(help: ArgumentHelp("The last day, in UTC; today unless given.", valueName: "yyyy-mm-dd"))
    var endDate: String?

    @Option(help: "A table, JSON, or lines of date, key, used and remaining.")
    var format = Format.text

    @OptionGroup var options: KeyOptions

    mutating func validate() throws { _ = try days(today: UsageService.day) }

    /// The days that are asked for.
    private func days(today: Int) throws -> ClosedRange<Int> {
        func day(_ text: String) throws -> Int {
            guard let day = CivilDay.number(text) else { throw ValidationError("`\(text)` is no date: yyyy-mm-dd") }
            return day
        }
        let last = try endDate.map(day) ?? today
        let first = try startDate.map(day) ?? last
        if last > today { throw ValidationError("--end-date lies in the future") }
        if first > last { throw ValidationError("--start-date lies behind --end-date") }
        if last - first > UsageHistory.daysMax {
            throw ValidationError("days are kept for \(UsageHistory.daysMax) days, and no more are shown at once")
        }
        return first...last
    }

    mutating func run() throws {
        var open = try options.open(plan)
        open.file.finishAdding()
        if let key {
            open.keys = open.keys.filter { $0.id == key || $0.name == key }
            if open.keys.isEmpty { throw CommandFailure.unusable("the plan `\(open.plan.id)` has no key `\(key)`") }
        }
        let today = UsageService.day
        let days = try days(today: today)
        if format == .text, days == today...today {
            return try show(table(open, today))
        }
        let history = try open.history(days, today: today)
        switch format {
        case .json: try show(json(open, days, history))
        case .csv:
            var lines = ["date,key,used,remaining"]
            forEach(open, days, history) { date, key, used, remaining in
                lines.append("\(date),\(key.id),\(used),\(remaining.map(String.init) ?? "")")
            }
            try show(lines.joined(separator: "\n"))
        case .text:
            var table = Table(header: ["DATE", "KEY", "NAME", "USED", "REMAINING"])
            forEach(open, days, history) { date, key, used, remaining in
                table.add([
                    date, key.id, DisplayText.safe(key.name), "\(used)", remaining.map(String.init) ?? "no quota",
                ])
            }
            try show(table.lines(indent: 0).joined(separator: "\n"))
        }
    }

    private func forEach(
        _ open: OpenPlan, _ days: ClosedRange<Int>, _ history: [[(used: Int, remaining: Int?)]],
        _ body: (String, PlanMember, Int, Int?) -> Void
    ) {
        for (offset, day) in days.enumerated() {
            for (key, own) in zip(open.keys, history) {
                body(CivilDay(day).text, key, own[offset].used, own[offset].remaining)
            }
        }
    }

    private func show(_ text: String) throws {
        if !Terminal.output(text + "\n") { throw CommandFailure.unusable("standard output cannot be written") }
    }

    private func table(_ open: OpenPlan, _ day: Int) -> String {
        var table = Table(header: ["KEY", "NAME", "TODAY", "YESTERDAY", "REMAINING", "UNTIL"])
        for key in open.keys {
            let reading = open.reading(of: key, day: day)
            table.add([
                key.id, DisplayText.safe(key.name), "\(reading.today)", "\(reading.yesterday)",
                open.plan.quota.map { "\(max(0, $0.limit - reading.consumed)) of \($0.limit)" } ?? "no quota",
                open.plan.quota.map { CivilDay($0.period.end(ofDay: day)).text } ?? "",
            ])
        }
        return table.lines(indent: 0).joined(separator: "\n")
    }

    private func json(
        _ open: OpenPlan, _ days: ClosedRange<Int>, _ history: [[(used: Int, remaining: Int?)]]
    ) -> String {
        var out = JSONOutput()
        out.object { out in
            out.member("usagePlanId", open.plan.id)
            out.member("startDate", CivilDay(days.lowerBound).text)
            out.member("endDate", CivilDay(days.upperBound).text)
            out.key("items")
            out.object { out in
                for (key, own) in zip(open.keys, history) {
                    out.key(key.id)
                    out.array { out in
                        for day in own {
                            out.array { out in
                                out.value(day.used)
                                if let remaining = day.remaining { out.value(remaining) }
                            }
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
        let open = try options.open(plan)
        let (plan, keys, file) = (open.plan, open.keys, open.file)
        guard let quota = plan.quota else {
            throw CommandFailure.unusable("the plan `\(plan.id)` has no quota to extend")
        }
        let named = keys.filter { $0.id == key || $0.name == key }
        guard let key = keys.first(where: { $0.id == key }) ?? (named.count == 1 ? named.first : nil) else {
            throw CommandFailure.unusable("the plan `\(plan.id)` has no key `\(key)`, or several of that name")
        }
        let identity = UsageLedger.identity(key: key.id, plan: plan.id)
        let day = UsageService.day
        guard let cell = open.cells[identity] ?? file.ledger.add(identity: identity, quota: quota, day: day) else {
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

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

/// A plan of the configuration with its keys.
private struct PlanMembers {
    let plan: UsagePlan
    var keys: [(id: String, name: String)] = []
    let folder: StateFolder

    init(_ options: KeyOptions, _ plan: String) throws(CommandFailure) {
        let configuration = try options.load()
        self.plan = try KeyOptions.plan(plan, configuration)
        folder = StateFolder(configuration.stateFolder)
        for key in configuration.keys where key.plans.contains(plan) { keys.append((key.id, key.name)) }
        for key in try folder.readKeys()?.store.keys ?? [] where key.plans.contains(plan) {
            keys.append((key.id, key.name))
        }
    }

    /// The keys of a reference: the one with the identifier, else those with the name.
    func named(_ reference: String) throws(CommandFailure) -> [(id: String, name: String)] {
        if let key = keys.first(where: { $0.id == reference }) { return [key] }
        let named = keys.filter { $0.name == reference }
        if named.isEmpty { throw .unusable("the plan `\(plan.id)` has no key `\(reference)`") }
        return named
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
        var members = try PlanMembers(options, plan)
        if let key { members.keys = try members.named(key) }
        let today = UsageService.day
        let days = try days(today: today)
        let counts = try PlanCounts(
            members.folder, plan: plan, members.plan.quota, keys: members.keys.map(\.id))
        if format == .text, days == today...today {
            return try show(table(members, try counts.days(today - 1...today, today: today), today))
        }
        let history = try counts.days(days, today: today)
        switch format {
        case .json: try show(json(members, days, history))
        case .csv:
            var lines = ["date,key,used,remaining"]
            forEach(members, days, history) { date, key, used, remaining in
                lines.append("\(date),\(key.id),\(used),\(remaining.map(String.init) ?? "")")
            }
            try show(lines.joined(separator: "\n"))
        case .text:
            var table = Table(header: ["DATE", "KEY", "NAME", "USED", "REMAINING"])
            forEach(members, days, history) { date, key, used, remaining in
                table.add([
                    date, key.id, DisplayText.safe(key.name), "\(used)", remaining.map(String.init) ?? "no quota",
                ])
            }
            try show(table.lines(indent: 0).joined(separator: "\n"))
        }
    }

    private func forEach(
        _ members: PlanMembers, _ days: ClosedRange<Int>, _ history: [[DayCount]],
        _ body: (String, (id: String, name: String), Int, Int?) -> Void
    ) {
        for (offset, day) in days.enumerated() {
            for (key, own) in zip(members.keys, history) {
                body(CivilDay(day).text, key, own[offset].used, own[offset].remaining)
            }
        }
    }

    private func show(_ text: String) throws {
        if !Terminal.output(text + "\n") { throw CommandFailure.unusable("standard output cannot be written") }
    }

    /// Yesterday and today.
    private func table(_ members: PlanMembers, _ history: [[DayCount]], _ day: Int) -> String {
        let quota = members.plan.quota
        var table = Table(header: ["KEY", "NAME", "TODAY", "YESTERDAY", "REMAINING", "UNTIL"])
        for (key, own) in zip(members.keys, history) {
            let remaining = own[1].remaining.flatMap { remaining in quota.map { "\(remaining) of \($0.limit)" } }
            table.add([
                key.id, DisplayText.safe(key.name), "\(own[1].used)", "\(own[0].used)", remaining ?? "no quota",
                quota.map { CivilDay($0.period.end(ofDay: day)).text } ?? "",
            ])
        }
        return table.lines(indent: 0).joined(separator: "\n")
    }

    private func json(_ members: PlanMembers, _ days: ClosedRange<Int>, _ history: [[DayCount]]) -> String {
        var out = JSONOutput()
        out.object { out in
            out.member("usagePlanId", members.plan.id)
            out.member("startDate", CivilDay(days.lowerBound).text)
            out.member("endDate", CivilDay(days.upperBound).text)
            out.key("items")
            out.object { out in
                for (key, own) in zip(members.keys, history) {
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
        if !(0...UsageBounds.quotaMax).contains(remaining) {
            throw ValidationError("--remaining takes 0 to \(UsageBounds.quotaMax)")
        }
    }

    mutating func run() throws {
        let members = try PlanMembers(options, plan)
        guard let quota = members.plan.quota else {
            throw CommandFailure.unusable("the plan `\(plan)` has no quota to extend")
        }
        let named = try members.named(key)
        if named.count > 1 {
            throw CommandFailure.unusable(
                "the plan `\(plan)` has several keys `\(key)`", help: "name one by its identifier")
        }
        let day = UsageService.day
        try PlanCounts.setRemaining(remaining, of: named[0].id, in: plan, quota, members.folder, day: day)
        Terminal.error("\(named[0].id): \(remaining) requests until \(CivilDay(quota.period.end(ofDay: day)).text)")
    }
}

// `gatewright inspect`: what a plan holds.

import ArgumentParser
import GatePlan

/// Prints a plan's contents.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Print what a plan holds.",
        discussion: """
            Header, sections, routes, records and the disassembly of every template; the effect column comes from \
            the instruction table.

              gatewright inspect api.plan
              gatewright inspect api.plan --routes --json
            """)

    @Argument(
        help: ArgumentHelp("A plan, or a specification to compile first.", valueName: "plan"), completion: .file())
    var file: String

    @Flag(help: "Only the routes.")
    var routes = false

    @Flag(help: "As JSON, one object.")
    var json = false

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    mutating func run() throws {
        let loaded = try ServedInput.load(file, source.settings, reporting)
        let listing = PlanListing(loaded.plan)
        let parts = routes ? [PlanListing.Part.routes] : PlanListing.Part.allCases
        if !Terminal.output(json ? listing.json(parts) : listing.text(parts)) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }
}

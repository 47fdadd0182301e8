// Options of how findings are filtered and shown.

import ArgumentParser
import GateSource

/// When text is coloured.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    /// Whether to colour text on standard error or standard output. `NO_COLOR` (no-color.org), `CLICOLOR_FORCE`
    /// (bixense.com/clicolors) and `TERM=dumb` decide when the option does not.
    func isOn(terminal: Bool) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            if Terminal.environment("NO_COLOR") != nil { return false }
            if let force = Terminal.environment("CLICOLOR_FORCE"), force != "0" { return true }
            return terminal && Terminal.environment("TERM") != "dumb"
        }
    }
}

/// How a report is written.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif, junit
}

/// Which findings count.
struct FindingOptions: ParsableArguments {
    @Flag(help: "Warnings count as errors.")
    var denyWarnings = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Leave out warnings and notes with this code; may be repeated. Errors stay.", valueName: "CODE"))
    var allow: [CodeArgument] = []

    @Option(help: "When text is coloured.")
    var color = ColourChoice.auto

    /// A report as text, for commands whose standard output is something else.
    var textReport: ReportOptions {
        var options = ReportOptions()
        options.format = .text
        options.filter = self
        return options
    }
}

/// Which findings count, and how they look.
struct ReportOptions: ParsableArguments {
    @Option(help: "Form of the findings. All but text go to standard output.")
    var format = ReportFormat.text

    @OptionGroup var filter: FindingOptions

    /// The report of a job's findings.
    func report(_ job: CompileJob) -> DiagnosticReport { report(job.sink.diagnostics, job.sources) }

    /// The report of some findings.
    func report(_ diagnostics: [Diagnostic], _ sources: SourceMap) -> DiagnosticReport {
        let options = DiagnosticReport.Options(
            deniesWarnings: filter.denyWarnings, allowed: Set(filter.allow.map(\.code)))
        return DiagnosticReport(diagnostics, sources: sources, options: options)
    }

    /// Writes a report: text to standard error (to standard output for `check`), other forms to standard output.
    func write(_ report: DiagnosticReport, textToOutput: Bool = false) throws(CommandFailure) {
        var isWritten = true
        switch format {
        case .text where textToOutput:
            isWritten = Terminal.output(report.text(colours: filter.color.isOn(terminal: Terminal.outputIsTerminal)))
        case .text: Terminal.errorText(report.text(colours: filter.color.isOn(terminal: Terminal.errorIsTerminal)))
        case .json: isWritten = Terminal.output(report.json())
        case .sarif: isWritten = Terminal.output(report.sarif(version: Gatewright.version, rules: RuleBook.rules))
        case .junit: isWritten = Terminal.output(report.junit())
        }
        if !isWritten { throw .unusable("standard output cannot be written") }
    }
}

/// `GW1234`, in any case, the letters optional.
struct CodeArgument: ExpressibleByArgument {
    let code: DiagnosticCode

    init?(argument: String) {
        let digits = argument.uppercased().hasPrefix("GW") ? argument.dropFirst(2) : argument[...]
        guard digits.utf8.count == 4, let number = UInt16(digits) else { return nil }
        code = DiagnosticCode(number)
    }
}

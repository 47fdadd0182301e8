// `gatewright man`: the manual page, in mdoc, made from the argument parser's own description of the command.

import ArgumentParser
import GateSource
import GateTree

/// Prints the manual page.
struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page.",
        discussion: "  gatewright man | man -l -")

    mutating func run() throws {
        let sources = SourceMap()
        let id = sources.add(path: "help.json", bytes: Array(Gatewright._dumpHelp().utf8))
        guard let root = TreeParser.parse(id, sources: sources, sink: DiagnosticSink()), let command = root["command"]
        else { throw CommandFailure.unusable("the parser's description of the command cannot be read") }
        if !Terminal.output(ManPage(command).text) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }
}

/// The page: mdoc(7) macros, one a line.
struct ManPage {
    private(set) var text = ""

    init(_ command: Node) {
        line(".\\\" Made by `make generate`; do not edit.")
        line(".Dd November 2026")
        line(".Dt GATEWRIGHT 1")
        line(".Os")
        line(".Sh NAME")
        line(".Nm gatewright")
        line(".Nd " + escaped(command["abstract"]?.string ?? ""))
        line(".Sh SYNOPSIS")
        line(".Nm")
        line(".Ar subcommand")
        line(".Op Ar option ...")
        line(".Sh DESCRIPTION")
        discussion(command)
        line(".Sh SUBCOMMANDS")
        subcommands(command, below: "")
        line(".Sh EXIT STATUS")
        line("0 fine, 1 the specification or plan has errors, 2 wrong usage or a file or port that cannot be used.")
        line(".Sh ENVIRONMENT")
        line(".Ev NO_COLOR ,")
        line(".Ev CLICOLOR_FORCE")
        line("and")
        line(".Ev TERM")
        line("decide whether text is coloured.")
    }

    /// A section for each subcommand, and after it for each below it: `template`, `template render`.
    private mutating func subcommands(_ command: Node, below parent: String) {
        for sub in command["subcommands"]?.elements ?? [] where sub["commandName"]?.string != "help" {
            let name = parent + (sub["commandName"]?.string ?? "")
            line(".Ss " + escaped(name))
            line(escaped(sub["abstract"]?.string ?? ""))
            discussion(sub)
            arguments(sub)
            subcommands(sub, below: name + " ")
        }
    }

    private mutating func line(_ text: String) { self.text += text + "\n" }

    /// Prose as prose; indented lines, which are examples, as they stand.
    private mutating func discussion(_ command: Node) {
        guard let discussion = command["discussion"]?.string else { return }
        var isLiteral = false
        line(".Pp")
        for part in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
            let isExample = part.hasPrefix(" ")
            if isExample != isLiteral, !part.isEmpty {
                line(isExample ? ".Bd -literal -compact" : ".Ed")
                isLiteral = isExample
            }
            line(part.isEmpty ? ".Pp" : escaped(String(part)))
        }
        if isLiteral { line(".Ed") }
    }

    private mutating func arguments(_ command: Node) {
        let arguments = command["arguments"]?.elements ?? []
        if arguments.isEmpty { return }
        line(".Bl -tag -width Ds")
        for argument in arguments where argument["shouldDisplay"]?.boolean != false {
            line(heading(argument))
            line(escaped(argument["abstract"]?.string ?? ""))
        }
        line(".El")
    }

    private func heading(_ argument: Node) -> String {
        let value = argument["valueName"]?.string ?? ""
        var names: [String] = []
        for name in argument["names"]?.elements ?? [] {
            guard let text = name["name"]?.string else { continue }
            names.append(name["kind"]?.string == "short" ? "Fl \(escaped(text))" : "Fl Fl \(escaped(text))")
        }
        if names.isEmpty { return ".It Ar \(escaped(value))" }
        let isFlag = argument["kind"]?.string == "flag"
        return ".It " + names.joined(separator: " , ") + (isFlag ? "" : " Ar \(escaped(value))")
    }

    /// Text that roff takes as text.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}

// The cases under Tests/Corpus/wire: prose, a fence with a message, a fence with what is made of it. `UPDATE=1`
// rewrites the second fences; read the difference before you keep it.

import Foundation
import Testing

@testable import GateWire

private let corpusFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Corpus/wire")

private let corpusFiles: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: corpusFolder.path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted()
}()

/// One pair of fences: line numbers of the expectation's first line and of its closing fence.
private struct CorpusCase {
    let line: Int
    let kind: MessageKind
    let message: String
    let expected: String
    let expectedLines: Range<Int>
}

private func cases(of lines: [String], in file: String) -> [CorpusCase] {
    var found: [CorpusCase] = []
    var message: (line: Int, kind: MessageKind, text: String)?
    var index = 0
    while index < lines.count {
        let line = lines[index]
        index += 1
        guard line.hasPrefix("```") else { continue }
        let start = index
        while index < lines.count, lines[index] != "```" { index += 1 }
        let text = lines[start..<min(index, lines.count)].joined(separator: "\n")
        let body = start..<index
        index += 1
        let word = String(line.dropFirst(3))
        if word == "outcome" {
            guard let current = message else {
                Issue.record("\(file):\(start): an outcome without a message")
                continue
            }
            found.append(
                CorpusCase(
                    line: current.line, kind: current.kind, message: current.text, expected: text, expectedLines: body))
            message = nil
        } else if let kind = MessageKind(rawValue: word) {
            if let message { Issue.record("\(file):\(message.line): a message without an outcome") }
            message = (start, kind, text)
        } else {
            Issue.record("\(file):\(start): `\(word)` is no kind of fence")
        }
    }
    if let message { Issue.record("\(file):\(message.line): a message without an outcome") }
    return found
}

@Suite struct CorpusTests {
    @Test func thereAreEnoughCases() throws {
        var count = 0
        for file in corpusFiles {
            let text = try String(contentsOf: corpusFolder.appendingPathComponent(file), encoding: .utf8)
            count += text.components(separatedBy: "\n```outcome\n").count - 1
        }
        #expect(count >= 150)
    }

    @Test(arguments: corpusFiles)
    func everyCaseComesToItsOutcomeHoweverItIsCut(file: String) throws {
        let updates = ProcessInfo.processInfo.environment["UPDATE"] == "1"
        let url = corpusFolder.appendingPathComponent(file)
        let original = try String(contentsOf: url, encoding: .utf8)
        var lines = original.components(separatedBy: "\n")
        for entry in cases(of: lines, in: file).reversed() {
            guard let bytes = EscapedText.unescape(entry.message) else {
                Issue.record("\(file):\(entry.line): an escape that is none")
                continue
            }
            let reading = Reading(entry.kind, bytes)
            let whole = reading.outcome(.atOnce)
            if updates {
                lines.replaceSubrange(entry.expectedLines, with: whole.components(separatedBy: "\n"))
            } else if whole != entry.expected {
                Issue.record("\(file):\(entry.line): expected\n\(entry.expected)\nfound\n\(whole)")
            }
            let again = reading.outcome(.again)
            if again != whole {
                Issue.record("\(file):\(entry.line): a second time gives\n\(again)\ninstead of\n\(whole)")
            }
            // Cutting long messages everywhere would take minutes and shows nothing that short ones do not.
            for delivery in [Delivery.byteByByte, .inTwo] where bytes.count < 4096 {
                let outcome = reading.outcome(delivery)
                if outcome != whole {
                    Issue.record("\(file):\(entry.line): \(delivery) gives\n\(outcome)\ninstead of\n\(whole)")
                }
            }
        }
        if updates, lines.joined(separator: "\n") != original {
            try lines.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
        }
    }
}

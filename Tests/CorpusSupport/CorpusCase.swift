// Corpus cases: Markdown files whose code fences are inputs and expected outputs, and whose prose says what they are
// about. `UPDATE=1` writes what came out into the expected fences; read the diff before it is committed.

import Foundation

/// One fence of a case: its info string and its text.
package struct CorpusFence {
    package let info: String
    package var text: String
    /// Line of the opening fence, from 1.
    package let line: Int
}

/// A case file: text between fences is kept as it is.
package struct CorpusCase: CustomStringConvertible, Sendable {
    package let url: URL
    package let name: String

    package var description: String { name }

    /// The cases of a folder below Tests/Corpus, by name.
    package static func all(_ area: String) -> [CorpusCase] {
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Corpus").appendingPathComponent(area)
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
            .map { CorpusCase(url: $0, name: $0.deletingPathExtension().lastPathComponent) }
    }

    /// Whether expected fences are rewritten.
    package static var updates: Bool { ProcessInfo.processInfo.environment["UPDATE"] == "1" }

    package func read() throws -> CorpusText { try CorpusText(String(contentsOf: url, encoding: .utf8)) }

    package func write(_ text: CorpusText) throws {
        try text.description.write(to: url, atomically: true, encoding: .utf8)
    }
}

/// Why a file is no case.
package struct CorpusError: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// A case's text as prose and fences.
package struct CorpusText: CustomStringConvertible {
    private enum Block {
        case prose(String)
        case fence(Int)
    }

    private var blocks: [Block] = []
    package var fences: [CorpusFence] = []

    package init(_ text: String) throws {
        var prose = ""
        var open: (info: String, lines: [String], line: Int)?
        var lines = text.components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            if let fence = open {
                if line == "```" {
                    blocks.append(.fence(fences.count))
                    fences.append(
                        CorpusFence(info: fence.info, text: fence.lines.map { $0 + "\n" }.joined(), line: fence.line))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if line.hasPrefix("```") {
                if !prose.isEmpty { blocks.append(.prose(prose)) }
                prose = ""
                open = (String(line.dropFirst(3)), [], index + 1)
            } else {
                prose += line + "\n"
            }
        }
        if let open { throw CorpusError(description: "the fence of line \(open.line) is not closed") }
        if !prose.isEmpty { blocks.append(.prose(prose)) }
    }

    package var description: String {
        blocks.map { block in
            switch block {
            case .prose(let text): return text
            case .fence(let index):
                let fence = fences[index]
                let end = fence.text.isEmpty || fence.text.hasSuffix("\n") ? "" : "\n"
                return "```\(fence.info)\n\(fence.text)\(end)```\n"
            }
        }.joined()
    }
}

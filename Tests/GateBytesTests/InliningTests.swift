// `@inlinable` on a member of a `package` type does nothing unless the type is `@usableFromInline`, and the compiler
// does not say so. The sources are read instead.

import Foundation
import Testing

@Suite struct InliningTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    private static func types(in text: String) -> [(name: String, isUsable: Bool, hasInlinable: Bool)] {
        var found: [(name: String, isUsable: Bool, hasInlinable: Bool)] = []
        var attributes = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("@") { attributes += line + " " }
            if line.contains("@inlinable"), line.hasPrefix(" "), !found.isEmpty {
                found[found.count - 1].hasInlinable = true
            }
            guard let first = line.first, first.isLetter else { continue }
            let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
            if let kind = words.firstIndex(where: { ["struct", "enum", "class"].contains($0) }), kind + 1 < words.count,
                words.contains("package")
            {
                found.append((String(words[kind + 1]), attributes.contains("@usableFromInline"), false))
            } else {
                // Extensions and functions: what follows is not the type's body.
                found.append(("", true, false))
            }
            attributes = ""
        }
        return found
    }

    @Test func typesWithInlinableMembersAreUsableFromInline() throws {
        var count = 0
        let names = try FileManager.default.subpathsOfDirectory(atPath: Self.sources.path)
        for name in names where name.hasSuffix(".swift") {
            let text = try String(contentsOf: Self.sources.appendingPathComponent(name), encoding: .utf8)
            for type in Self.types(in: text) where type.hasInlinable && !type.name.isEmpty {
                count += 1
                #expect(type.isUsable, "\(name): \(type.name)")
            }
        }
        #expect(count > 20)
    }

    @Test func aTypeThatForgetsIsSeen() {
        let text =
            "package enum A {\n    @inlinable\n    package func f() {}\n}\n@usableFromInline\npackage struct B {}\n"
        let types = Self.types(in: text)
        #expect(types.map(\.isUsable) == [false, true])
        #expect(types.map(\.hasInlinable) == [true, false])
    }
}

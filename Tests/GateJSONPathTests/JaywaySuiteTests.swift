// Every case recorded from Jayway JsonPath 2.7: what a path selects, what is missing, what is refused, and what
// `$input.json` prints.

import Foundation
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSource
import SuiteSupport
import Testing

/// What a path came to.
enum PathOutcome: Equatable {
    case found(json: [UInt8])
    case missing
    case invalid
}

/// Reads a document as templates do and selects from it.
func select(_ path: String, in document: [UInt8]) throws -> PathOutcome {
    let sources = SourceMap()
    let source = sources.add(path: "path", bytes: Array(path.utf8))
    let range = SourceRange(source: source, start: 0, end: path.utf8.count)
    let (plan, number) = StandalonePlan.path(LocatedText(path, at: range), sink: DiagnosticSink())
    let tables = PlanTables(try PlanImage(copying: plan))
    var tape = JSONTape()
    var selector = PathSelector()
    return document.withByteView { view in
        do throws(JSONFailure) { try tape.read(view, mode: .permissive) } catch { return .invalid }
        switch selector.select(number, in: tape.root, tables) {
        case .missing: return .missing
        case .failed: return .invalid
        case .found:
            var buffer = ByteBuffer()
            selector.appendJSON(to: &buffer)
            return .found(json: [UInt8](buffer.view))
        }
    }
}

@Suite(.enabled(if: sharedFolder != nil, "the shared suites are not here"))
struct JaywaySuiteTests {
    @Test func pathsSelectWhatJaywaySelects() throws {
        let folder = try conformance("jsonpath/jayway")
        let shop = [UInt8](try Data(contentsOf: folder.appendingPathComponent("shop.doc.json")))
        var failed: [String: String] = [:]
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            if name == "shop.doc.json" { continue }
            let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
            var tape = JSONTape()
            try bytes.withByteView { view in
                try tape.read(view)
                var walk = tape.root.elements
                while let entry = walk.next() {
                    count += 1
                    let title = "\(name)|\(text(entry, "group") ?? "")|\(text(entry, "name") ?? "")"
                    if let problem = try problem(with: entry, shop: shop) { failed[title] = problem }
                }
            }
        }
        #expect(count == 196)
        try ExpectedFailures("jsonpath jayway").check(failed: failed, of: count)
    }

    /// What is wrong with a case; nil when it comes out as recorded.
    private func problem(with entry: JSONCursor, shop: [UInt8]) throws -> String? {
        guard let path = text(entry, "path"), let doc = text(entry, "doc") else { return "no case" }
        let outcome = try select(path, in: doc == "@shop" ? shop : Array(doc.utf8))
        let found = "\(path): found \(describe(outcome))"
        if entry.member("invalid") != nil { return outcome == .invalid ? nil : found }
        if entry.member("missing") != nil { return outcome == .missing ? nil : found }
        guard case .found(let json) = outcome, let result = entry.member("result") else { return found }
        var tape = JSONTape()
        let isSame = try json.withByteView { view in
            try tape.read(view)
            let isUnordered = entry.member("unordered") != nil
            return same(tape.root, result, isUnordered: isUnordered)
        }
        if !isSame { return found }
        if let expected = text(entry, "awsJson"), entry.member("unordered") == nil {
            let printed = String(decoding: json, as: UTF8.self)
            let shown = printed == "null" ? "\"\"" : printed
            if shown != expected { return "prints \(shown), not \(expected)" }
        }
        return nil
    }

    private func text(_ entry: JSONCursor, _ name: StaticString) -> String? {
        guard let value = entry.member(ByteView(name)), value.kind == .string else { return nil }
        var buffer = ByteBuffer()
        value.decode(into: &buffer)
        return String(buffer.view)
    }

    private func describe(_ outcome: PathOutcome) -> String {
        guard case .found(let json) = outcome else { return "\(outcome)" }
        return String(decoding: json, as: UTF8.self)
    }

    /// Equality with integers and fractions kept apart.
    private func same(_ left: JSONCursor, _ right: JSONCursor, isUnordered: Bool = false) -> Bool {
        if left.kind != right.kind || left.count != right.count { return false }
        switch left.kind {
        case .null, .true, .false: return true
        case .string: return left.equals(string: right)
        case .number: return left.isInteger == right.isInteger && JSONEquality.equals(left, right)
        case .array:
            var others: [JSONCursor] = []
            var walk = right.elements
            while let other = walk.next() { others.append(other) }
            var elements = left.elements
            while let element = elements.next() {
                let place = isUnordered ? others.firstIndex { same(element, $0) } : 0
                guard let place, same(element, others[place]) else { return false }
                others.remove(at: place)
            }
            return true
        case .object:
            var walk = left.members
            while let member = walk.next() {
                var buffer = ByteBuffer()
                member.name.decode(into: &buffer)
                guard let other = right.member(buffer.view), same(member.value, other) else { return false }
            }
            return true
        }
    }
}

extension JSONCursor {
    func member(_ name: StaticString) -> JSONCursor? { member(ByteView(name)) }
}

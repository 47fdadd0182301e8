// Every code has a rule, and every rule a text that breaks it.

import GateSource
import Testing

@testable import GateTree

@Suite struct RuleTests {
    private static let rules = TreeRules.all + ReferenceRules.all + IntrinsicRules.all

    @Test func codesAreUniqueAndInTheirRange() {
        let codes = RuleTests.rules.map { Int($0.code.number) }
        #expect(Set(codes).count == codes.count)
        #expect(TreeRules.all.allSatisfy { (1000..<1100).contains($0.code.number) })
        #expect(ReferenceRules.all.allSatisfy { (1100..<1200).contains($0.code.number) })
        #expect(IntrinsicRules.all.allSatisfy { (1200..<1300).contains($0.code.number) })
        for rule in RuleTests.rules {
            #expect(!rule.title.isEmpty && !rule.explanation.isEmpty && !rule.source.isEmpty && !rule.example.isEmpty)
        }
    }

    @Test func everyFactHasARule() {
        let place = SourceRange(source: SourceID(index: 0), start: 0, end: 0)
        let missing = ReferenceProblem.Missing(token: "", parent: "/", kind: .null, nearest: nil)
        let tree: [TreeProblem] = [
            .aliasExpansion(at: place, limits: .init()), .aliasInsideItself("", at: place, anchor: place),
            .aliasUnknown("", at: place, nearest: nil), .badUTF8(0, at: place), .complexKey(.array, at: place),
            .controlCharacter(0, at: place), .duplicateKey("", at: place, first: place), .encoding("", at: place),
            .jsonControlInString(0, at: place), .jsonEscape("", at: place), .jsonLoneSurrogate("", at: place),
            .jsonNumber("", at: place), .jsonTrailing(.end, at: place),
            .jsonUnexpected(.control(1), expected: "", at: place, context: nil), .jsonUnterminatedString(at: place),
            .mergeOfScalar(at: place), .noDocument(at: place), .secondDocument(at: place, first: place),
            .surrogate(0xd800, at: place), .tagMismatch(tag: "", text: "", at: place),
            .tagUnknown("", at: place, nearest: nil), .tooDeep(at: place, limit: 1),
            .tooLarge(size: 1, limit: 1, at: place), .tooManyNodes(at: place, limit: 1),
            .yamlSyntax(YAMLComplaint(problem: "x", context: "y"), at: place, context: nil), .yamlTab(at: place),
        ]
        let references: [ReferenceProblem] = [
            .cycle("", at: place, through: []), .dangling("", missing, at: place), .malformed("", .empty, at: place),
            .notString(.array, at: place), .outsideRoot("", root: "", at: place),
            .remote("", scheme: "file", at: place),
            .remote("", scheme: "http", at: place), .tooManyFiles(limit: 1, at: place),
            .unreadable("", .notFound, at: place),
        ]
        let intrinsics: [IntrinsicProblem] = [
            .conditionAssumed("", at: place), .defaultTaken(name: "", value: "", isSound: false, at: place),
            .malformed(function: "", expected: "", at: place), .placeholderOpen(at: place),
            .resourceLeftOut("", condition: "", at: place), .selectOutside(index: 0, count: 0, at: place),
            .tooLong(limit: 1, at: place), .unsupported(function: "", at: place),
        ]
        let found = tree.map(\.diagnostic) + references.map(\.diagnostic) + intrinsics.map(\.diagnostic)
        #expect(Set(found.map(\.code)) == Set(RuleTests.rules.map(\.code)))
        let severities = Dictionary(uniqueKeysWithValues: RuleTests.rules.map { ($0.code, $0.severity) })
        for diagnostic in found {
            #expect(severities[diagnostic.code] == diagnostic.severity)
            #expect(!diagnostic.message.hasSuffix(".") && !diagnostic.message.contains("invalid"))
        }
    }

    @Test func everyComplaintOfLibyamlHasItsWords() {
        let contexts: [String?] = [
            nil, "while parsing a block mapping", "while scanning a tag", "while scanning an anchor",
        ]
        for problem in [
            "could not find expected ':'", "did not find expected key", "did not find expected '-' indicator",
            "mapping values are not allowed in this context", "block sequence entries are not allowed in this context",
            "mapping keys are not allowed in this context", "found character that cannot start any token",
            "did not find expected <document start>", "did not find expected ',' or ']'",
            "did not find expected ',' or '}'",
            "did not find expected node content", "found unexpected end of stream",
            "found unexpected document indicator",
            "found unknown escape character", "did not find expected hexdecimal number",
            "found invalid Unicode character escape code", "found an indentation indicator equal to 0",
            "did not find expected comment or line break", "found unexpected ':'", "found undefined tag handle",
            "found incompatible YAML document", "found duplicate %YAML directive",
        ] {
            for context in contexts {
                #expect(!YAMLComplaint(problem: problem, context: context).words.message.hasPrefix("YAML syntax"))
            }
        }
        #expect(YAMLComplaint(problem: "new one", context: nil).words.message == "YAML syntax: new one")
    }
}

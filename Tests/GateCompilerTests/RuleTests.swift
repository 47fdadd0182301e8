// Every code has a rule, every fact a code of its own with words in the project's form.

import GateSource
import Testing

@testable import GateCompiler

@Suite struct RuleTests {
    @Test func codesAreUniqueAndInTheirRange() {
        let codes = CompilerRules.all.map { Int($0.code.number) }
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { (4000..<4200).contains($0) })
        for rule in CompilerRules.all {
            #expect(!rule.title.isEmpty && !rule.explanation.isEmpty && !rule.source.isEmpty && !rule.example.isEmpty)
        }
    }

    @Test func lintsAreWarningsOfTheirRange() {
        let codes = LintRules.all.map { Int($0.code.number) }
        #expect(codes == codes.sorted() && Set(codes).count == codes.count)
        #expect(codes.allSatisfy { (3300..<3400).contains($0) })
        #expect(LintRules.all.allSatisfy { $0.severity == .warning && !$0.example.isEmpty })
    }

    @Test func everyFactHasARule() {
        let found = RuleTests.facts.map(\.diagnostic)
        #expect(Set(found.map(\.code)) == Set(CompilerRules.all.map(\.code)))
        let severities = Dictionary(uniqueKeysWithValues: CompilerRules.all.map { ($0.code, $0.severity) })
        for diagnostic in found {
            #expect(severities[diagnostic.code] == diagnostic.severity, "\(diagnostic.code)")
            #expect(!diagnostic.message.hasSuffix(".") && !diagnostic.message.contains("invalid"))
        }
    }

    private static var facts: [CompilerProblem] {
        let place = SourceRange(source: SourceID(index: 0), start: 0, end: 0)
        let uses = CompilerProblem.Uses(at: place)
        return [
            .accessLogUnreadable(at: place), .apiKeysMissing(at: place), .issuerUnusable("", reason: "", at: place),
            .authorizerURI("", at: place), .policyUnreadable(reason: "", at: place),
            .authorizerUnknown("", at: place, nearest: nil), .contextIsMap("", at: place),
            .contextUnknown("", at: place, nearest: nil), .emptySegment(path: "", at: place),
            .gatewayResponseFixed("", at: place),
            .gatewayResponseUnknown("", at: place, nearest: nil), .greedyNotLast("", at: place),
            .headerRefused("", at: place), .headerRemapped("", at: place), .headerStripped("", at: place),
            .integrationMissing(uses), .callerUnknown(at: place),
            .mappingSide(source: "", at: place, target: place), .mockWithoutTemplate(at: place),
            .streamLeavesOut("", at: place, stream: place), .streamPath(isStreamed: true, at: place),
            .templateReadsBytes("", at: place),
            .modelUnknown("", at: place, nearest: nil), .parameterNotInPath("", path: "", at: place, nearest: nil),
            .parameterUndeclared(expression: "", at: place, nearest: nil),
            .pathLeftOut("", reason: "", at: place, first: nil), .pathTargetUnused("", at: place, nearest: nil),
            .patternNeverMatches(at: place), .patternShadowed(at: place, by: place),
            .patternUnreadable(reason: "", at: place), .proxyIgnores("", kind: "", at: place),
            .responseDefaultTwice(at: place, first: place),
            .responseHeaderUndeclared("", status: 1, at: place, nearest: nil),
            .responseStatusTwice(1, at: place, first: place), .responseStatusUndeclared(1, at: place, declared: []),
            .responsesMissing(at: place), .routeTwice(verb: "", path: "", at: place, first: place),
            .segmentMalformed("", at: place), .stageVariableUnknown("", at: place, nearest: nil),
            .statusOutside(1, at: place), .textIsNotVTL("", at: place), .timeoutOutside(1, at: place),
            .timeoutRaised(1, at: place), .uriMissing(at: place), .uriNotHTTP("", at: place),
            .uriPlaceholderUnmapped("", at: place, nearest: nil),
            .variableSibling("", other: "", at: place, first: place),
            .variableTwice("", at: place), .variablesMerged("", other: "", at: place, first: place),
            .variablesTooMany(count: 65, limit: 64, at: place),
            .vpcLinkWithoutID(at: place), .xmlModelUnchecked("", at: place),
            .editOfUnknownPath("", path: "", at: place, nearest: nil),
            .serviceParameter("", of: "", isMissing: true, at: place, nearest: nil), .serviceUncalled("", at: place),
            .subtypeUnknown("", at: place, nearest: nil), .timeoutOfRoute(1, at: place), .uriNotFunction("", at: place),
        ]
    }
}

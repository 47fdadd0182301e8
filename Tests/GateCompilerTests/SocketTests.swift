// WebSocket APIs: rules of their findings, and the bounds that no corpus case writes out.

import CorpusSupport
import GateSource
import Testing

@testable import GateCompiler

@Suite struct SocketTests {
    @Test func everyFactHasARule() {
        let place = SourceRange(source: SourceID(index: 0), start: 0, end: 0)
        let facts: [SocketProblem] = [
            .connectOnly([""], key: "", at: place), .expressionFixed("", member: "", expected: "", at: place),
            .expressionUnreadable("", reason: "", at: place),
            .expressionVariable("", member: "", known: [], at: place),
            .integrationUnknown("", at: place, nearest: nil),
            .modelsMissing(at: place), .modelsUnused(at: place), .responseMissing(at: place),
            .responseUnused(at: place), .routeReserved("", at: place, nearest: nil),
            .routeTwice("", at: place, first: place), .routeUnknown("", at: place, nearest: nil),
            .routeWithoutTarget("", at: place), .tooMany("", count: 2, limit: 1, at: place),
        ]
        let found = facts.map(\.diagnostic)
        #expect(found.map(\.code) == SocketRules.all.map(\.code))
        #expect(found.map(\.severity) == SocketRules.all.map(\.severity))
    }

    private func spec(routes: Int) -> String {
        "api: {name: many, routeSelectionExpression: $request.body.action}\nroutes:\n"
            + (0..<routes).map { "  - {routeKey: r\($0), target: integrations/a}\n" }.joined()
            + "integrations: {a: {integrationType: MOCK, requestTemplates: {$default: '{\"statusCode\": 200}'}}}\n"
    }

    /// GW4174.
    @Test func takesAsManyRoutesAsTheLimit() {
        #expect(SpecCompile(spec(routes: SocketLimits.routesMax)).compiled?.methodCount == SocketLimits.routesMax)
        let above = SpecCompile(spec(routes: SocketLimits.routesMax + 1))
        #expect(above.compiled == nil)
        #expect(above.listing.contains("GW4174"))
    }

    @Test func expressionsEndAtTheirLimit() {
        func compile(_ expression: String) -> SpecCompile {
            SpecCompile(
                "api: {name: a, routeSelectionExpression: \(expression)}\n"
                    + "routes: [{routeKey: a, target: integrations/a}]\n"
                    + "integrations: {a: {integrationType: MOCK, requestTemplates: {$default: '{\"statusCode\": 200}'}}}\n"
            )
        }
        #expect(compile(String(repeating: "a", count: SelectionReader.bytesMax)).compiled != nil)
        #expect(compile(String(repeating: "a", count: SelectionReader.bytesMax + 1)).listing.contains("GW4162"))
    }
}

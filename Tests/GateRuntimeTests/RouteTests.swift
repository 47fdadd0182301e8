// The router against a slow reading of AWS's precedence, over generated route sets and paths.

import CorpusSupport
import GateBytes
import GatePlan
import Testing

@testable import GateRuntime

@Suite struct RouteTests {
    /// A generator with a seed: the same sets in every run.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    /// A route set as a resource tree allows it: one variable name for each parent.
    private struct RouteSet {
        var paths: [(segments: [String], verbs: [String])] = []

        init(_ dice: inout Dice) {
            var seen = Set<[String]>()
            var greedyParents = Set<[String]>()
            for _ in 0..<(1 + dice.roll(12)) {
                var segments: [String] = []
                let depth = 1 + dice.roll(4)
                for level in 0..<depth {
                    switch dice.roll(6) {
                    case 0...3: segments.append(["a", "b", "c"][dice.roll(3)])
                    default:
                        let isGreedy = level == depth - 1 && dice.roll(2) == 0
                        // `{v}` and `{p+}` below one parent are refused.
                        let known = greedyParents.contains(segments)
                        let hasVariable = seen.contains(segments + ["{v}"])
                        if known || (isGreedy && hasVariable) {
                            segments.append("a")
                        } else if isGreedy {
                            greedyParents.insert(segments)
                            segments.append("{p+}")
                        } else {
                            segments.append("{v\(level)}")
                            seen.insert(segments.dropLast() + ["{v}"])
                        }
                    }
                }
                if segments.contains(where: { $0 == "{p+}" }), segments.last != "{p+}" { continue }
                if paths.contains(where: { $0.segments == segments }) { continue }
                let verbs = [["get"], ["post"], ["get", "post"], ["x-amazon-apigateway-any-method"]][dice.roll(4)]
                paths.append((segments, verbs))
            }
        }

        var spec: String {
            var text = "openapi: \"3.0.1\"\ninfo: {title: t, version: \"1\"}\npaths:\n"
            for path in paths {
                text += "  /\(path.segments.joined(separator: "/")):\n"
                for verb in path.verbs {
                    text += "    \(verb): {responses: {}, x-amazon-apigateway-integration: "
                    text += "{type: http_proxy, httpMethod: GET, uri: 'http://h.test/'}}\n"
                }
            }
            return text
        }

        private func serves(_ verbs: [String], _ verb: String) -> Bool {
            verbs.contains(verb) || verbs.contains("x-amazon-apigateway-any-method")
        }

        /// The path that serves a request: of those that match, the first in order of literal, `{v}`, `{p+}` from
        /// left to right.
        func expected(_ path: [String], _ verb: String) -> [String]? {
            var best: (rank: [Int], segments: [String])?
            for route in paths where serves(route.verbs, verb) {
                guard let rank = rank(route.segments, path) else { continue }
                if best.map({ rank.lexicographicallyPrecedes($0.rank) }) ?? true { best = (rank, route.segments) }
            }
            return best?.segments
        }

        private func rank(_ route: [String], _ path: [String]) -> [Int]? {
            var rank: [Int] = []
            for (index, segment) in route.enumerated() {
                guard index < path.count else { return nil }
                if segment == "{p+}" { return rank + [2] }
                if segment.hasPrefix("{") {
                    rank.append(1)
                } else if segment == path[index] {
                    rank.append(0)
                } else {
                    return nil
                }
            }
            return route.count == path.count ? rank : nil
        }
    }

    @Test func matchesAsTheSlowReadingDoes() throws {
        var dice = Dice(state: 42)
        var compared = 0
        for _ in 0..<150 {
            let set = RouteSet(&dice)
            let result = SpecCompile(set.spec)
            // The same place may have got two names: such sets are refused, which is tested elsewhere.
            guard let compiled = result.compiled else { continue }
            let plan = try PlanImage(copying: compiled.plan)
            let router = Router(plan)
            let exchange = Exchange()
            for _ in 0..<60 {
                let path = (0..<(1 + dice.roll(5))).map { _ in ["a", "b", "c", "d"][dice.roll(4)] }
                let isGet = dice.roll(2) == 0
                let text = Array(("/" + path.joined(separator: "/")).utf8)
                let index = text.withByteView { router.match($0, isGet ? .get : .post, &exchange.pathParameters) }
                let found = index == PlanFormat.none ? nil : String(plan.string(plan.methods[index].resourcePath))
                let wanted = set.expected(path, isGet ? "get" : "post").map { "/" + $0.joined(separator: "/") }
                #expect(found == wanted, "\(path) in\n\(set.spec)")
                let steps = text.withByteView { router.steps($0, isGet ? .get : .post, plan) }
                #expect((steps.last?.outcome == "method") == (wanted != nil))
                if index != PlanFormat.none {
                    #expect(exchange.pathParameters.count == Int(plan.methods[index].pathParameters.count))
                }
                compared += 1
            }
        }
        #expect(compared > 3000)
    }
}

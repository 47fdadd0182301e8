// `RequestChecks.swift`: constraints of what is sent.

extension SwiftRuntime {
    static let requestChecks = #"""
        // What values have to satisfy before they go out, where a client is asked to look.

        import Foundation

        /// A request that does not satisfy what the API says of it: it was not sent.
        public struct InvalidRequest: Error, CustomStringConvertible {
            public struct Violation: Hashable, Sendable, CustomStringConvertible {
                /// Such as `body.tags[2].name` or `query limit`.
                public let place: String
                /// What is wrong: `is longer than 64 characters`.
                public let reason: String

                public var description: String { "\(place) \(reason)" }
            }

            public let violations: [Violation]

            public var description: String { violations.map(\.description).joined(separator: "; ") }
        }

        /// What a value has to satisfy, by its JSON.
        indirect enum ValueRule: Sendable {
            /// That of a type, which may hold itself.
            case type(@Sendable () -> ValueRule)
            case value(ValueBounds)
            case array(ValueBounds = ValueBounds(), elements: ValueRule? = nil)
            case object(
                ValueBounds = ValueBounds(), members: [String: ValueRule] = [:], others: ValueRule? = nil)
            /// Told by the text of a member.
            case choice(by: String, [String: ValueRule])
        }

        /// Constraints of JSON Schema; numbers as they are written.
        struct ValueBounds: Sendable {
            var minimum: String?
            var maximum: String?
            var excludesMinimum = false
            var excludesMaximum = false
            var multipleOf: String?
            var minLength: Int?
            var maxLength: Int?
            var pattern: String?
            var minItems: Int?
            var maxItems: Int?
            var hasUniqueItems = false
            var minProperties: Int?
            var maxProperties: Int?
        }

        /// A value that goes out, and its rule.
        struct ValueCheck {
            private let place: String
            private let value: Tree?
            private let rule: ValueRule

            init(_ place: String, _ value: (some Encodable)?, _ rule: ValueRule) throws {
                self.place = place
                self.value = try value.map { try Tree($0) }
                self.rule = rule
            }

            fileprivate func look(_ found: inout [InvalidRequest.Violation]) {
                if let value { ValueCheck.look(value, rule, place, &found) }
            }

            private static func look(
                _ value: Tree, _ rule: ValueRule, _ place: String, _ found: inout [InvalidRequest.Violation]
            ) {
                func say(_ reasons: [String]) {
                    found += reasons.map { InvalidRequest.Violation(place: place, reason: $0) }
                }
                switch (rule, value) {
                case (.type(let rule), _): look(value, rule(), place, &found)
                case (.value(let bounds), .string(let text)): say(bounds.faults(ofText: text))
                case (.value(let bounds), .number(let text)): say(bounds.faults(ofNumber: text))
                case (.array(let bounds, let rule), .array(let elements)):
                    say(bounds.faults(ofElements: elements))
                    if let rule {
                        for (index, element) in elements.enumerated() {
                            look(element, rule, "\(place)[\(index)]", &found)
                        }
                    }
                case (.object(let bounds, let rules, let others), .object(let members)):
                    say(bounds.faults(ofCount: members.count))
                    for member in members {
                        guard let rule = rules[member.name] ?? others else { continue }
                        look(member.value, rule, place + ValueCheck.step(member.name), &found)
                    }
                case (.choice(let name, let rules), .object(let members)):
                    guard case .string(let tag)? = members.first(where: { $0.name == name })?.value,
                        let rule = rules[tag]
                    else { return }
                    look(value, rule, place, &found)
                default: return
                }
            }

            private static func step(_ name: String) -> String {
                name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil
                    ? "[\(Tree.string(name).json)]" : ".\(name)"
            }
        }

        extension [ValueCheck] {
            /// Throws all that is wrong at once.
            func enforce() throws {
                var found: [InvalidRequest.Violation] = []
                for check in self { check.look(&found) }
                if !found.isEmpty { throw InvalidRequest(violations: found) }
            }
        }

        extension ValueBounds {
            private func faults(_ all: (Bool, String)...) -> [String] {
                all.filter(\.0).map(\.1)
            }

            fileprivate func faults(ofText text: String) -> [String] {
                let count = text.unicodeScalars.count
                var isUnlike = false
                // What cannot be read as a regular expression here is passed by.
                if let pattern, let expression = try? NSRegularExpression(pattern: pattern) {
                    let range = NSRange(text.startIndex..., in: text)
                    isUnlike = expression.firstMatch(in: text, range: range) == nil
                }
                return faults(
                    (count < minLength ?? 0, "is shorter than \(minLength ?? 0) characters"),
                    (count > maxLength ?? .max, "is longer than \(maxLength ?? 0) characters"),
                    (isUnlike, "does not match \(pattern ?? "")"))
            }

            fileprivate func faults(ofElements elements: [Tree]) -> [String] {
                let isRepeated = hasUniqueItems && Set(elements.map(\.canonical)).count < elements.count
                return faults(
                    (elements.count < minItems ?? 0, "has fewer than \(minItems ?? 0) elements"),
                    (elements.count > maxItems ?? .max, "has more than \(maxItems ?? 0) elements"),
                    (isRepeated, "has an element twice"))
            }

            fileprivate func faults(ofCount count: Int) -> [String] {
                faults(
                    (count < minProperties ?? 0, "has fewer than \(minProperties ?? 0) members"),
                    (count > maxProperties ?? .max, "has more than \(maxProperties ?? 0) members"))
            }

            fileprivate func faults(ofNumber text: String) -> [String] {
                let number = ExactNumber(text)
                let low = minimum.map { number.compared(to: ExactNumber($0)) }
                let high = maximum.map { number.compared(to: ExactNumber($0)) }
                return faults(
                    (low == .orderedAscending, "is less than \(minimum ?? "")"),
                    (excludesMinimum && low == .orderedSame, "is not more than \(minimum ?? "")"),
                    (high == .orderedDescending, "is more than \(maximum ?? "")"),
                    (excludesMaximum && high == .orderedSame, "is not less than \(maximum ?? "")"),
                    (
                        multipleOf.map { !number.isMultiple(of: ExactNumber($0)) } ?? false,
                        "is no multiple of \(multipleOf ?? "")"
                    ))
            }
        }

        /// A number of JSON, exact where 38 digits are enough.
        private struct ExactNumber {
            let decimal: Decimal?
            let double: Double

            init(_ text: String) {
                let significant = text.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber)
                let decimal = significant.count <= 38 ? Decimal(string: text) : nil
                self.decimal = decimal.flatMap { $0.isNaN ? nil : $0 }
                double = Double(text) ?? .nan
            }

            func compared(to other: ExactNumber) -> ComparisonResult? {
                if let decimal, let second = other.decimal {
                    return decimal < second
                        ? .orderedAscending : decimal == second ? .orderedSame : .orderedDescending
                }
                if double.isNaN || other.double.isNaN { return nil }
                return double < other.double
                    ? .orderedAscending : double == other.double ? .orderedSame : .orderedDescending
            }

            /// Also where that cannot be told.
            func isMultiple(of other: ExactNumber) -> Bool {
                guard let decimal, let second = other.decimal, second != 0 else { return true }
                var (quotient, whole) = (decimal / second, Decimal())
                if quotient.isNaN || quotient.magnitude > Decimal(sign: .plus, exponent: 37, significand: 1)
                {
                    return true
                }
                NSDecimalRound(&whole, &quotient, 0, .plain)
                let nearest = whole * second
                if nearest == decimal { return true }
                // As near as floating-point numbers come, where they have a fraction: 0.1 + 0.2.
                guard double.rounded() != double, let other = Double("\(nearest)") else { return false }
                return abs(double - other) <= 4e-16 * abs(double)
            }
        }

        extension Tree {
            /// The same text for equal values.
            fileprivate var canonical: String {
                switch self {
                case .number(let text):
                    return ExactNumber(text).decimal.map { "\($0)" } ?? text
                case .array(let elements):
                    return "[" + elements.map(\.canonical).joined(separator: ",") + "]"
                case .object(let members):
                    let pairs = members.sorted { $0.name < $1.name }.map {
                        Tree.string($0.name).json + ":" + $0.value.canonical
                    }
                    return "{" + pairs.joined(separator: ",") + "}"
                default: return json
                }
            }
        }

        """#
}

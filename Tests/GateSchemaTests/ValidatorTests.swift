// The machine itself: verdicts, bounds, and what a failing body says.

import Foundation
import GateBytes
import GateJSON
import GateRuntime
import GateSchema
import Testing

struct ValidatorTests {
    // MARK: Errors

    // Facts: mapping-10.8
    @Test func missingMembersAreListedAsAPIGatewayListsThem() throws {
        let schema = try compile("{type: object, required: [name, age], properties: {age: {type: integer}}}")
        #expect(try schema.errors("{}") == [#": object has missing required properties (["age","name"])"#])
    }

    @Test func everyErrorHasItsPointer() throws {
        let schema = try compile(
            """
            {type: object, required: [id], additionalProperties: false,
             properties: {id: {type: integer}, tags: {type: array, items: {type: string, maxLength: 3}},
               "a/b": {enum: [x, y]}}}
            """)
        let errors = try schema.errors(#"{"id": "7", "tags": ["abc", 5, "abcd"], "a/b": "z", "extra": 1}"#)
        #expect(
            errors == [
                #"/id: instance type (string) does not match any allowed primitive type (allowed: ["integer"])"#,
                #"/tags/1: instance type (integer) does not match any allowed primitive type (allowed: ["string"])"#,
                #"/tags/2: string "abcd" is too long (length: 4, maximum allowed: 3)"#,
                #"/a~1b: instance value ("z") not found in enum (possible values: ["x","y"])"#,
                #": object instance has properties which are not allowed by the schema: ["extra"]"#,
            ])
    }

    @Test func alternativesAreOneError() throws {
        let schema = try compile("{anyOf: [{type: string}, {type: integer, minimum: 3}]}")
        #expect(try schema.errors("1") == [": instance failed to match at least one required schema among 2"])
        let one = try compile("{oneOf: [{type: integer}, {minimum: 3}]}")
        #expect(try one.errors("5") == [": instance failed to match exactly one schema (matched 2 out of 2)"])
    }

    @Test func boundsSayWhatWasFound() throws {
        let schema = try compile("{minimum: 1, maximum: 10, exclusiveMaximum: true, multipleOf: 0.5}")
        #expect(
            try schema.errors("0.25") == [
                ": remainder of division is not zero (0.25 / 0.5)",
                ": numeric instance is lower than the required minimum (minimum: 1, found: 0.25)",
            ])
        #expect(try schema.errors("10") == [": numeric instance is not strictly lower than the required maximum 10"])
    }

    @Test func membersAreFoundWhateverTheObjectBeforeHad() throws {
        let schema = try compile(
            """
            {items: {type: object, required: [id, no], additionalProperties: false,
             properties: {id: {type: integer}, no: {type: string}, deep: {properties: {id: {type: boolean}}}}}}
            """)
        let valid = [
            #"{"no": "x", "id": 1}"#, #"{"id": 1, "no": "x"}"#, #"{"id": "x", "no": "", "id": 2}"#,
            #"{"deep": {"id": true}, "id": 1, "no": "x"}"#, #"{"\u0069d": 1, "\u006eo": ""}"#,
        ]
        let invalid = [
            #"{"no": 1, "id": "x"}"#, #"{"id": 1, "on": "x"}"#, #"{"id": 1}"#, #"{"id": 1, "no": "", "id": "x"}"#,
            #"{"deep": {"id": 1}, "id": 1, "no": "x"}"#, #"{"\u0069d": "", "\u006eo": ""}"#,
        ]
        for first in valid {
            for second in valid { #expect(schema.verdict("[\(first), \(second)]") == .valid) }
            for second in invalid { #expect(schema.verdict("[\(first), \(second)]") == .invalid) }
        }
    }

    @Test func aValidatorForgetsThePlanBefore() throws {
        var validator = SchemaValidator()
        var tape = JSONTape()
        let integers = try compile("{properties: {c: {type: integer}, a: {type: integer}, b: {type: integer}}}")
        let strings = try compile("{properties: {b: {type: string}, a: {type: boolean}}, additionalProperties: false}")
        for (schema, text, isValid) in [
            (integers, #"{"a": 1, "b": 2, "c": 3}"#, true), (strings, #"{"a": true, "b": ""}"#, true),
            (strings, #"{"a": true, "b": "", "c": 3}"#, false), (integers, #"{"a": 1, "b": ""}"#, false),
        ] {
            try Array(text.utf8).withByteView { view in
                try tape.read(view)
                #expect(validator.isValid(0, tape.root, schema.tables) == isValid)
            }
        }
    }

    @Test func boundsOfOneDigitAreBoundsOfEveryNumber() throws {
        let below = ["-1", "-10", "-0", "0", "0.999", "9e-1", "0.0"]
        let equal = ["1", "1.0", "1e0", "10e-1"]
        let above = ["2", "10", "1.001", "1e1", "123456789012345678901234567890"]
        let forms: [(String, [String], [String])] = [
            ("{minimum: 1}", equal + above, below), ("{maximum: 1}", below + equal, above),
            ("{minimum: 1, exclusiveMinimum: true}", above, below + equal),
            ("{maximum: 1, exclusiveMaximum: true}", below, equal + above),
        ]
        for (text, valid, invalid) in forms {
            let schema = try compile(text)
            for number in valid { #expect(schema.verdict(number) == .valid, "\(number) by \(text)") }
            for number in invalid { #expect(schema.verdict(number) == .invalid, "\(number) by \(text)") }
        }
        let zero = try compile("{minimum: 0}")
        for number in ["0", "-0", "0.0", "-0.0", "7"] { #expect(zero.verdict(number) == .valid) }
    }

    @Test func aValidDocumentHasNoErrors() throws {
        let schema = try compile("{type: object, properties: {a: {$ref: '#'}}}")
        #expect(try schema.errors(#"{"a": {"a": {}}}"#) == [])
    }

    @Test func errorsAreBounded() throws {
        let schema = try compile("{items: {type: string}}")
        let many = "[" + Array(repeating: "1", count: 5_000).joined(separator: ",") + "]"
        #expect(try schema.errors(many).count == SchemaValidator.violationsMax)
    }

    // MARK: Values

    @Test func theLastOfRepeatedNamesCounts() throws {
        let schema = try compile("{properties: {a: {type: integer}}, maxProperties: 1, additionalProperties: false}")
        #expect(schema.verdict(#"{"a": "x", "a": 1}"#) == .valid)
        #expect(schema.verdict(#"{"a": 1, "a": "x"}"#) == .invalid)
        #expect(schema.verdict(#"{"\u0061": "x", "a": 1}"#) == .valid)
        #expect(schema.verdict(#"{"\u0061": 1, "\u0061": "x"}"#) == .invalid)
        #expect(schema.verdict(#"{"a": "x", "\u0061": 1}"#) == .valid)
    }

    @Test func escapedNamesAndValuesAreDecoded() throws {
        let schema = try compile("{required: [naïve], properties: {naïve: {enum: [é\"x]}}}")
        #expect(schema.verdict(#"{"na\u00efve": "\u00e9\"x"}"#) == .valid)
        #expect(schema.verdict(#"{"na\u00efve": "\u00e9x"}"#) == .invalid)
    }

    @Test func lengthsCountCharacters() throws {
        let schema = try compile("{minLength: 2, maxLength: 2}")
        #expect(schema.verdict(#""ab""#) == .valid)
        #expect(schema.verdict(#""💩💩""#) == .valid)
        #expect(schema.verdict(#""\ud83d\udca9\u00e9""#) == .valid)
        #expect(schema.verdict(#""💩""#) == .invalid)
        #expect(schema.verdict(#""abc""#) == .invalid)
    }

    @Test func numbersKeepTheirDigits() throws {
        let schema = try compile("{minimum: 9007199254740993, maximum: 9007199254740993}")
        #expect(schema.verdict("9007199254740993") == .valid)
        #expect(schema.verdict("9007199254740992") == .invalid)
        #expect(schema.verdict("9007199254740993.0") == .valid)
        #expect(schema.verdict("9.007199254740993e15") == .valid)
        let tenth = try compile("{multipleOf: 0.1}")
        #expect(tenth.verdict("0.3") == .valid)
        #expect(tenth.verdict("0.35") == .invalid)
    }

    @Test func longArraysOfDistinctValuesAreUnique() throws {
        let schema = try compile("{uniqueItems: true}")
        let numbers = (0..<2_000).map(String.init)
        #expect(schema.verdict("[" + numbers.joined(separator: ",") + "]") == .valid)
        #expect(schema.verdict("[" + (numbers + ["1.70e1"]).joined(separator: ",") + "]") == .invalid)
        let objects = (0..<50).map { #"{"a":\#($0),"b":[\#($0)]}"# }
        #expect(schema.verdict("[" + objects.joined(separator: ",") + "]") == .valid)
        #expect(schema.verdict("[" + (objects + [#"{"b":[3.0],"\u0061":3}"#]).joined(separator: ",") + "]") == .invalid)
    }

    // MARK: Bounds

    @Test func aSchemaThatOnlyRefersToItselfEnds() throws {
        let schema = try compile("{allOf: [{$ref: '#'}]}")
        #expect(schema.verdict("1") == .exhausted)
        #expect(try schema.errors("1").last?.contains("validation was stopped") == true)
    }

    // Facts: mapping-9.1
    @Test func deepDocumentsAndCyclesAreOrdinary() throws {
        let schema = try compile("{type: object, additionalProperties: {$ref: '#'}}")
        let deep = String(repeating: #"{"a":"#, count: 500) + "{}" + String(repeating: "}", count: 500)
        #expect(schema.verdict(deep) == .valid)
        #expect(schema.verdict(deep.replacingOccurrences(of: "{}", with: "1")) == .invalid)
    }

    @Test func exponentialCombinationsEnd() throws {
        var text = "{definitions: {d0: {type: string}"
        for level in 1...40 {
            let inner = "{$ref: '#/definitions/d\(level - 1)'}"
            text += ", d\(level): {anyOf: [\(inner), {allOf: [\(inner)]}]}"
        }
        let schema = try compile(text + "}, $ref: '#/definitions/d40'}")
        let clock = ContinuousClock()
        let start = clock.now
        #expect(schema.verdict("1") == .exhausted)
        #expect(clock.now - start < .seconds(5))
    }

    @Test func aPatternThatBacktracksForeverIsNoVerdict() throws {
        let schema = try compile("{pattern: '^(a+)+$'}")
        let text = "\"" + String(repeating: "a", count: 60) + "!\""
        #expect(schema.verdict(text) == .exhausted)
        #expect(schema.verdict("\"aaa\"") == .valid)
        #expect(try schema.errors(text).first?.contains("takes too long") == true)
        // `not` must not make a success of it.
        #expect(try compile("{not: {pattern: '^(a+)+$'}}").verdict(text) == .exhausted)
    }

    // MARK: Dialects

    @Test func draft4IntegersHaveNoFraction() throws {
        let schema = "{type: integer}"
        #expect(try compile(schema).verdict("1.0") == .invalid)
        #expect(try compile(schema, dialect: .draft2020).verdict("1.0") == .valid)
    }

    @Test func nullableIsOpenAPIs() throws {
        let schema = "{type: string, nullable: true}"
        #expect(try compile(schema, dialect: .openAPI30).verdict("null") == .valid)
        #expect(try compile(schema).verdict("null") == .invalid)
    }

    @Test func readOnlyMembersNeedNotBeSent() throws {
        let schema = """
            {type: object, required: [id, name],
             properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
            """
        #expect(try compile(schema, dialect: .openAPI30).verdict(#"{"name": "x"}"#) == .valid)
        #expect(try compile(schema, dialect: .openAPI30).verdict(#"{"id": 1}"#) == .invalid)
        #expect(try compile(schema).verdict(#"{"name": "x"}"#) == .invalid)
    }

    @Test func formatIsAnAssertionOnlyByOption() throws {
        let schema = "{format: ipv4}"
        #expect(try compile(schema).verdict(#""1.2.3.400""#) == .valid)
        #expect(try compile(schema, assertsFormat: true).verdict(#""1.2.3.400""#) == .invalid)
        let whole = "{format: int64}"
        #expect(try compile(whole, assertsFormat: true).verdict("9223372036854775807") == .valid)
        #expect(try compile(whole, assertsFormat: true).verdict("9223372036854775808") == .invalid)
        #expect(try compile(whole, assertsFormat: true).verdict("-9223372036854775808") == .valid)
    }
}

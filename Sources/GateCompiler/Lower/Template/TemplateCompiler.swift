// Mapping templates to programs of a plan. Equal texts share one program; constants and JSONPaths are shared by all.

import GateJSONPath
import GatePlan
import GateSource
import GateTemplate

/// What references without a value are.
package enum TemplateProfile: Sendable {
    /// API Gateway: the empty string.
    case aws
    /// Velocity 1.7 as shipped: null, which prints the reference's own text.
    case velocity
}

/// Which message a template makes.
package enum TemplateUse: Sendable {
    case request
    case response
}

/// Compiles templates into one plan.
package struct TemplateCompiler {
    private let lowering: TemplateSharing
    private let profile: TemplateProfile
    /// Whether plain text has places too.
    var placesText = false
    /// By text; nil for one that is broken.
    private var known: [String: UInt32?] = [:]

    package init(
        into builder: PlanBuilder, sink: DiagnosticSink, patterns: PatternPool, profile: TemplateProfile = .aws
    ) {
        lowering = TemplateSharing(builder, sink, patterns)
        self.profile = profile
    }

    /// From which instruction of the plan on the code comes from a place; units are not in order.
    package var places: [(instruction: UInt32, range: SourceRange)] { lowering.places }

    /// The index of a template's program; nil after an error.
    package mutating func lower(_ text: LocatedText, side: TemplateUse) -> UInt32? {
        if let index = known[text.text], index != nil { return index }
        guard let template = parseTemplate(text, sink: lowering.sink) else {
            known[text.text] = .some(nil)
            return nil
        }
        var program = TemplateLowering(template, lowering, profile, placing: placesText ? text : nil)
        let index: UInt32?
        do throws(TemplateProblem) {
            index = try program.lower()
        } catch {
            lowering.sink.report(error)
            index = nil
        }
        known[text.text] = .some(index)
        return index
    }
}

/// What the templates of a plan have in common.
final class TemplateSharing {
    let builder: PlanBuilder
    let sink: DiagnosticSink
    var paths: JSONPathLowering
    var places: [(instruction: UInt32, range: SourceRange)] = []
    private var constants: [TemplateConstantRecord: UInt32] = [:]

    init(_ builder: PlanBuilder, _ sink: DiagnosticSink, _ patterns: PatternPool) {
        self.builder = builder
        self.sink = sink
        paths = JSONPathLowering(into: builder, sink: sink, patterns: patterns)
    }

    /// The index of a constant.
    func constant(_ record: TemplateConstantRecord) -> UInt32 {
        if let index = constants[record] { return index }
        let index = builder.append(record)
        constants[record] = index
        return index
    }

    func constant(string bytes: [UInt8]) -> UInt32 {
        let text = builder.intern(bytes: bytes)
        let hash = UInt32(truncatingIfNeeded: bytes.withByteView { $0.fnv1a })
        return constant(TemplateConstantRecord(.string, low: text.offset, high: text.length, hash: hash))
    }

    func constant(string text: String) -> UInt32 { constant(string: Array(text.utf8)) }

    /// A whole number of any size, from its digits.
    func constant(integer text: String) -> UInt32 {
        if let value = Int64(text) {
            let bits = UInt64(bitPattern: value)
            let kind: TemplateConstantKind = Int32(exactly: value) != nil ? .integer : .long
            return constant(
                TemplateConstantRecord(
                    kind, low: UInt32(truncatingIfNeeded: bits), high: UInt32(truncatingIfNeeded: bits >> 32)))
        }
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { $0 == "-" || $0 == "0" }
        let reference = builder.intern((isNegative ? "-" : "") + digits)
        return constant(TemplateConstantRecord(.big, low: reference.offset, high: reference.length))
    }

    func constant(float text: String) -> UInt32 {
        let bits = (Double(text.hasSuffix(".") ? text + "0" : text) ?? .infinity).bitPattern
        return constant(
            TemplateConstantRecord(
                .double, low: UInt32(truncatingIfNeeded: bits), high: UInt32(truncatingIfNeeded: bits >> 32)))
    }

    func constant(boolean value: Bool) -> UInt32 { constant(TemplateConstantRecord(value ? .true : .false)) }
}

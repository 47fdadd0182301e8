// The tree of a mapping template (Apache Velocity 1.7). Texts are bytes: what stands between directives, what a
// reference prints when it has no value. Places are source ranges, for diagnostics only.

import GateSource

/// A parsed template.
package struct Template {
    package let nodes: [TemplateNode]
    /// Macros by name. Of several with one name the first counts.
    package let macros: [String: TemplateMacro]

    package init(nodes: [TemplateNode], macros: [String: TemplateMacro]) {
        self.nodes = nodes
        self.macros = macros
    }
}

/// A `#macro`.
package struct TemplateMacro {
    package let name: String
    package let parameters: [String]
    package let body: [TemplateNode]
    /// Its text, from `#macro` to `#end`.
    package let source: [UInt8]
    package let range: SourceRange

    /// Macros of one text in the order in which they are defined.
    package static func inOrder(_ macros: some Sequence<TemplateMacro>) -> [TemplateMacro] {
        macros.sorted { ($0.range.start, $0.name) < ($1.range.start, $1.name) }
    }
}

/// A reference such as `$!{customer.name}`.
package struct TemplateReference {
    /// One link of the chain behind the root.
    package enum Step {
        case property(String)
        case method(String, [TemplateExpression])
        case index(TemplateExpression)

        /// The name of the member that the step reads, as far as the text tells.
        package var memberName: String? {
            switch self {
            case .property(let name): return name
            case .index(.string(let bytes)): return String(decoding: bytes, as: UTF8.self)
            case .method("get", let arguments):
                guard arguments.count == 1, case .string(let bytes) = arguments[0] else { return nil }
                return String(decoding: bytes, as: UTF8.self)
            default: return nil
            }
        }
    }

    package let root: String
    package let steps: [Step]
    /// Written `$!`: prints nothing when it has no value.
    package let isQuiet: Bool
    /// Written with braces.
    package let isFormal: Bool
    /// An odd number of backslashes stood in front.
    package let isEscaped: Bool
    /// Half the backslashes in front.
    package let prefixCount: Int
    /// The source text, without backslashes.
    package let literal: [UInt8]
    /// `$\!x`, `${$x}` and a bare name among a method's arguments never have a value.
    package let isComputable: Bool
    package let range: SourceRange

    /// Written without a dollar: null, where others without a value are the empty text under the `aws` profile.
    package var isBare: Bool { !isComputable && literal.first != UInt8(ascii: "$") }

    /// Whether the last step but indexes is a property.
    var endsInProperty: Bool {
        for step in steps.reversed() {
            switch step {
            case .index: continue
            case .property: return true
            case .method: return false
            }
        }
        return false
    }
}

/// An operator between two values.
package enum TemplateOperator: UInt8, Sendable {
    case or, and, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, add, subtract, multiply, divide, modulo
}

/// A value in a directive.
package indirect enum TemplateExpression {
    case boolean(Bool)
    case integer(String)
    case float(String)
    case string([UInt8])
    /// A double-quoted string with references or directives in it.
    case interpolated([TemplateNode])
    case reference(TemplateReference)
    case list([TemplateExpression])
    case map([(TemplateExpression, TemplateExpression)])
    case range(TemplateExpression, TemplateExpression)
    case not(TemplateExpression)
    case binary(TemplateOperator, TemplateExpression, TemplateExpression)
}

/// A piece of a template.
package indirect enum TemplateNode {
    case text([UInt8], at: TemplateTextPlaces)
    case reference(TemplateReference)
    case set(TemplateReference, TemplateExpression, at: SourceRange)
    case conditional([(condition: TemplateExpression, body: [TemplateNode])], otherwise: [TemplateNode])
    case loop(variable: String, source: TemplateExpression, body: [TemplateNode], at: SourceRange)
    /// `#name(…)`: a macro if there is one of the name, else its own text.
    case call(TemplateCall)
    case define(name: String, body: [TemplateNode])
    case evaluate(TemplateExpression, at: SourceRange)
    /// `#include` and `#parse`.
    case inclusion(directive: String, at: SourceRange)
    case leave(TemplateExpression?)
    case stop
    /// A directive that API Gateway accepts and that fails when it runs.
    case failing
}

/// What looks like a macro's call.
package struct TemplateCall {
    package let name: String
    package let arguments: [TemplateExpression]
    /// The source text of each argument.
    package let argumentTexts: [[UInt8]]
    /// `#@name(…) … #end`.
    package let body: [TemplateNode]?
    package let literal: [UInt8]
    package let range: SourceRange
    /// Why the arguments cannot be read; an error only if there is such a macro.
    package let problem: TemplateProblem?
}

/// Where the bytes of a text stand in the template: comments, escapes and the like between them are gone.
package struct TemplateTextPlaces: Sendable {
    /// From byte `start` on the text is the template's from `offset` on; nil where it stands nowhere.
    private var runs: [(start: Int, offset: Int?)] = []

    /// The template's offset of a byte of the text.
    package func offset(of index: Int) -> Int? {
        guard let run = runs.last(where: { $0.start <= index }), let offset = run.offset else { return nil }
        return offset + index - run.start
    }

    mutating func note(_ start: Int, from offset: Int?) {
        if let last = runs.last {
            if offset == nil, last.offset == nil { return }
            if let offset, let known = last.offset, known + start - last.start == offset { return }
        }
        runs.append((start, offset))
    }

    mutating func truncate(to count: Int) { while let last = runs.last, last.start >= count { runs.removeLast() } }
}

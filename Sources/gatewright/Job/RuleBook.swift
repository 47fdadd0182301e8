// The rules of all phases, for `explain`, SARIF and the generated reference.

import GateCompiler
import GateConfig
import GateJSONPath
import GateOpenAPI
import GateSchema
import GateSource
import GateTemplate
import GateTranslate
import GateTree

/// Every rule that a diagnostic code names.
enum RuleBook {
    /// Ascending by code.
    static let rules: [DiagnosticRule] = {
        let tables: [[DiagnosticRule]] = [
            TreeRules.all, ReferenceRules.all, IntrinsicRules.all, OpenAPIRules.all, TranslateRules.all,
            RouteSpecRules.all, TemplateRules.all, JSONPathRules.all, SchemaRules.all, PatternRules.all, LintRules.all,
            CompilerRules.all, SocketRules.all, ConfigurationRules.all,
        ]
        return tables.joined().sorted { $0.code < $1.code }
    }()

    /// The rule of a code.
    static func rule(_ code: DiagnosticCode) -> DiagnosticRule? { rules.first { $0.code == code } }
}

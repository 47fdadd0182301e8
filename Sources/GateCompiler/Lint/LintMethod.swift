// Where templates are linted: once for each text and what is known of the place it runs in.

import GateDefinition
import GateJSONPath
import GateSource
import GateTemplate

/// What was linted already.
struct LintedTemplates {
    struct Key: Hashable {
        let text: String
        let isRequest: Bool
        let isJSON: Bool
        let pathNames: [String]
        let model: String?
        let isValidated: Bool
    }

    private var seen = Set<Key>()

    mutating func insert(_ key: Key) -> Bool { seen.insert(key).inserted }
}

extension APILowering {
    /// Lints the templates of an integration.
    func lint(_ integration: Integration, _ scope: MethodScope) {
        if integration.kind.isProxy { return }
        let requestType = contentType(of: integration.requestParameters)
        for template in integration.requestTemplates {
            let isJSON =
                integration.kind != .mock && (requestType ?? true) && LintScope.isJSON(template.contentType.value)
            lint(template, scope, isRequest: true, isJSON: isJSON)
        }
        for response in integration.responses {
            let responseType = contentType(of: response.parameters)
            for template in response.templates {
                let isJSON = (responseType ?? true) && LintScope.isJSON(template.contentType.value)
                lint(template, scope, isRequest: false, isJSON: isJSON)
            }
        }
    }

    /// Whether a mapping says that the content is JSON; nil when none says anything.
    private func contentType(of mappings: [ParameterMapping]) -> Bool? {
        for mapping in mappings {
            switch mapping.target {
            case .integrationHeader(let name), .responseHeader(let name):
                guard name.lowercased() == "content-type" else { continue }
                if case .literal(let value) = mapping.source { return LintScope.isJSON(value) }
                return false
            default: continue
            }
        }
        return nil
    }

    private func lint(
        _ template: GateDefinition.Template, _ scope: MethodScope, isRequest: Bool, isJSON: Bool
    ) {
        let text = template.text
        if text.text.isEmpty { return }
        var model: Located<String>?
        if isRequest {
            let type = template.contentType.value.lowercased()
            model = scope.method.requestModels.first { $0.contentType.lowercased() == type }?.modelName
        }
        let key = LintedTemplates.Key(
            text: text.text, isRequest: isRequest, isJSON: isJSON, pathNames: scope.path.names, model: model?.value,
            isValidated: scope.method.validatesBody)
        if !linted.insert(key) { return }
        // What is wrong with the text itself has been said when it was lowered.
        guard let tree = parseTemplate(text, sink: DiagnosticSink()) else { return }
        let findings = LintFindings()
        var names = TemplateNames(
            tree, stageVariables: definition.stageVariables.map(\.name.value), isSocket: isSocket, findings)
        names.run()
        DeadCode(text, findings).run(tree)
        let lower = text.text.lowercased()
        let overridesType = lower.contains("override") && lower.contains("content-type")
        var place = LintScope(
            isRequest: isRequest, isJSON: isJSON && !overridesType, pathNames: scope.path.names)
        place.isValidated = scope.method.validatesBody
        if let model { place.model = models.outline.root(model.value) }
        findings.lintOutput(tree, text, place, models.outline)
        for problem in findings.problems where isNew(problem) { sink.report(problem) }
    }

    /// Compares the path of `method.request.body.PATH` with the model of the bodies, where all have the same.
    func lint(bodyPath path: LocatedText, _ scope: MethodScope) {
        let names = Set(scope.method.requestModels.map(\.modelName.value))
        // What is wrong with the path itself is said when it is lowered.
        guard names.count == 1, let name = names.first, let root = models.outline.root(name),
            let parsed = parseJSONPath(path, sink: DiagnosticSink())
        else { return }
        _ = models.outline.shape(of: parsed, in: root) { problem in
            if isNew(problem) { sink.report(problem) }
        }
    }

    /// Whether a finding has not been reported at its place: a text may be linted several times.
    func isNew(_ problem: LintProblem) -> Bool {
        let diagnostic = problem.diagnostic
        guard let range = diagnostic.range else { return true }
        return lintFindings.insert(LintedPlace(code: diagnostic.code.number, range: range)).inserted
    }
}

/// A finding's code and place.
struct LintedPlace: Hashable {
    let code: UInt16
    let range: SourceRange
}

extension LintScope {
    /// Whether a media type says JSON.
    static func isJSON(_ type: String) -> Bool {
        let name = type.lowercased().prefix { $0 != ";" && $0 != " " }
        return name == "application/json" || name.hasSuffix("+json") || name.hasPrefix("application/x-amz-json")
    }
}

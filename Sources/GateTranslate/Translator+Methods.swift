// Operations to methods.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

extension Translator {
    mutating func translate(_ operation: Operation, _ path: Located<String>) -> Method {
        var method = Method(verb: HTTPVerb(operation.verb), range: operation.range)
        method.operationName = operation.operationID?.value
        method.requestParameters = requestParameters(operation, path)
        if let validator = validator(of: operation) {
            method.validatesBody = validator.validatesBody
            method.validatesParameters = validator.validatesParameters
        }
        method.requestModels = requestModels(operation, path, isValidated: method.validatesBody)
        authorize(&method, operation)
        method.responses = methodResponses(operation)
        if let integration = operation.integration {
            method.integration = translate(integration)
        } else if options.mocksMissingIntegrations, !operation.declaresIntegration {
            mocks.mock(operation, into: &method)
        }
        return method
    }

    /// Declared parameters, and those of the path that are not declared. Recorded from AWS: they are added, save
    /// greedy ones.
    private func requestParameters(_ operation: Operation, _ path: Located<String>) -> [RequestParameter] {
        var result: [RequestParameter] = []
        var declared = Set<String>()
        for parameter in operation.parameters {
            var name = parameter.name
            let location: ParameterLocation
            switch parameter.location {
            case .path:
                location = .path
                if name.value.hasSuffix("+") { name = name.map { String($0.dropLast()) } }
                declared.insert(name.value)
            case .query: location = .queryString
            case .header: location = .header
            case .cookie: continue
            }
            result.append(RequestParameter(location: location, name: name, isRequired: parameter.isRequired))
        }
        for name in PathTemplate.parameters(path.value) where !declared.contains(name) {
            if path.value.hasSuffix("{\(name)+}") { continue }
            result.append(RequestParameter(location: .path, name: Located(name, at: path.range), isRequired: true))
        }
        return result
    }

    private mutating func validator(of operation: Operation) -> RequestValidatorObject? {
        guard let name = operation.requestValidator ?? document.extensions.requestValidator else { return nil }
        if let validator = validators[name.value] { return validator }
        if reportedValidators.insert(name.value).inserted {
            let nearest = nearestName(
                name.value, among: document.extensions.requestValidators.map(\.name.value))
            sink.report(TranslateProblem.validatorUnknown(name.value, at: name.range, nearest: nearest))
        }
        return nil
    }

    // MARK: Bodies

    /// Models of request bodies. AWS checks those of `application/json` only; XML is checked here.
    private mutating func requestModels(
        _ operation: Operation, _ path: Located<String>, isValidated: Bool
    ) -> [RequestModel] {
        guard let body = operation.requestBody else { return [] }
        var result: [RequestModel] = []
        var unchecked: [Located<String>] = []
        for media in body.content {
            guard let schema = media.schema else { continue }
            let type = MediaTypeName.normalised(media.contentType.value)
            guard type == "application/json" || RequestModel.isXML(type) else {
                unchecked.append(media.contentType)
                continue
            }
            let name = modelName(of: schema, suggestion: generatedName(operation, path, "Request"))
            result.append(RequestModel(contentType: type, modelName: Located(name, at: schema.keyRange)))
        }
        if isValidated, let first = unchecked.first {
            sink.report(TranslateProblem.bodyNotValidated(first.value, at: first.range))
        }
        return result
    }

    private mutating func methodResponses(_ operation: Operation) -> [MethodResponse] {
        operation.responses.compactMap { response in
            let code: Located<Int>?
            switch response.status {
            case .code(let status): code = Located(status, at: response.range)
            case .default: code = nil
            case .range: return nil
            }
            var result = MethodResponse(statusCode: code)
            result.headers = response.headers.map(\.name)
            for media in response.content {
                guard let schema = media.schema, let name = referencedModel(schema) else { continue }
                result.models.append(
                    RequestModel(
                        contentType: MediaTypeName.normalised(media.contentType.value),
                        modelName: Located(name, at: schema.keyRange)))
            }
            return result
        }
    }
}

extension HTTPVerb {
    init(_ verb: OperationVerb) {
        switch verb {
        case .get: self = .get
        case .put: self = .put
        case .post: self = .post
        case .delete: self = .delete
        case .options: self = .options
        case .head: self = .head
        case .patch: self = .patch
        case .any: self = .any
        }
    }
}

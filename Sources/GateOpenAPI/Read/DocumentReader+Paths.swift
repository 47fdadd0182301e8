// Path items and operations.

import GateSource
import GateTree

extension DocumentReader {
    /// One member of `paths`.
    func pathItem(_ member: Member) -> PathItem? {
        guard member.key.hasPrefix("/") || (kind == .http && member.key == "$default") else {
            sink.report(OpenAPIProblem.pathWithoutSlash(member.key, at: member.keyRange))
            return nil
        }
        var item = PathItem(path: Located(member.key, at: member.keyRange))
        if member.value.isNull {
            sink.report(
                OpenAPIProblem.valueDropped(
                    member: member.key, found: .null, expected: "an object", at: member.keyRange))
            return item
        }
        var nodes = [member.value]
        if documents.isReference(member.value) {
            guard let target = documents.resolve(member.value) else { return nil }
            nodes.append(target)
        }
        guard nodes.allSatisfy({ $0.kind == .object }) else {
            sink.report(
                OpenAPIProblem.wrongType(
                    member: member.key, found: nodes[nodes.count - 1].kind, expected: "an object", at: member.keyRange))
            return nil
        }
        item.nodes = nodes
        var seen = Set<String>()
        for node in nodes {
            let fields = Fields(node: node, object: "the path item", sink: sink)
            ExtensionTable.check(node, .pathItem, sink: sink)
            let shared = parameters(fields)
            for operation in node.members where seen.insert(operation.key).inserted {
                guard let verb = verb(operation) else { continue }
                if let read = self.operation(operation, verb, item.path, shared) { item.operations.append(read) }
            }
        }
        return item
    }

    private static let itemMembers = ["$ref", "summary", "description", "servers", "parameters"]
    private static let verbs = OperationVerb.allCases.map(\.rawValue)

    /// The verb a member of a path item stands for, nil for members that are no operation.
    private func verb(_ member: Member) -> OperationVerb? {
        if let verb = OperationVerb(rawValue: member.key) { return verb }
        let name = member.key
        if DocumentReader.itemMembers.contains(name) || name.hasPrefix("x-") { return nil }
        if name == "trace" || name == "query" || name == "additionalOperations" {
            sink.report(OpenAPIProblem.verbNotRouted(name, at: member.keyRange))
        } else {
            let nearest =
                name.lowercased() == "any"
                ? OperationVerb.any.rawValue
                : nearestName(name, among: DocumentReader.verbs + DocumentReader.itemMembers)
            sink.report(OpenAPIProblem.verbUnknown(name, at: member.keyRange, nearest: nearest))
        }
        return nil
    }

    private static let operationMembers = [
        "tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses",
        "callbacks", "deprecated", "security", "servers", "consumes", "produces", "schemes", "isDefaultRoute",
    ]

    private func operation(
        _ member: Member, _ verb: OperationVerb, _ path: Located<String>, _ shared: [Found]
    ) -> Operation? {
        guard member.value.kind == .object else {
            sink.report(
                OpenAPIProblem.wrongType(
                    member: member.key, found: member.value.kind, expected: "an object", at: member.keyRange))
            return nil
        }
        let fields = Fields(node: member.value, object: "the operation", sink: sink)
        fields.reportUnknown(known: DocumentReader.operationMembers)
        ExtensionTable.check(member.value, .operation, sink: sink)
        var operation = Operation(verb: verb, range: member.keyRange, node: member.value)
        operation.operationID = operationID(fields)
        let own = parameters(fields)
        operation.parameters = merged(shared, own, path)
        operation.requestBody = requestBody(fields, own.isEmpty ? shared : own + shared)
        if version == .swagger20 {
            operation.produces = member.value["produces"] == nil ? produces : fields.texts("produces").map(\.value)
        }
        operation.responses = responses(fields, produces: operation.produces)
        operation.security = security(fields)
        operation.requestValidator = fields.text("x-amazon-apigateway-request-validator")
        if let auth = fields.object("x-amazon-apigateway-auth") {
            let authFields = Fields(node: auth, object: "`x-amazon-apigateway-auth`", sink: sink)
            authFields.reportUnknown(known: ["type"])
            operation.auth = authFields.choice("type", AuthType.self)
        }
        operation.integration = integration(fields)
        operation.declaresIntegration = fields.value("x-amazon-apigateway-integration") != nil
        return operation
    }

    private func operationID(_ fields: Fields) -> Located<String>? {
        guard let name = fields.text("operationId") else { return nil }
        if let first = operationIDs[name.value] {
            sink.report(OpenAPIProblem.operationIDTwice(name.value, at: name.range, first: first))
        } else {
            operationIDs[name.value] = name.range
        }
        return name
    }

    // MARK: Parameters

    /// A parameter, or the body that Swagger lists among them.
    enum Found {
        case parameter(Parameter)
        case body(Node)
    }

    private enum SwaggerLocation: String, CaseIterable {
        case path, query, header, body, formData
    }

    func parameters(_ fields: Fields) -> [Found] {
        guard let list = fields.array("parameters") else { return [] }
        return list.compactMap { element in
            guard let node = documents.resolve(element) else { return nil }
            if version == .swagger20, node["in"]?.string == "body" {
                ExtensionTable.check(node, .parameter, sink: sink)
                return .body(node)
            }
            if let known = readParameters[node] { return known.map { .parameter($0) } }
            let read = parameter(node, element)
            readParameters[node] = .some(read)
            return read.map { .parameter($0) }
        }
    }

    private func parameter(_ node: Node, _ element: Node) -> Parameter? {
        guard node.kind == .object else {
            sink.report(
                OpenAPIProblem.wrongType(
                    member: "parameter", found: node.kind, expected: "an object", at: element.range))
            return nil
        }
        ExtensionTable.check(node, .parameter, sink: sink)
        let fields = Fields(node: node, object: "the parameter", sink: sink)
        let place = fields.node.member("name")?.keyRange ?? node.members.first?.keyRange ?? node.range
        for key in ["name", "in"] where fields.value(key) == nil {
            sink.report(OpenAPIProblem.memberMissing(key, object: "the parameter", at: place))
        }
        guard let name = fields.text("name") else { return nil }
        let isRequired = fields.boolean("required") ?? false
        if version == .swagger20 {
            guard let location = fields.choice("in", SwaggerLocation.self)?.value else { return nil }
            if location == .formData { noteUnread("form", name.range) }
            guard let known = Parameter.Location(rawValue: location.rawValue) else { return nil }
            return Parameter(location: known, name: name, isRequired: isRequired || known == .path, node: node)
        }
        guard let location = fields.choice("in", Parameter.Location.self)?.value else { return nil }
        // The gateway does not look at cookies; clients send them.
        if location == .cookie { noteUnread("cookie", name.range) }
        return Parameter(location: location, name: name, isRequired: isRequired || location == .path, node: node)
    }

    private func noteUnread(_ kind: String, _ place: SourceRange) {
        guard let index = unreadParameters.firstIndex(where: { $0.kind == kind }) else {
            unreadParameters.append((kind, place, [], 1))
            return
        }
        unreadParameters[index].count += 1
        if unreadParameters[index].others.count < 3 { unreadParameters[index].others.append(place) }
    }

    func reportUnreadParameters() {
        for unread in unreadParameters {
            sink.report(
                OpenAPIProblem.parametersNotRead(
                    unread.kind, count: unread.count, at: unread.first, others: unread.others))
        }
    }

    /// The parameters of a path item with those of an operation: the operation's hold.
    private func merged(_ shared: [Found], _ own: [Found], _ path: Located<String>) -> [Parameter] {
        var result: [Parameter] = []
        var indices: [String: Int] = [:]
        for (list, isOwn) in [(shared, false), (own, true)] {
            var seen: [String: SourceRange] = [:]
            for case .parameter(let parameter) in list {
                let key = parameter.location.rawValue + "." + parameter.name.value
                if let first = seen[key], isOwn {
                    sink.report(
                        OpenAPIProblem.parameterTwice(
                            parameter.name.value, location: parameter.location.rawValue, at: parameter.name.range,
                            first: first))
                }
                seen[key] = parameter.name.range
                if let index = indices[key] {
                    result[index] = parameter
                } else {
                    indices[key] = result.count
                    result.append(parameter)
                }
            }
        }
        checkPathParameters(result, path)
        return result
    }

    /// Every path parameter stands in the path.
    private func checkPathParameters(_ parameters: [Parameter], _ path: Located<String>) {
        guard parameters.contains(where: { $0.location == .path }) else { return }
        let segments = PathTemplate.parameters(path.value)
        for parameter in parameters where parameter.location == .path {
            // AWS exports name a greedy parameter `proxy`, some authors write `proxy+`.
            let name = parameter.name.value
            let bare = name.hasSuffix("+") ? String(name.dropLast()) : name
            if segments.contains(bare) { continue }
            let place = parameter.name.range
            guard reportedParameters.insert(place).inserted else { continue }
            sink.report(
                OpenAPIProblem.parameterUnmatched(
                    name, path: path.value, at: place, pathRange: path.range, segments: segments))
        }
    }
}

/// Templates of paths.
package enum PathTemplate {
    /// The names in `{name}` and `{name+}`, in order, without the sign.
    package static func parameters(_ path: String) -> [String] {
        var result: [String] = []
        var name: [UInt8]?
        for byte in path.utf8 {
            switch byte {
            case 0x7b: name = []
            case 0x7d:
                if var found = name {
                    if found.last == 0x2b { found.removeLast() }
                    result.append(String(decoding: found, as: UTF8.self))
                }
                name = nil
            default: name?.append(byte)
            }
        }
        return result
    }
}

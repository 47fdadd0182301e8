// Identifiers of a Go package: words in Go's spelling, and one scope for all that a package declares.

extension Words {
    /// Words that Go writes in capitals: the list of its own style guide.
    private static let initialisms: Set<String> = [
        "acl", "api", "ascii", "aws", "cpu", "css", "dns", "eof", "guid", "html", "http", "https", "id", "ip", "json",
        "jwt", "qps", "ram", "rpc", "sla", "smtp", "sql", "ssh", "tcp", "tls", "ttl", "udp", "ui", "uid", "uri", "url",
        "utf8", "uuid", "vm", "xml", "xsrf", "xss",
    ]

    private static func goWord(_ word: String) -> String {
        if initialisms.contains(word) { return word.uppercased() }
        if word.last == "s", initialisms.contains(String(word.dropLast())) { return word.dropLast().uppercased() + "s" }
        return word.prefix(1).uppercased() + word.dropFirst()
    }

    /// `PetOwnerID`.
    var goExported: String { words.map(Words.goWord).joined() }
    /// `petOwnerID`.
    var goLocal: String { words[0] + words.dropFirst().map(Words.goWord).joined() }
}

/// What a package declares, by what it is for.
struct GoNames {
    /// Of types, by number.
    let types: [String]
    /// Of constants, by type and value.
    let values: [Int: [String]]
    /// Of methods, by operation, or by route of the channel.
    let operations: [String]
    /// Of methods that go through pages, by operation.
    let pages: [String]
    /// Of structs of parameters, by operation.
    let parameters: [String]
    /// Of structs of answers, by operation.
    let results: [String]

    /// Of events, by event of the channel.
    let events: [String]

    /// What a package declares whatever its API.
    private static let reserved: Set<String> = [
        "APIError", "AWSCredentials", "BaseURL", "BasicCredentials", "Client", "ConnectionError", "Credentials", "Date",
        "DeclaredError", "EventStream", "ExecuteAPI", "GatewayAccessDenied", "GatewayAuthorizerConfiguration",
        "GatewayAuthorizerFailure", "GatewayBadRequest", "GatewayError", "GatewayErrorType", "GatewayExpiredToken",
        "GatewayForbidden", "GatewayIncompleteSignature", "GatewayInternalServerError", "GatewayInvalidSignature",
        "GatewayLimitExceeded", "GatewayMissingAuthenticationToken", "GatewayRequestTooLarge",
        "GatewayResourceNotFound", "GatewayTooManyRequests", "GatewayUnauthorized", "GatewayUnrecognizedClient",
        "Middleware", "New", "Null", "Nullable", "Option", "Pager", "Provider", "Ptr", "RequestID", "Send",
        "ServerSentEvent", "Some", "Static", "Upload", "WithHTTPClient", "WithHeader", "WithIdempotencyKey",
        "WithMiddleware", "WithResponse", "WithRetries", "WithTimeout",
    ]
    /// What a package of a WebSocket API declares whatever its API.
    private static let reservedOfSockets: Set<String> = [
        "AWSCredentials", "BasicCredentials", "Client", "CloseError", "CloseStatus", "ConnectionError", "Credentials",
        "Date", "Dial", "Event", "HandshakeError", "Null", "Nullable", "Option", "Other", "Parameters", "Provider",
        "Ptr", "Refusal", "Some", "Static", "Upload", "WithHTTPClient", "WithHeader", "WithPings", "WithReconnects",
        "WithTimeout",
    ]
    /// What a package declares whose requests can be looked at.
    private static let reservedOfChecks: Set<String> = ["InvalidRequestError", "Violation", "WithRequestChecks"]
    /// Methods of every client of a WebSocket API.
    private static let socketMethods: Set<String> = ["Close", "Err", "Events", "SendMessage"]
    /// Keywords, predeclared identifiers, packages and what methods declare: nothing that a parameter may be called.
    static let local: Set<String> = [
        "answers", "any", "anyForm", "append", "body", "bool", "booleanForm", "break", "byte", "c", "case", "chan",
        "const", "context", "continue", "ctx", "declared", "decoded", "default", "defer", "element", "else", "err",
        "error", "failures", "fallthrough", "false", "float64", "for", "func", "go", "goto", "if", "import", "int",
        "int32", "int64", "interface", "io", "len", "listForm", "make", "map", "mapForm", "new", "newRequest",
        "nil", "numberForm", "objectForm", "operationRules", "options", "package", "page", "params", "r", "range",
        "request", "result", "return", "select", "string", "struct", "switch", "textForm", "time", "token", "true",
        "type", "typeForm", "valueOf", "var", "xmlAnswers", "xmlMember",
    ]

    init(_ api: ClientAPI) {
        var reserved = api.channel == nil ? GoNames.reserved : GoNames.reservedOfSockets
        if api.operations.contains(where: \.hasRules) { reserved.formUnion(GoNames.reservedOfChecks) }
        var scope = NameScope(reserved: reserved, digitPrefix: "N")
        let types = api.types.map { scope.take(Words($0.name).goExported, suffix: "Model") }
        let words = (api.channel?.routes.map(\.name) ?? api.operations.map(\.name)).map { Words($0) }
        events = (api.channel?.events ?? []).map { scope.take(Words($0.name).goExported + "Event", suffix: "Struct") }
        parameters = words.map { scope.take($0.goExported + "Params", suffix: "Struct") }
        results = words.map { scope.take($0.goExported + "Result", suffix: "Struct") }
        var values: [Int: [String]] = [:]
        for (index, type) in api.types.enumerated() {
            guard case .enumeration(let texts) = type.form else { continue }
            values[index] = texts.map { value in
                let words = Words(value.text).prefix(SDKText.titleWordsMax).goExported
                return scope.take(types[index] + GoNames.sign(value.text) + words, suffix: "Value")
            }
        }
        self.types = types
        self.values = values
        let known = api.channel == nil ? [] : GoNames.socketMethods
        var methods = NameScope(reserved: known, digitPrefix: "N")
        operations = words.map { methods.take($0.goExported, suffix: "Call") }
        pages = words.map { methods.take($0.goExported + "Pages", suffix: "Call") }
    }

    /// What tells `-created` from `created`.
    private static func sign(_ text: String) -> String {
        text.hasPrefix("-") ? "Minus" : text.hasPrefix("+") ? "Plus" : ""
    }
}

// The files of a Python client of a WebSocket API: a class with a method for each route, an iterator of what comes.

/// A package for PyPI.
struct PythonSocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    let names: PythonPackageNames
    let models: PythonModels
    let examples: PythonExamples
    /// Names of methods, by route.
    let methods: [String]
    /// Names of what the constructor takes: parameters, then credentials.
    let arguments: [String]

    /// Members that every client has.
    private static let reservedMethods: Set<String> = ["close", "connect", "messages", "send_message"]
    /// What every constructor takes.
    private static let reservedArguments: Set<String> = ["reconnects", "timeout", "url"]
    /// Names of the runtime beside those of every client.
    private static let reservedTypes: Set<String> = ["Incoming", "Other", "Refusal", "SocketClient", "SocketError"]

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        self.api = api
        self.channel = channel
        names = PythonPackageNames(api, options)
        models = PythonModels(
            api, clientName: names.client,
            reserving: PythonSocketPackage.reservedTypes)
        examples = PythonExamples(
            api: api, models: models, operations: PythonOperations(api, models, clientName: names.client))
        var scope = NameScope(reserved: PythonModels.keywords.union(PythonSocketPackage.reservedMethods))
        methods = channel.routes.map { scope.take(Words($0.name).snake) }
        var taken = NameScope(reserved: PythonModels.keywords.union(PythonSocketPackage.reservedArguments))
        arguments =
            channel.parameters.map { taken.take(Words($0.name).snake) }
            + channel.security.map { taken.take(Words(api.schemes[$0].name).snake) }
    }

    var banner: String { SDKText.banner(api) }

    func files() -> [SDKFile] {
        let folder = "src/\(names.module)"
        return [
            SDKFile(
                path: "pyproject.toml",
                text: PythonPackage.manifest(names, api, dependency: "websockets>=13")),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(folder)/py.typed", text: ""),
            SDKFile(path: "\(folder)/models.py", text: print(models.statements(), "Types of \(api.title).")),
            SDKFile(
                path: "\(folder)/client.py",
                text: print([incoming, .classDefinition(client)], "A client of \(api.title).", of: models.names)),
            SDKFile(path: "\(folder)/__init__.py", text: PythonPrinter.print(exports, documentation: banner)),
            SDKFile(path: "\(folder)/_codec.py", text: PythonRuntime.codec),
            SDKFile(path: "\(folder)/_connection.py", text: PythonRuntime.socket),
            SDKFile(path: "tests/test_routes.py", text: routeTests),
            SDKFile(path: "tests/test_connection.py", text: connectionTests),
        ]
    }

    private func print(_ statements: [PythonStatement], _ documentation: String, of types: [String] = []) -> String {
        PythonPackage.print(
            statements, "\(banner)\n\n\(documentation)", from: PythonSocketPackage.modules, own: [("models", types)])
    }

    /// Where names come from that modules may use.
    private static let modules: [(String, [String])] = [
        ("collections.abc", ["AsyncIterator"]), ("dataclasses", ["dataclass", "field"]),
        ("datetime", ["date", "datetime"]), ("decimal", ["Decimal"]),
        ("typing", ["Annotated", "Any", "Literal", "TypeAlias"]),
        ("uuid", ["UUID"]),
        ("._codec", ["UNSET", "AsText", "Discriminated", "Member", "Rest", "Unset"]),
        ("._connection", ["AwsCredentials", "Other", "Provider", "Refusal", "SocketClient"]),
    ]

    private var exports: [PythonStatement] {
        let runtime = ["AwsCredentials", "Other", "Refusal", "SocketError"]
        let types = models.names.sorted()
        let all = (["Incoming", "UNSET", "Unset", names.client] + runtime + types).sorted()
        return [
            .imports(module: "._codec", names: ["UNSET", "Unset"]), .imports(module: "._connection", names: runtime),
            .imports(module: ".client", names: ["Incoming", names.client].sorted()),
        ] + (types.isEmpty ? [] : [.imports(module: ".models", names: types)])
            + [.constant(name: "__all__", nil, .list(all.map { .string($0) }))]
    }

    // MARK: The class

    private var client: PythonClass {
        var made = PythonClass(name: names.client, superclasses: [.name("SocketClient")])
        made.documentation = api.summary ?? "A client of \(api.title)."
        made.fields = [
            PythonField(
                name: "_selector", type: .subscripted("tuple", [.string, .name("...")]),
                initial: .tuple(channel.selector.map { .string($0) })),
            PythonField(
                name: "_events", type: .subscripted("dict", [.string, .any]),
                initial: .dictionary(channel.events.map { (.string($0.name), .type(models.type($0.shape))) })),
        ]
        made.methods = [constructor] + channel.routes.indices.map(method) + [messages]
        return made
    }

    private var constructor: PythonMethod {
        var parameters = [PythonParameter(name: "url", type: .string)]
        var query: [PythonExpression] = []
        var headers: [PythonExpression] = []
        for (name, parameter) in zip(arguments, channel.parameters) {
            parameters.append(
                PythonParameter(
                    name: name, type: parameter.isRequired ? .string : .union([.string, .none]),
                    initial: parameter.isRequired ? nil : PythonExpression.none, isKeywordOnly: true))
            let pair = PythonExpression.tuple([.string(parameter.name), .name(name)])
            if parameter.location == .query { query.append(pair) } else { headers.append(pair) }
        }
        var passed: [PythonExpression.Argument] = [.value(.name("url"))]
        if !query.isEmpty { passed.append(.keyword("query", .list(query))) }
        if !headers.isEmpty { passed.append(.keyword("headers", .list(headers))) }
        var secrets: [PythonExpression] = []
        for (name, index) in zip(arguments.dropFirst(channel.parameters.count), channel.security) {
            var type = PythonType.string
            switch api.schemes[index].kind {
            case .apiKey(let header, _): secrets.append(.tuple([.string(header), .name(name)]))
            default:
                type = .name("AwsCredentials")
                passed.append(.keyword("signer", .name(name)))
            }
            parameters.append(
                PythonParameter(
                    name: name, type: .union([.subscripted("Provider", [type]), .none]), initial: PythonExpression.none,
                    isKeywordOnly: true))
        }
        if !secrets.isEmpty { passed.append(.keyword("secrets", .list(secrets))) }
        for (name, type, value) in [("reconnects", "int", "10"), ("timeout", "float", "30.0")] {
            parameters.append(
                PythonParameter(name: name, type: .name(type), initial: .number(value), isKeywordOnly: true))
            passed.append(.keyword(name, .name(name)))
        }
        return PythonMethod(
            name: "__init__", parameters: parameters, result: .none,
            value: .call(.attribute(.call("super"), "__init__"), passed), returnsValue: false)
    }

    private func method(_ index: Int) -> PythonMethod {
        let route = channel.routes[index]
        var text = "Sends a message to the route `\(SDKText.code(route.key))`."
        if route.isAnswered { text += "\n\nThe gateway sends an answer back, as a message." }
        var parameter = PythonParameter(name: "message", type: .any, initial: PythonExpression.none)
        var passed: [PythonExpression.Argument] = [.value(.string(route.key)), .value(.name("message"))]
        if let shape = route.message {
            let type = models.type(shape.unwrapped)
            parameter = PythonParameter(name: "message", type: type)
            if models.needsType(shape) { passed.append(.value(.type(type))) }
        }
        return PythonMethod(
            name: methods[index], isAsync: true, parameters: [parameter], result: .none, documentation: text,
            value: .awaited(.call(.attribute(.name("self"), "_send"), passed)),
            returnsValue: false)
    }

    /// The type of what comes.
    private var incoming: PythonStatement {
        var shapes: [Shape] = []
        for event in channel.events where event.shape != .any && !shapes.contains(event.shape) {
            shapes.append(event.shape)
        }
        return .alias(
            name: "Incoming", .union(shapes.map(models.type) + [.name("Refusal"), .name("Other")]),
            documentation: nil)
    }

    private var messages: PythonMethod {
        PythonMethod(
            name: "messages", parameters: [], result: .subscripted("AsyncIterator", [.name("Incoming")]),
            documentation: "Each message until the connection ends.",
            value: .call(.attribute(.name("self"), "_iterate"), []))
    }
}

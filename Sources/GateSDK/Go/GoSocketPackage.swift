// The files of a Go client of a WebSocket API: Dial, a method for each route, a channel of what comes.

/// A module of one package.
struct GoSocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    let module: GoModule
    let models: GoModels
    let operations: GoOperations
    let examples: GoExamples
    /// Names of fields of the struct of parameters, by parameter.
    let parameters: [String]

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        self.api = api
        self.channel = channel
        module = GoModule(api, options)
        models = GoModels(api, GoNames(api))
        operations = GoOperations(api, models)
        examples = GoExamples(api: api, models: models, operations: operations, packageName: module.packageName)
        var scope = NameScope(digitPrefix: "N")
        parameters = channel.parameters.map { scope.take(Words($0.name).goExported, suffix: "Field") }
    }

    func files() -> [SDKFile] {
        [
            module.manifest, SDKFile(path: "README.md", text: readme),
            module.file("client.go", declarations, documentation: module.documentation("talks to")),
            module.file("models.go", models.declarations()), SDKFile(path: "routes_test.go", text: routeTests),
            module.fixed("socket_test.go", GoSocketPackage.socketTests),
        ] + GoRuntime.socketFiles.map { module.fixed("\($0.0).go", $0.1) }
    }

    // MARK: The client

    private var declarations: [GoDeclaration] {
        var made: [GoDeclaration] = [
            .structure(
                name: "Client",
                comment: "Client is a connection, and the next one when it is lost. Several goroutines may use it.",
                [GoField(name: nil, type: .pointer(.name("socket")))])
        ]
        if !channel.parameters.isEmpty { made.append(parameterStruct) }
        if !api.schemes.isEmpty { made += operations.shown(signing: "presigned") }
        made.append(.function(dial))
        made += channel.routes.indices.map { .function(method($0)) }
        return made + channel.events.indices.flatMap { event($0) }
    }

    private var parameterStruct: GoDeclaration {
        .structure(
            name: "Parameters", comment: "Parameters are what the handshake tells.",
            zip(parameters, channel.parameters).map {
                GoField(name: $0, type: $1.isRequired ? .string : .pointer(.string))
            })
    }

    private var dial: GoFunction {
        var inputs = [GoParameter(name: "ctx", type: .context), GoParameter(name: "address", type: .string)]
        var handshake = [GoExpression.identifier("address")]
        var body: [GoStatement] = []
        if !channel.parameters.isEmpty { inputs.append(GoParameter(name: "parameters", type: .name("Parameters"))) }
        if !api.schemes.isEmpty {
            inputs.append(GoParameter(name: "credentials", type: .name("Credentials")))
            body.append(.define(["schemes"], .call(.member(.identifier("credentials"), "schemes"), [])))
            handshake += channel.security.map {
                .element(.identifier("schemes"), .string(api.schemes[$0].name))
            }
        }
        let h = GoExpression.identifier("h")
        body.append(.define(["h"], .call(.identifier("newHandshake"), handshake)))
        for (name, parameter) in zip(parameters, channel.parameters) {
            let value = GoExpression.member(.identifier("parameters"), name)
            body.append(
                .expression(
                    .call(
                        .member(h, parameter.location == .query ? "query" : "headerField"),
                        [.string(parameter.name), parameter.isRequired ? .address(value) : value])))
        }
        let kinds = zip(models.names.events, channel.events).map { name, event -> (GoExpression, GoExpression) in
            (.string(event.name), .instance(.identifier("kind"), [.name(name)]))
        }
        let (ctx, c) = (GoExpression.identifier("ctx"), GoExpression.identifier("c"))
        let err = GoExpression.identifier("err")
        let socket = GoExpression.call(
            "newSocket", h, .string(SDKText.userAgent(api)),
            .list(.slice(.string), channel.selector.map { .string($0) }), .identifier("events"),
            .identifier("options"))
        body += [
            .define(["events"], .map(.name("kinds"), kinds)),
            .define(["c"], .address(.list(.name("Client"), [socket]))),
            .define(["err"], .call(.member(c, "open"), [ctx])),
            .condition(.binary(err, "!=", .none), [.returning([.none, err])]), .returning([c, .none]),
        ]
        let comment = """
            Dial opens a connection to the API at an address: that of a stage, with wss. It fails when the first \
            attempt does; the context is that of this attempt.
            """
        return GoFunction(
            name: "Dial", parameters: inputs + [GoOperations.options], results: [.pointer(.name("Client")), .error],
            comment: comment, body: body)
    }

    private func method(_ index: Int) -> GoFunction {
        let route = channel.routes[index]
        let name = models.names.operations[index]
        var comment = "\(name) sends a message to the route \(SourceText.firstLine(route.key))."
        if route.isAnswered { comment += " The gateway sends an answer back, as an event." }
        let call = GoExpression.call(
            .member(.identifier("c"), "route"),
            [.identifier("ctx"), .string(route.key), .identifier("message")])
        let type = route.message.map { models.type($0.unwrapped) } ?? .any
        return GoFunction(
            receiver: GoOperations.receiver, name: name,
            parameters: [GoParameter(name: "ctx", type: .context), GoParameter(name: "message", type: type)],
            results: [.error], comment: comment, body: [.returning([call])])
    }

    private func event(_ index: Int) -> [GoDeclaration] {
        let name = models.names.events[index]
        let kind = SourceText.firstLine(channel.events[index].name)
        let data = GoExpression.address(.member(.identifier("e"), "Data"))
        return [
            .structure(
                name: name, comment: "\(name) is a message of the kind \(kind).",
                [GoField(name: "Data", type: models.type(models.expanded(channel.events[index].shape)))]),
            .function(
                GoFunction(
                    receiver: GoParameter(name: "e", type: .name(name)), name: "isEvent", parameters: [], body: [])),
            .function(
                GoFunction(
                    receiver: GoParameter(name: "e", type: .pointer(.name(name))), name: "UnmarshalJSON",
                    parameters: [GoParameter(name: "data", type: .slice(.name("byte")))], results: [.error],
                    comment: "UnmarshalJSON reads the message.",
                    body: [
                        .returning([.call(.qualified("json", "Unmarshal"), [.identifier("data"), data])])
                    ])),
        ]
    }
}

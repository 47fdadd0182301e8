// The files of a Ruby client of a WebSocket API: a class with a method for each route, an enumerator of what comes.

/// A gem of a client that keeps a connection.
struct RubySocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    /// Names, texts and values are those of every package.
    let package: RubyPackage
    /// Names of methods, by route.
    let methods: [String]
    /// Names of what `new` takes: parameters, then credentials.
    let arguments: [String]

    /// Methods that every client has.
    private static let reservedMethods: Set<String> = [
        "close", "connect", "connected_again?", "current", "failure", "finish", "forget", "listen", "messages",
        "over_after?", "read", "refusal", "run", "send_message", "send_to", "start", "use",
    ]
    /// What every client takes.
    private static let reservedArguments: Set<String> = [
        "headers", "on_open", "query", "reconnects", "secrets", "settings", "signer", "timeout", "url",
    ]

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        self.api = api
        self.channel = channel
        package = RubyPackage(api, options)
        let kept = RubyModels.methods.union(RubyModels.keywords)
        var scope = NameScope(reserved: kept.union(RubySocketPackage.reservedMethods), digitPrefix: "n")
        methods = channel.routes.map { scope.take(Words($0.name).snake) }
        var taken = NameScope(
            reserved: RubyModels.keywords.union(RubySocketPackage.reservedArguments), digitPrefix: "n")
        arguments =
            channel.parameters.map { taken.take(Words($0.name).snake) }
            + channel.security.map { taken.take(Words(api.schemes[$0].name).snake) }
    }

    func files() -> [SDKFile] {
        let required = package.requireName
        let folder = "lib/\(required)"
        return [
            SDKFile(path: "\(required).gemspec", text: package.manifest),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(folder).rb", text: package.entry(requiring: ["client", "connection", "models"])),
            SDKFile(
                path: "\(folder)/models.rb",
                text: package.file(requiring: ["values"], package.models.statements())),
            SDKFile(
                path: "\(folder)/client.rb", text: package.file(requiring: ["connection", "models"], [client])),
            SDKFile(path: "sig/\(required).rbs", text: signatures),
            SDKFile(path: "test/routes_test.rb", text: routeTests),
            SDKFile(path: "test/connection_test.rb", text: package.fixed(RubySocketPackage.connectionTests)),
        ]
            + RubyRuntime.socketFiles.map { name, text in
                SDKFile(path: "\(folder)/\(name).rb", text: package.fixed(text))
            }
    }

    // MARK: The class

    private var client: RubyStatement {
        let events = channel.events.map { event in
            (key: RubyExpression.string(event.name), value: package.models.shape(event.shape))
        }
        let selector = RubyExpression.array(channel.selector.map { .string($0) })
        return .type(
            name: "Client", superclass: "SocketClient", comment: api.summary ?? "A client of \(api.title).",
            [
                .constant("SELECTOR", .frozen(selector), comment: "The members that lead to a message's kind."),
                .constant("EVENTS", .frozen(.hash(events)), comment: "What comes, by its kind."),
                .method(start),
            ] + channel.routes.indices.map { .method(method($0)) })
    }

    private var start: RubyMethod {
        var parameters = [RubyParameter(name: "url", type: .string)]
        var query: [RubyExpression] = []
        var headers: [RubyExpression] = []
        for (name, parameter) in zip(arguments, channel.parameters) {
            parameters.append(
                RubyParameter(
                    name: name, kind: .keyword, initial: parameter.isRequired ? nil : RubyExpression.none,
                    type: parameter.isRequired ? .string : .string.orNil))
            let pair = RubyExpression.array([.string(parameter.name), .name(name)])
            if parameter.location == .query { query.append(pair) } else { headers.append(pair) }
        }
        var passed: [RubyExpression.Argument] = [.value(.name("url"))]
        if !query.isEmpty { passed.append(.keyword("query", .array(query))) }
        if !headers.isEmpty { passed.append(.keyword("headers", .array(headers))) }
        var secrets: [RubyExpression] = []
        for (name, index) in zip(arguments.dropFirst(channel.parameters.count), channel.security) {
            var type = RubyType.string
            switch api.schemes[index].kind {
            case .apiKey(let header, _): secrets.append(.array([.string(header), .name(name)]))
            default:
                type = .name("AwsCredentials")
                passed.append(.keyword("signer", .name(name)))
            }
            parameters.append(
                RubyParameter(
                    name: name, kind: .keyword, initial: RubyExpression.none,
                    type: .generic("provider", [type]).orNil))
        }
        if !secrets.isEmpty { passed.append(.keyword("secrets", .array(secrets))) }
        parameters.append(RubyParameter(name: "settings", kind: .keywords, type: .untyped))
        return RubyMethod(
            name: "initialize", parameters: parameters,
            comment: """
                `url` is where the API is, `wss://…`, with the stage.
                Credentials may be Procs, which are called for each handshake.
                `reconnects:` attempts follow a connection that is lost.
                `timeout:` (seconds) holds for the handshake and for what is sent.
                `on_open:` is called with the client each time that a connection is there.
                """, body: .call(nil, "super", passed + [.keywords("settings")]), result: .void)
    }

    private func method(_ index: Int) -> RubyMethod {
        let route = channel.routes[index]
        var text = "Sends a message to the route `\(SDKText.code(route.key))`."
        if route.isAnswered { text += " The gateway sends an answer back, as a message." }
        let models = package.models
        var parameter = RubyParameter(name: "message", initial: .hash([]), type: .hash)
        var shape = RubyExpression.symbol("any")
        if let message = route.message?.unwrapped {
            shape = models.shape(message)
            let type = models.type(message)
            parameter = RubyParameter(name: "message", type: models.isObject(message) ? .union([type, .hash]) : type)
        }
        return RubyMethod(
            name: methods[index], parameters: [parameter], comment: text,
            body: .call(nil, "send_to", [.value(.string(route.key)), .value(shape), .value(.name("message"))]),
            result: .void)
    }

    // MARK: Signatures

    private var signatures: String {
        let models = package.models
        var types: [RubyType] = []
        for event in channel.events {
            let type = RubyType.generic("Event", [models.type(event.shape)])
            if !types.contains(type) { types.append(type) }
        }
        types += [.name("Refusal"), .name("Other")]
        func setting(_ name: String, _ type: RubyType) -> RubyParameter {
            RubyParameter(name: name, kind: .keyword, initial: RubyExpression.none, type: type)
        }
        var start = start
        start.parameters.removeLast()
        start.parameters += [
            setting("reconnects", .name("Integer")), setting("timeout", .name("Numeric")),
            setting("on_open", .name("^(Client) -> void")),
        ]
        let messages = RubyMethod(
            name: "messages", parameters: [], body: .none, result: .generic("Enumerator", [.name("incoming"), .void]),
            yields: .name("incoming"))
        let client = RubySignature.type(
            name: "Client", superclass: "SocketClient",
            [
                .constant("SELECTOR", .generic("Array", [.string])),
                .constant("EVENTS", .generic("Hash", [.string, .name("shape")])), .method(start), .method(messages),
            ] + channel.routes.indices.map { .method(method($0)) })
        return package.signatures(
            models.signatures() + [.alias("incoming", .union(types)), client], RubyRuntime.socketSignatures)
    }
}

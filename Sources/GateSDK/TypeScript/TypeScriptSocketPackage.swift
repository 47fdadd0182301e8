// The files of a TypeScript client of a WebSocket API: a class with a method for each route, types of what comes.

/// A package for npm.
struct TypeScriptSocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    let names: PackageNames
    private let models: TypeScriptModels
    /// Names of methods, by route.
    let methods: [String]
    /// Members of `parameters`, by parameter: a header that is called as a value of the query has another.
    let members: [String]

    /// Members that every client has.
    private static let reservedMethods: Set<String> = [
        "close", "connect", "constructor", "messages", "on", "onClose", "onError", "onMessage", "onOpen", "sendMessage",
        "sendTo", "state", "toString", "valueOf",
    ]
    /// Exports of the runtime and globals beside those of every client.
    private static let reservedTypes: Set<String> = [
        "GatewayMessage", "HandshakeScheme", "SocketClient", "SocketDefinition", "SocketEnd", "SocketError",
        "SocketMessage", "SocketOptions", "SocketState", "WebSocket", "WebSocketLike",
    ]

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        self.api = api
        self.channel = channel
        names = PackageNames(api, options, digitPrefix: "_")
        let own = [names.client, names.client + "Parameters", names.client + "Credentials", names.client + "Events"]
        models = TypeScriptModels(
            api, clientName: names.client, reserving: TypeScriptSocketPackage.reservedTypes.union(own))
        var scope = NameScope(reserved: TypeScriptSocketPackage.reservedMethods)
        methods = channel.routes.map { scope.take(Words($0.name).camel) }
        var taken = Set<String>()
        members = channel.parameters.map { parameter in
            var name = parameter.name
            while !taken.insert(name).inserted { name += "Header" }
            return name
        }
    }

    var banner: String { SDKText.banner(api) }

    func files() -> [SDKFile] {
        let declarations = models.declarations()
        let index: [TypeScriptDeclaration] = [
            .exportAll(from: "./client.js"), .exportAll(from: "./models.js"), .exportAll(from: "./socket.js"),
            .exportTypes(["AwsCredentials"], from: "./signing.js"),
        ]
        return [
            SDKFile(path: "package.json", text: TypeScriptPackage.manifest(names.package, api)),
            SDKFile(path: "tsconfig.json", text: TypeScriptPackage.configuration),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "test/routes.test.mjs", text: routeTests),
            SDKFile(path: "test/socket.test.mjs", text: TypeScriptSocketPackage.socketTests),
            SDKFile(
                path: "src/models.ts",
                text: TypeScriptPrinter.print(declarations, banner: banner)
                    // A file without declarations is no module unless it says so.
                    + (declarations.isEmpty ? "\nexport {};\n" : "")),
            SDKFile(path: "src/client.ts", text: TypeScriptPrinter.print(clientDeclarations, banner: banner)),
            SDKFile(path: "src/index.ts", text: TypeScriptPrinter.print(index, banner: banner)),
        ] + TypeScriptRuntime.socketModules.map { SDKFile(path: "src/\($0.0).ts", text: $0.1) }
    }

    // MARK: Sources

    private var clientDeclarations: [TypeScriptDeclaration] {
        let options = TypeScriptType.generic(
            "SocketOptions", [.name(names.client + "Parameters"), .name(names.client + "Credentials")])
        let own: [TypeScriptDeclaration] = [
            .interface(
                name: names.client + "Parameters", comment: TypeScriptComment(text: "What the handshake tells."),
                properties: parameters, index: nil),
            .interface(
                name: names.client + "Credentials", comment: TypeScriptComment(text: "What callers show."),
                properties: credentials, index: nil),
            .interface(
                name: names.client + "Events",
                comment: TypeScriptComment(text: "Messages that come, by \(selectorText)."), properties: events,
                index: nil),
            .constant(name: "definition", comment: nil, .name("SocketDefinition"), definition),
            .classDeclaration(
                TypeScriptClass(
                    name: names.client,
                    superclass: .generic(
                        "SocketClient",
                        ["Parameters", "Credentials", "Events"].map { .name(names.client + $0) }),
                    comment: TypeScriptComment(text: api.summary ?? "A client of \(api.title)."),
                    parameters: [TypeScriptParameter(name: "options", type: options)],
                    superArguments: [.identifier("definition"), .identifier("options")],
                    methods: channel.routes.indices.map(method))),
        ]
        var used = TypeScriptUses()
        own.forEach { used.add($0) }
        var imports: [TypeScriptDeclaration] = []
        let modules: [(String, [String], [String])] = [
            ("models", [], models.names), ("signing", [], ["AwsCredentials"]),
            ("socket", ["SocketClient"], ["Provider", "SocketDefinition", "SocketOptions"]),
        ]
        for (module, values, types) in modules {
            let values = values.filter(used.names.contains)
            let types = types.filter(used.names.contains).sorted()
            if !values.isEmpty || !types.isEmpty {
                imports.append(.imports(names: values, types: types, from: "./\(module).js"))
            }
        }
        return imports + own
    }

    /// `` `action` ``, as documentation calls it.
    private var selectorText: String { "`\(channel.selector.joined(separator: "."))`" }

    private var parameters: [TypeScriptProperty] {
        zip(members, channel.parameters).map { member, parameter in
            TypeScriptProperty(name: member, type: .string, isOptional: !parameter.isRequired)
        }
    }

    private var credentials: [TypeScriptProperty] {
        channel.security.map { index in
            var type = TypeScriptType.string
            if case .sigV4 = api.schemes[index].kind { type = .name("AwsCredentials") }
            return TypeScriptProperty(
                name: api.schemes[index].name, type: .generic("Provider", [type]), isOptional: true)
        }
    }

    private var events: [TypeScriptProperty] {
        channel.events.map { TypeScriptProperty(name: $0.name, type: models.type($0.shape)) }
    }

    private var definition: TypeScriptExpression {
        func names(_ location: ClientParameter.Location) -> TypeScriptExpression {
            .array(
                zip(members, channel.parameters).filter { $1.location == location }.map { member, parameter in
                    .array([.string(member), .string(parameter.name)])
                })
        }
        let schemes = channel.security.map { index -> TypeScriptExpression in
            let scheme = api.schemes[index]
            var members: [TypeScriptExpression.Entry] = [.member("kind", .string("sigV4"))]
            if case .apiKey(let name, _) = scheme.kind {
                members = [.member("kind", .string("header")), .member("name", .string(name))]
            }
            return .object(members + [.member("credential", .string(scheme.name))])
        }
        return .object([
            .member("selector", .array(channel.selector.map { .string($0) })),
            .member("events", .array(channel.events.map { .string($0.name) })),
            .member("query", names(.query)), .member("headers", names(.header)), .member("schemes", .array(schemes)),
        ])
    }

    private func method(_ index: Int) -> TypeScriptMethod {
        let route = channel.routes[index]
        let type = messageType(route)
        let isEmpty = route.message == nil
        var text = "Sends a message to the route `\(SDKText.code(route.key))`."
        if route.isAnswered { text += " The gateway sends an answer back, as a message." }
        return TypeScriptMethod(
            name: methods[index],
            parameters: [TypeScriptParameter(name: "message", type: type, initial: isEmpty ? .object([]) : nil)],
            result: .void,
            value: .call(
                .member(.identifier("this"), "sendTo"), [.string(route.key), .identifier("message")]),
            comment: TypeScriptComment(text: text))
    }

    /// What a route takes: the model without the member that the client sets itself.
    private func messageType(_ route: ClientRoute) -> TypeScriptType {
        guard let shape = route.message, case .named(let index) = shape.unwrapped,
            case .object(let object) = api.types[index].form
        else { return .name("object") }
        let type = models.type(shape.unwrapped)
        guard let first = channel.selector.first, channel.selector.count == 1,
            object.members.contains(where: { $0.name == first })
        else { return type }
        return .generic("Omit", [type, .text(first)])
    }
}

// The files of a Java client of a WebSocket API: a class with a method for each route, an interface of what comes.

/// A package for Maven's repositories.
struct JavaSocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    let project: JavaProject
    let models: JavaModels
    let clientName: String
    let optionsName: String
    /// The interface of what comes.
    let eventName: String
    /// Names of methods, by route.
    let methods: [String]
    /// Names of the records around what comes, by event.
    let eventNames: [String]
    /// Names of options: parameters, then credentials.
    let optionNames: [String]

    /// Members that every client has.
    private static let reservedMethods: Set<String> = [
        "close", "connect", "events", "receive", "send", "sendMessage", "state",
    ]
    private static let reservedOptions: Set<String> = [
        "credential", "dialer", "header", "httpClient", "keepAlive", "onClose", "onOpen", "query", "reconnects",
        "timeout", "url",
    ]
    /// Names of the runtime beside those of every client.
    private static let reservedTypes: Set<String> = [
        "ConnectionTest", "Dialer", "Duration", "Other", "Presigner", "Refusal", "Refused", "RouteTest", "SocketClient",
        "SocketConnection", "SocketEnd", "SocketException", "SocketOptions", "SocketState",
    ]

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        let api = JavaSocketPackage.settingSelector(api, channel)
        self.api = api
        self.channel = channel
        project = JavaProject(api, options)
        let own = ["Client", "Options", "Event"].map(project.className)
        (clientName, optionsName, eventName) = (own[0], own[1], own[2])
        // Where a package and a class are called alike, the class is meant. Only names with a digit can be.
        let root = String(project.packageName.prefix { $0 != "." })
        let taken = JavaSocketPackage.reservedTypes.union(own + (root.hasPrefix("_") ? [root] : []))
        let models = JavaModels(api, taken: Array(taken))
        self.models = models
        var scope = NameScope(reserved: JavaModels.keywords.union(JavaSocketPackage.reservedMethods))
        methods = channel.routes.map { scope.take(JavaModels.shortened(Words($0.name).camel)) }
        var records = NameScope(reserved: JavaModels.reserved.union(taken), ignoresCase: true, digitPrefix: "_")
        eventNames = channel.events.map {
            records.take(JavaModels.shortened(Words($0.name).pascal), suffix: "Event")
        }
        var settings = NameScope(reserved: JavaModels.keywords.union(JavaSocketPackage.reservedOptions))
        optionNames =
            channel.parameters.map { settings.take(JavaModels.shortened(Words($0.name).camel)) }
            + channel.security.map { settings.take(JavaModels.shortened(Words(api.schemes[$0].name).camel)) }
    }

    /// Messages without what the client sets itself: the member that tells the route need not be given.
    private static func settingSelector(_ api: ClientAPI, _ channel: ClientChannel) -> ClientAPI {
        var api = api
        guard channel.selector.count == 1 else { return api }
        for route in channel.routes {
            guard case .named(let index)? = route.message?.unwrapped, case .object(var object) = api.types[index].form
            else { continue }
            for place in object.members.indices where object.members[place].name == channel.selector[0] {
                object.members[place].isRequired = false
            }
            api.types[index].form = .object(object)
        }
        return api
    }

    func files() -> [SDKFile] {
        [
            SDKFile(path: "pom.xml", text: project.manifest), SDKFile(path: "README.md", text: readme),
            SDKFile(path: project.path("test", "RouteTest"), text: routeTests),
        ] + project.runtime([("ConnectionTest", JavaSocketPackage.connectionTests)], in: "test")
            + ([client, options, events] + models.declarations()).map { project.file($0, of: models) }
            + project.runtime(JavaRuntime.socketClasses)
    }

    // MARK: The client

    private var client: JavaDeclaration {
        var made = JavaDeclaration(
            name: clientName, modifiers: ["public", "final"], kind: .classType,
            superclass: .generic("SocketClient", [.name(eventName)]))
        made.comment = JavaComment(text: api.summary ?? "A client of \(api.title).")
        made.fields = [
            JavaField(
                modifiers: ["private", "static", "final"],
                variable: JavaVariable(name: "DEFINITION", type: .generic("Definition", [.name(eventName)])),
                value: definition)
        ]
        made.methods = [
            JavaMethod(
                name: clientName, modifiers: ["public"], result: nil,
                parameters: [JavaVariable(name: "options", type: .name(optionsName))],
                body: [.evaluate(.call(nil, "super", [.name("DEFINITION"), .name("options")]))])
        ]
        made.methods += channel.routes.indices.flatMap(sending)
        return made
    }

    private var definition: JavaExpression {
        var made: JavaExpression = .new(
            .generic("Definition", [.name(eventName)]),
            [
                .call(.name("List"), "of", channel.selector.map { .string($0) }),
                .reference("\(eventName).Refused", "new"), .reference("\(eventName).Other", "new"),
            ])
        for (name, event) in zip(eventNames, channel.events) {
            made = made.calling(
                "event", .string(event.name), models.reader(event.shape), .reference("\(eventName).\(name)", "new"))
        }
        for index in channel.security {
            let scheme = api.schemes[index]
            switch scheme.kind {
            case .apiKey(let header, _): made = made.calling("header", .string(scheme.name), .string(header))
            default: made = made.calling("sigV4", .string(scheme.name))
            }
        }
        return made
    }

    /// A method for a route; where the document tells nothing of the message, it may be left out.
    private func sending(_ index: Int) -> [JavaMethod] {
        let route = channel.routes[index]
        var text = "Sends a message to the route `\(SDKText.code(route.key))`."
        if route.isAnswered { text += " The gateway sends an answer back, as an event." }
        func method(_ parameters: [JavaVariable], _ message: JavaExpression) -> JavaMethod {
            JavaMethod(
                name: methods[index], modifiers: ["public"], result: .void, parameters: parameters,
                body: [.evaluate(.call(nil, "send", [.string(route.key), message]))], comment: JavaComment(text: text))
        }
        let message = JavaExpression.name("message")
        if let shape = route.message {
            return [method([JavaVariable(name: "message", type: models.type(shape.unwrapped))], message)]
        }
        return [
            method([], .call(.name("Map"), "of", [])),
            method([JavaVariable(name: "message", type: .object)], message),
        ]
    }

    // MARK: What comes

    private var events: JavaDeclaration {
        var made = JavaDeclaration(name: eventName, modifiers: ["public", "sealed"], kind: .interface)
        let title = SourceText.firstLine(api.title)
        made.comment = JavaComment(text: "What \(title) sends, by `\(channel.selector.joined(separator: "."))`.")
        func record(_ name: String, _ data: JavaType, _ text: String) -> JavaDeclaration {
            JavaDeclaration(
                name: name, modifiers: [], kind: .record([JavaVariable(name: "data", type: data)]),
                interfaces: [.name(eventName)], comment: JavaComment(text: text))
        }
        made.nested = zip(eventNames, channel.events).map { name, event in
            record(name, outside(models.type(event.shape).boxed), "`\(SDKText.code(event.name))`")
        }
        made.nested += [
            record("Refused", .name("Refusal"), "What the gateway could not handle."),
            record("Other", .object, "JSON that the API does not tell of, or text that is none."),
        ]
        made.permits = made.nested.map { .nested(eventName, $0.name) }
        return made
    }

    /// A type as it is called where the records of events hide those of models.
    private func outside(_ type: JavaType) -> JavaType {
        switch type {
        case .name(let name) where eventNames.contains(name) && models.declaredNames.contains(name):
            .nested("\(project.packageName).models", name)
        case .generic(let name, let arguments): .generic(name, arguments.map(outside))
        default: type
        }
    }

    // MARK: Options

    /// Parameters that are told at once, by number.
    var positional: [Int] {
        let required = channel.parameters.indices.filter { channel.parameters[$0].isRequired }
        return Array(required.prefix(JavaOperations.positionalMax))
    }

    private var options: JavaDeclaration {
        var made = JavaDeclaration(
            name: optionsName, modifiers: ["public", "final"], kind: .classType,
            superclass: .generic("SocketOptions", [.name(optionsName)]))
        made.comment = JavaComment(text: "How a \(clientName) behaves, and what its handshake tells.")
        func told(_ index: Int, _ value: JavaExpression) -> JavaExpression {
            let parameter = channel.parameters[index]
            return .call(nil, parameter.location == .query ? "query" : "header", [.string(parameter.name), value])
        }
        let positional = positional
        made.methods = [
            JavaMethod(
                name: optionsName, modifiers: ["public"], result: nil,
                parameters: [JavaVariable(name: "url", type: .string)]
                    + positional.map { JavaVariable(name: optionNames[$0], type: .string) },
                body: [.evaluate(.call(nil, "super", [.name("url")]))]
                    + positional.map { .evaluate(told($0, .name(optionNames[$0]))) },
                comment: JavaComment(text: "", parameters: [("url", "Where the API is, wss://…, with the stage")]))
        ]
        let value = JavaExpression.name("value")
        for index in channel.parameters.indices where !positional.contains(index) {
            made.methods.append(
                JavaMethod(
                    name: optionNames[index], modifiers: ["public"], result: .name(optionsName),
                    parameters: [JavaVariable(name: "value", type: .string)], body: [.returns(told(index, value))]))
        }
        for (name, index) in zip(optionNames.dropFirst(channel.parameters.count), channel.security) {
            var type = JavaType.string
            if case .sigV4 = api.schemes[index].kind { type = .name("AwsCredentials") }
            let ways = [(type, JavaExpression.lambda("()", value)), (.generic("Supplier", [type]), value)]
            made.methods += ways.map {
                JavaMethod(
                    name: name, modifiers: ["public"], result: .name(optionsName),
                    parameters: [JavaVariable(name: "value", type: $0.0)],
                    body: [.returns(.call(nil, "credential", [.string(api.schemes[index].name), $0.1]))])
            }
        }
        return made
    }
}

// The files of a Kotlin client of a WebSocket API: a class with a method for each route, a sealed class of what comes.

/// A package for Maven's repositories, built by Gradle.
struct KotlinSocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    let names: KotlinPackageNames
    let examples: KotlinExamples
    let models: KotlinModels
    /// Names of methods, by route.
    let methods: [String]
    /// Names of what the constructor takes: parameters, then credentials.
    let arguments: [String]

    /// The class of what comes.
    static let incoming = "Incoming"
    /// Members that every client has.
    private static let reservedMethods: Set<String> = [
        "close", "connect", "end", "equals", "hashCode", "messages", "receive", "sendMessage", "sendTo", "state",
        "toString",
    ]
    /// Names that the client's files use besides those of models.
    private static let ownNames = ["AwsCredentials", "Handshake", "Kinds", "Refusal", "SocketClient", "SocketOptions"]
    /// What no type can be called besides.
    private static let reservedTypes: Set<String> = [incoming, "Other", "Refused", "RouteTest"]
    /// Names of the runtime that files may use.
    static let runtimeNames = KotlinPackageNames.modelNames + ownNames

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        self.api = api
        self.channel = channel
        names = KotlinPackageNames(api, options)
        let operations = KotlinOperations(
            api, clientName: names.client, taken: Self.reservedTypes.union(Self.ownNames))
        models = operations.models
        examples = KotlinExamples(api: api, operations: operations)
        var scope = NameScope(reserved: KotlinModels.keywords.union(Self.reservedMethods))
        methods = channel.routes.map { scope.take(JavaModels.shortened(Words($0.name).camel)) }
        var taken = NameScope(reserved: KotlinModels.keywords.union(["url", "options"]))
        arguments = (channel.parameters.map(\.name) + channel.security.map { api.schemes[$0].name }).map {
            taken.take(JavaModels.shortened(Words($0).camel))
        }
    }

    func files() -> [SDKFile] {
        let types = api.types.indices.filter(models.aliases.isDeclared).map(models.declaration)
        func file(_ name: String, _ classes: [KotlinClass]) -> SDKFile {
            names.file(name, classes, runtime: Self.runtimeNames)
        }
        return names.files(api) + [
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(names.folder("test"))/RouteTest.kt", text: routeTests),
            file(names.client, [client]), file(Self.incoming, [incoming]),
        ] + (types.isEmpty ? [] : [file("Models", types)]) + names.runtime(KotlinRuntime.socketFiles)
            + names.runtime([("SocketTest", Self.socketTests)], set: "test")
    }

    // MARK: The client

    private var client: KotlinClass {
        let incoming = KotlinExpression.name(Self.incoming)
        var made = KotlinClass(kind: "class", name: names.client)
        made.comment = KotlinComment(text: api.summary ?? "A client of \(api.title).")
        made.parameters = [KotlinParameter(name: "url", type: .string)] + parameters + credentials
        made.parameters.append(
            KotlinParameter(name: "options", type: .name("SocketOptions"), initial: .call("SocketOptions")))
        made.parents = [
            .superclass(
                .generic("SocketClient", [.name(Self.incoming)]),
                [handshake, .member(incoming, "kinds"), .name("options")])
        ]
        made.members = channel.routes.indices.map { .function(method($0)) }
        return made
    }

    /// Parameters of the handshake by their numbers: what is required first.
    var told: [Int] {
        let all = channel.parameters.indices
        let ordered =
            all.filter { channel.parameters[$0].isRequired } + all.filter { !channel.parameters[$0].isRequired }
        return Array(ordered.prefix(KotlinOperations.parametersMax))
    }

    private var parameters: [KotlinParameter] {
        told.map { index in
            let isRequired = channel.parameters[index].isRequired
            return KotlinParameter(
                name: arguments[index], type: isRequired ? .string : .nullable(.string),
                initial: isRequired ? nil : .null)
        }
    }

    private var credentials: [KotlinParameter] {
        zip(arguments.dropFirst(channel.parameters.count), channel.security).map { name, index in
            var type = KotlinType.string
            if case .sigV4 = api.schemes[index].kind { type = .name("AwsCredentials") }
            return KotlinParameter(name: name, type: .nullable(.provider(type)), initial: .null)
        }
    }

    private var handshake: KotlinExpression {
        var made = KotlinExpression.call("Handshake", .name("url"))
        for index in told {
            let parameter = channel.parameters[index]
            made = made.calling(
                parameter.location == .query ? "query" : "header", .string(parameter.name), .name(arguments[index]))
        }
        for (name, index) in zip(arguments.dropFirst(channel.parameters.count), channel.security) {
            switch api.schemes[index].kind {
            case .apiKey(let header, _): made = made.calling("secret", .string(header), .name(name))
            default: made = made.calling("signed", .name(name))
            }
        }
        return made
    }

    private func method(_ index: Int) -> KotlinFunction {
        let route = channel.routes[index]
        var text = "Sends a message to the route `\(SDKText.code(route.key))`."
        if route.isAnswered { text += " The gateway sends an answer back, as a message." }
        var parameter = KotlinParameter(name: "message", type: .any, initial: .null)
        var message = KotlinExpression.name("message")
        if let shape = route.message {
            parameter = KotlinParameter(name: "message", type: models.type(shape.unwrapped))
            message = models.written(message, shape.unwrapped)
        }
        return KotlinFunction(
            modifiers: ["suspend"], name: methods[index], parameters: [parameter], result: .name("Unit"),
            value: .call("sendTo", .string(route.key), message), comment: KotlinComment(text: text))
    }

    // MARK: What comes

    /// The class around each kind of message.
    var kinds: [String] {
        var scope = NameScope(
            reserved: KotlinModels.reserved.union(models.names).union([Self.incoming, "Other", "Refused"]),
            ignoresCase: true)
        return channel.events.map { scope.take("Of" + JavaModels.shortened(Words($0.name).pascal)) }
    }

    private var incoming: KotlinClass {
        let own = KotlinType.name(Self.incoming)
        func kind(_ name: String, _ type: KotlinType, _ text: String) -> KotlinMember {
            .classType(
                KotlinClass(
                    kind: "data class", name: name,
                    parameters: [KotlinParameter(name: "value", type: type, isProperty: true)],
                    parents: [.superclass(own, [])], comment: KotlinComment(text: text)))
        }
        let selector = SDKText.code(channel.selector.joined(separator: "."))
        var made = KotlinClass(kind: "sealed class", name: Self.incoming)
        made.comment = KotlinComment(text: "What comes, by `\(selector)`.")
        made.members = zip(kinds, channel.events).map { name, event in
            kind(name, models.type(event.shape), "Messages that are `\(SDKText.code(event.name))`.")
        }
        made.members += [
            kind("Refused", .name("Refusal"), "What the gateway could not handle."),
            kind("Other", .any, "Anything else: any JSON, or text that is none."),
        ]
        func maker(_ name: String) -> KotlinExpression {
            .lambda(KotlinLambda(value: .call(name, .name("it"))))
        }
        let start = KotlinExpression.call(
            nil, "Kinds",
            [
                .value(.call(nil, "listOf", channel.selector.map { .value(.string($0)) })),
                .value(maker("Refused")), .value(maker("Other")),
            ], types: [own])
        let read = zip(kinds, channel.events).reduce(start) { made, pair in
            .call(
                made, "add", [.value(.string(pair.1.name)), .value(models.reader(pair.1.shape))],
                trailing: KotlinLambda(value: .call(pair.0, .name("it"))))
        }
        let property = KotlinMember.property(
            name: "kinds", type: .generic("Kinds", [own]), read, isComputed: false, comment: nil)
        made.members.append(.classType(KotlinClass(kind: "internal companion object", members: [property])))
        return made
    }
}

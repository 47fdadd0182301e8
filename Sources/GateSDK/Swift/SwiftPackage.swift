// The files of a Swift client: manifest, sources, tests, README.

/// A package for the Swift Package Manager.
struct SwiftPackage {
    /// With a union for each operation whose answers are of several shapes.
    let api: ClientAPI
    let names: SwiftPackageNames
    let operations: SwiftOperations
    let examples: SwiftExamples
    private let models: SwiftModels
    private let rules: SwiftRules

    init(_ api: ClientAPI, _ options: SDKOptions) {
        names = SwiftPackageNames(api, options)
        let title = names.title
        let (api, results) = SwiftPackage.withResults(api)
        self.api = api
        let taken: Set<String> = [
            SwiftOperations.clientName(title), SwiftOperations.credentialsName(title), names.module,
        ]
        models = SwiftModels(api, taken: taken)
        rules = SwiftRules(api, models)
        operations = SwiftOperations(api, models, title: title, results: results, taken: taken)
        examples = SwiftExamples(api: api, models: models, operations: operations)
    }

    /// An API with types of answers that are of several shapes, and their numbers by operation.
    private static func withResults(_ api: ClientAPI) -> (ClientAPI, [Int?]) {
        var api = api
        var taken = Set(api.types.map { Words($0.name).words.joined() })
        let results = api.operations.map { operation -> Int? in
            guard case .json(let shapes, _) = operation.answer, shapes.count > 1 else { return nil }
            var name = "\(operation.name) result"
            while !taken.insert(Words(name).words.joined()).inserted { name += "s" }
            let union = UnionType(
                members: shapes.map { UnionType.Member(shape: $0.unwrapped, tags: []) }, discriminator: nil)
            let summary = "What `\(Words(operation.name).camel)` answers."
            api.types.append(ClientType(name: name, summary: summary, form: .union(union)))
            return api.types.count - 1
        }
        return (api, results)
    }

    var banner: String { SwiftPackage.banner(api) }

    static func banner(_ api: ClientAPI) -> String {
        "Made by gatewright from \(api.title) \(api.version): a change here is lost."
    }

    func files() -> [SDKFile] {
        let folder = "Sources/\(names.module)"
        let errors = operations.errorTypes()
        let hasXML = api.operations.contains { operation in
            if case .xml? = operation.body?.content { return true }
            return operation.xmlAnswer != nil
        }
        let rules = rules.declarations(hasXML: hasXML)
        return [
            SDKFile(path: "Package.swift", text: SwiftPackage.manifest(names, api, takesTransport: true)),
            SDKFile(path: ".swift-format", text: SwiftPackage.format),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(folder)/Models.swift", text: SwiftPrinter.print(models.declarations(), banner: banner)),
            SDKFile(
                path: "\(folder)/\(operations.clientName).swift",
                text: SwiftPrinter.print(operations.declarations(), banner: banner)),
            SDKFile(path: "Tests/\(names.module)Tests/OperationTests.swift", text: operationTests),
            SDKFile(path: "Tests/\(names.module)Tests/TransportTests.swift", text: of(SwiftRuntime.transportTests)),
        ]
            + (errors.isEmpty
                ? [] : [SDKFile(path: "\(folder)/Errors.swift", text: SwiftPrinter.print(errors, banner: banner))])
            + (rules.isEmpty
                ? [] : [SDKFile(path: "\(folder)/Rules.swift", text: SwiftPrinter.print(rules, banner: banner))])
            + (hasXML
                ? [
                    SDKFile(path: "\(folder)/Core/Markup.swift", text: SwiftRuntime.markup),
                    SDKFile(path: "Tests/\(names.module)Tests/MarkupTests.swift", text: of(SwiftRuntime.markupTests)),
                ] : [])
            + SwiftRuntime.files.map { SDKFile(path: "\(folder)/Core/\($0.0).swift", text: $0.1) }
    }

    // MARK: The package

    /// - Parameter takesTransport: Whether a trait adds the transport by AsyncHTTPClient.
    static func manifest(_ names: SwiftPackageNames, _ api: ClientAPI, takesTransport: Bool) -> String {
        func call(_ name: String?, _ arguments: (String?, SwiftExpression)...) -> SwiftExpression {
            .call(
                name.map { .member(nil, $0) } ?? .name("Package"),
                arguments.map { SwiftArgument($0, $1) })
        }
        let platforms = [("macOS", "v13"), ("iOS", "v16"), ("tvOS", "v16"), ("visionOS", "v1")].map {
            call($0, (nil, .member(nil, $1)))
        }
        let library = SwiftExpression.call(
            .member(.name("Product"), "library"),
            [
                SwiftArgument("name", .string(names.module)),
                SwiftArgument("targets", .array([.string(names.module)])),
            ])
        // Nobody gets it who does not ask for the trait.
        let option = SwiftExpression.string("AsyncHTTPClient")
        let trait = call("trait", ("name", option), ("description", .string("A transport by AsyncHTTPClient.")))
        let other = call(
            "package", ("url", .string("https://github.com/swift-server/async-http-client.git")),
            ("from", .string("1.24.0")))
        let product = call(
            "product", ("name", option), ("package", .string("async-http-client")),
            ("condition", call("when", ("traits", .array([option])))))
        let target = call("target", ("name", .string(names.module)))
        let servers = call("target", ("name", .string(names.module)), ("dependencies", .array([product])))
        let tests = call(
            "testTarget", ("name", .string("\(names.module)Tests")), ("dependencies", .array([.string(names.module)])))
        let options = [
            SwiftArgument("traits", .array([trait])), SwiftArgument("dependencies", .array([other])),
        ]
        let package = SwiftExpression.call(
            .name("Package"),
            [
                SwiftArgument("name", .string(names.package)), SwiftArgument("platforms", .array(platforms)),
                SwiftArgument("products", .array([library])),
            ] + (takesTransport ? options : []) + [
                SwiftArgument("targets", .array([takesTransport ? servers : target, tests])),
                SwiftArgument("swiftLanguageModes", .array([.member(nil, "v6")])),
            ])
        return "// swift-tools-version: 6.1\n"
            + SwiftPrinter.print(
                .sequence([
                    SwiftPrinter.comment(banner(api)), .blankLine, "import PackageDescription", .blankLine,
                    "let package = ", SwiftPrinter.expression(package),
                ]))
    }

    /// How `swift format` lays the sources out.
    static let format = """
        {
          "version": 1,
          "indentation": { "spaces": 4 },
          "lineLength": \(SwiftPrinter.width)
        }

        """
}

/// What a package and its module are called.
struct SwiftPackageNames {
    /// The client's, without what says that it is one.
    let title: Words
    let package: String
    let module: String

    /// Names of modules that a client and its tests import.
    private static let modules: Set<String> = [
        "Foundation", "FoundationNetworking", "Glibc", "Musl", "PackageDescription", "Swift", "Testing", "XCTest",
    ]

    init(_ api: ClientAPI, _ options: SDKOptions) {
        title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        package = options.package ?? title.kebab
        var modules = NameScope(reserved: SwiftPackageNames.modules, digitPrefix: "N")
        module = modules.take(Words(package).prefix(SDKText.titleWordsMax).pascal, suffix: "Package")
    }
}

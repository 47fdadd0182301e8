// The files of a TypeScript client: manifest, sources, tests, README.

/// A package for npm.
struct TypeScriptPackage {
    let api: ClientAPI
    let packageName: String
    let clientName: String
    private let models: TypeScriptModels
    let operations: TypeScriptOperations
    let examples: TypeScriptExamples

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        let names = PackageNames(api, options, digitPrefix: "_")
        packageName = names.package
        clientName = names.client
        models = TypeScriptModels(api, clientName: clientName)
        operations = TypeScriptOperations(api, models, clientName: clientName)
        examples = TypeScriptExamples(api: api, operations: operations)
    }

    var banner: String { SDKText.banner(api) }

    func files() -> [SDKFile] {
        [
            SDKFile(path: "package.json", text: TypeScriptPackage.manifest(packageName, api)),
            SDKFile(path: "tsconfig.json", text: TypeScriptPackage.configuration),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "test/operations.test.mjs", text: operationTests),
            SDKFile(path: "test/transport.test.mjs", text: TypeScriptPackage.transportTests),
            SDKFile(
                path: "src/models.ts",
                text: TypeScriptPrinter.print(modelDeclarations, banner: banner)
                    // A file without declarations is no module unless it says so.
                    + (models.names.isEmpty && operations.types().isEmpty ? "\nexport {};\n" : "")),
            SDKFile(path: "src/client.ts", text: TypeScriptPrinter.print(clientDeclarations, banner: banner)),
            SDKFile(
                path: "src/index.ts",
                text: TypeScriptPrinter.print(
                    [
                        .exportAll(from: "./client.js"), .exportAll(from: "./models.js"),
                        .exportAll(from: "./runtime.js"), .exportTypes(["AwsCredentials"], from: "./signing.js"),
                    ],
                    banner: banner)),
        ] + TypeScriptRuntime.modules.map { SDKFile(path: "src/\($0.0).ts", text: $0.1) } + ruleFiles + elementFiles
    }

    /// Of APIs whose schemas say something about requests.
    private var ruleFiles: [SDKFile] {
        if operations.rules.isEmpty { return [] }
        let declarations = operations.rules.declarations()
        return [
            SDKFile(
                path: "src/rules.ts",
                text: constants(declarations, of: ["Reference", "Rules"], from: "checking")),
            SDKFile(path: "src/checking.ts", text: TypeScriptRuntime.checking),
            SDKFile(path: "test/checking.test.mjs", text: TypeScriptPackage.checkingTests),
        ]
    }

    /// Of APIs with bodies of XML.
    private var elementFiles: [SDKFile] {
        if operations.elements.isEmpty { return [] }
        let declarations = operations.elements.declarations()
        return [
            SDKFile(
                path: "src/elements.ts",
                text: constants(declarations, of: ["XmlElement", "XmlForm"], from: "xml")),
            SDKFile(path: "src/xml.ts", text: TypeScriptRuntime.xml),
            SDKFile(path: "test/xml.test.mjs", text: TypeScriptPackage.xmlTests),
        ]
    }

    /// A module of constants whose types another declares.
    private func constants(
        _ declarations: [TypeScriptDeclaration], of types: [String], from module: String
    ) -> String {
        var used = TypeScriptUses()
        declarations.forEach { used.add($0) }
        let types = types.filter(used.names.contains)
        return TypeScriptPrinter.print(
            [.imports(names: [], types: types, from: "./\(module).js")] + declarations, banner: banner)
    }

    // MARK: Sources

    private var modelDeclarations: [TypeScriptDeclaration] {
        let own = models.declarations() + operations.types()
        return imports(for: own, of: []) + own
    }

    private var clientDeclarations: [TypeScriptDeclaration] {
        let options = TypeScriptType.generic("ClientOptions", [.name(clientName + "Credentials")])
        let own: [TypeScriptDeclaration] = [
            .interface(
                name: clientName + "Credentials",
                comment: TypeScriptComment(text: "What callers show, by the names of the API's security schemes."),
                properties: credentials, index: nil),
            .constant(name: "definition", comment: nil, .name("Definition"), definition),
            .classDeclaration(operations.client(definition: "definition", options: options)),
        ]
        return imports(for: own, of: models.names + operations.parameterTypes) + own
    }

    /// Imports of what some declarations use: of the models' module and of the runtime.
    private func imports(for declarations: [TypeScriptDeclaration], of types: [String]) -> [TypeScriptDeclaration] {
        var used = TypeScriptUses()
        declarations.forEach { used.add($0) }
        let named = types.filter(used.names.contains).sorted()
        var imports: [TypeScriptDeclaration] = []
        let own: [(String, [String], [String])] = [
            ("models", [], named), ("rules", operations.rules.names, []), ("elements", operations.elements.names, []),
        ]
        for (module, values, types) in own + TypeScriptPackage.modules {
            let values = values.filter(used.names.contains)
            let types = types.filter(used.names.contains)
            if values.isEmpty, types.isEmpty { continue }
            imports.append(.imports(names: values, types: types, from: "./\(module).js"))
        }
        return imports
    }

    /// What modules that are the same for every API export: values, then types.
    private static let modules: [(String, [String], [String])] = [
        (
            "encoding",
            [
                "deepObject", "form", "header", "json", "label", "matrix", "multipart", "query", "raw", "segment",
                "segments",
            ], []
        ),
        (
            "runtime", ["Client"],
            [
                "ApiError", "BasicCredentials", "Call", "CallOptions", "ClientOptions", "Definition", "Provider",
                "ServerSentEvent",
            ]
        ),
        ("signing", [], ["AwsCredentials"]), ("checking", ["check"], []),
        ("xml", ["readXml", "xml"], []),
    ]

    private var credentials: [TypeScriptProperty] {
        api.schemes.map { scheme in
            let type: TypeScriptType
            switch scheme.kind {
            case .sigV4: type = .name("AwsCredentials")
            case .basic: type = .name("BasicCredentials")
            case .apiKey, .bearer, .token: type = .string
            }
            return TypeScriptProperty(
                name: scheme.name, type: .generic("Provider", [type]), isOptional: true,
                comment: scheme.summary.map { TypeScriptComment(text: $0) })
        }
    }

    private var definition: TypeScriptExpression {
        let schemes = api.schemes.map { scheme -> TypeScriptExpression in
            var members: [TypeScriptExpression.Entry]
            switch scheme.kind {
            case .apiKey(let name, let isInHeader):
                members = [
                    .member("kind", .string("apiKey")), .member("name", .string(name)),
                    .member("in", .string(isInHeader ? "header" : "query")),
                ]
            case .bearer: members = [.member("kind", .string("bearer"))]
            case .basic: members = [.member("kind", .string("basic"))]
            case .sigV4: members = [.member("kind", .string("sigV4"))]
            case .token(let header):
                members = [.member("kind", .string("token")), .member("name", .string(header))]
            }
            return .array([.string(scheme.name), .object(members)])
        }
        return .object([
            .member("baseUrl", api.baseURL.map { .string($0) } ?? .identifier("undefined")),
            .member("userAgent", .string(SDKText.userAgent(api))),
            .member("schemes", .array(schemes)),
        ])
    }

    // MARK: The package

    static func manifest(_ name: String, _ api: ClientAPI) -> String {
        let license = api.license.map { license in
            "\n  \"license\": \(TypeScriptPrinter.literal(license.identifier ?? "SEE LICENSE IN LICENSE")),"
        }
        let title = "A client of \(SourceText.firstLine(api.title))"
        return """
            {
              "name": \(TypeScriptPrinter.literal(name)),
              "version": \(TypeScriptPrinter.literal(SDKText.semanticVersion(api.version))),
              "description": \(TypeScriptPrinter.literal(title)),\(license ?? "")
              "type": "module",
              "main": "dist/index.js",
              "types": "dist/index.d.ts",
              "exports": { ".": { "types": "./dist/index.d.ts", "import": "./dist/index.js" } },
              "files": ["dist", "src"],
              "engines": { "node": ">=18" },
              "sideEffects": false,
              "scripts": { "build": "tsc", "test": "tsc && node --test test/" }
            }

            """
    }

    static let configuration = """
        {
          "compilerOptions": {
            "target": "ES2022",
            "module": "ES2022",
            "moduleResolution": "node",
            "lib": ["ES2022", "DOM", "DOM.Iterable"],
            "types": [],
            "strict": true,
            "exactOptionalPropertyTypes": true,
            "noFallthroughCasesInSwitch": true,
            "noImplicitOverride": true,
            "noImplicitReturns": true,
            "noPropertyAccessFromIndexSignature": true,
            "noUncheckedIndexedAccess": true,
            "noUnusedLocals": true,
            "noUnusedParameters": true,
            "declaration": true,
            "sourceMap": true,
            "rootDir": "src",
            "outDir": "dist"
          },
          "include": ["src"]
        }

        """
}

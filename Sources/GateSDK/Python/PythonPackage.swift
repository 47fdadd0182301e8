// The files of a Python client: manifest, modules, tests, README.

/// What a package and its client are called.
struct PythonPackageNames {
    let package: String
    /// The package's name where it is imported.
    let module: String
    let client: String

    init(_ api: ClientAPI, _ options: SDKOptions) {
        let names = PackageNames(api, options, digitPrefix: "N")
        package = names.package
        client = names.client
        var modules = NameScope(reserved: PythonModels.keywords.union(["test", "tests"]))
        module = modules.take(Words(package).prefix(SDKText.titleWordsMax).snake)
    }
}

/// A package for PyPI.
struct PythonPackage {
    let api: ClientAPI
    let names: PythonPackageNames
    let models: PythonModels
    let operations: PythonOperations
    let examples: PythonExamples

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        names = PythonPackageNames(api, options)
        models = PythonModels(api, clientName: names.client)
        operations = PythonOperations(api, models, clientName: names.client)
        examples = PythonExamples(api: api, models: models, operations: operations)
    }

    var moduleName: String { names.module }
    var clientName: String { names.client }
    var banner: String { SDKText.banner(api) }

    func files() -> [SDKFile] {
        let folder = "src/\(moduleName)"
        return [
            SDKFile(path: "pyproject.toml", text: PythonPackage.manifest(names, api, dependency: "httpx>=0.23")),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(folder)/py.typed", text: ""),
            SDKFile(path: "\(folder)/models.py", text: print(models.statements(), "Types of \(api.title).")),
            SDKFile(
                path: "\(folder)/errors.py",
                text: print(operations.errorClasses(), "Failures that \(api.title) declares.", of: models.names)),
            SDKFile(path: "\(folder)/client.py", text: clientModule),
            SDKFile(path: "\(folder)/__init__.py", text: PythonPrinter.print(exports, documentation: banner)),
            SDKFile(path: "tests/test_operations.py", text: operationTests),
            SDKFile(path: "tests/test_transport.py", text: transportTests),
        ] + PythonRuntime.modules.map { SDKFile(path: "\(folder)/\($0.0).py", text: $0.1) } + ruleFiles + elementFiles
    }

    /// Of APIs whose schemas say something about requests.
    private var ruleFiles: [SDKFile] {
        if operations.rules.isEmpty { return [] }
        let folder = "src/\(moduleName)"
        return [
            SDKFile(
                path: "\(folder)/rules.py",
                text: PythonPackage.print(
                    operations.rules.statements(),
                    "\(banner)\n\nWhat values of \(api.title) have to satisfy.",
                    from: [("._checks", ["Reference", "Rule", "Rules"])], own: [])),
            SDKFile(path: "\(folder)/_checks.py", text: PythonRuntime.checks),
            SDKFile(path: "tests/test_checks.py", text: named(PythonPackage.checkTests)),
        ]
    }

    /// Of APIs with bodies of XML.
    private var elementFiles: [SDKFile] {
        if operations.elements.isEmpty { return [] }
        let folder = "src/\(moduleName)"
        return [
            SDKFile(
                path: "\(folder)/elements.py",
                text: PythonPackage.print(
                    operations.elements.statements(), "\(banner)\n\nHow bodies of \(api.title) stand in XML.",
                    from: [("._xml", ["Element", "Form", "Items", "Members", "Values"])], own: [])),
            SDKFile(path: "\(folder)/_xml.py", text: PythonRuntime.xml),
            SDKFile(path: "tests/test_xml.py", text: named(PythonPackage.xmlTests)),
        ]
    }

    // MARK: Modules

    private var clientModule: String {
        let classes: [PythonStatement] = [
            .classDefinition(operations.client(isAsync: false)), .classDefinition(operations.client(isAsync: true)),
        ]
        return print(
            classes, "Clients of \(api.title).", of: models.names, errors: operations.errorNames,
            rules: operations.rules.names, elements: operations.elements.names)
    }

    private func print(
        _ statements: [PythonStatement], _ documentation: String, of types: [String] = [], errors: [String] = [],
        rules: [String] = [], elements: [String] = []
    ) -> String {
        PythonPackage.print(
            statements, "\(banner)\n\n\(documentation)", from: PythonPackage.modules,
            own: [("elements", elements), ("errors", errors), ("models", types), ("rules", rules)])
    }

    /// A module with the imports that its statements need, of modules that are always there and of the package's own.
    static func print(
        _ statements: [PythonStatement], _ documentation: String, from modules: [(String, [String])],
        own: [(String, [String])]
    ) -> String {
        var used = PythonUses()
        statements.forEach { used.add($0) }
        var imports: [PythonStatement] = [.imports(module: "__future__", names: ["annotations"])]
        for (module, names) in modules {
            let found = names.filter(used.names.contains)
            if !found.isEmpty { imports.append(.imports(module: module, names: found)) }
        }
        for (module, names) in own {
            let found = names.filter(used.names.contains).sorted()
            if !found.isEmpty { imports.append(.imports(module: ".\(module)", names: found)) }
        }
        return PythonPrinter.print(imports + statements, documentation: documentation)
    }

    /// Where names come from that modules may use.
    private static let modules: [(String, [String])] = [
        ("collections.abc", ["AsyncIterator", "Iterable", "Iterator"]),
        ("dataclasses", ["dataclass", "field"]),
        ("datetime", ["date", "datetime"]),
        ("decimal", ["Decimal"]),
        ("typing", ["Annotated", "Any", "Literal", "TypeAlias"]),
        ("uuid", ["UUID"]),
        ("._checks", ["check"]),
        ("._codec", ["UNSET", "AsText", "Discriminated", "Member", "Rest", "Unset", "encode"]),
        (
            "._requests",
            [
                "deep_object", "form_body", "header", "json_body", "label", "matrix", "multipart_body", "query",
                "raw_body", "segment", "segments",
            ]
        ),
        (
            "._runtime",
            [
                "ApiError", "AsyncClient", "Bytes", "CallOptions", "Client", "Events", "Json", "Nothing", "Scheme",
                "ServerSentEvent", "Text", "async_pages", "pages",
            ]
        ),
        ("._xml", ["read_xml", "xml_body"]),
    ]

    private var exports: [PythonStatement] {
        let runtime = [
            "ApiError", "BasicCredentials", "CallOptions", "ConnectionFailure", "ConstraintFailure", "GatewayError",
            "ServerSentEvent", "TimeoutFailure", "Violation",
        ]
        let clients = ["Async\(clientName)", clientName].sorted()
        let errors = operations.errorNames.sorted()
        let types = models.names.sorted()
        let all = (["AwsCredentials", "UNSET", "Unset"] + runtime + clients + errors + types).sorted()
        return [
            .imports(module: "._codec", names: ["UNSET", "Unset"]),
            .imports(module: "._requests", names: ["AwsCredentials"]), .imports(module: "._runtime", names: runtime),
            .imports(module: ".client", names: clients),
        ] + (errors.isEmpty ? [] : [.imports(module: ".errors", names: errors)])
            + (types.isEmpty ? [] : [.imports(module: ".models", names: types)])
            + [.constant(name: "__all__", nil, .list(all.map { .string($0) }))]
    }

    // MARK: The package

    static func manifest(_ names: PythonPackageNames, _ api: ClientAPI, dependency: String) -> String {
        let license = api.license.map { license in
            "license = { text = \(PythonPackage.toml(license.identifier ?? SourceText.firstLine(license.name))) }\n"
        }
        return """
            [build-system]
            requires = ["setuptools>=61"]
            build-backend = "setuptools.build_meta"

            [project]
            name = \(PythonPackage.toml(names.package))
            version = \(PythonPackage.toml(SDKText.semanticVersion(api.version)))
            description = \(PythonPackage.toml("A client of \(SourceText.firstLine(api.title))"))
            readme = "README.md"
            \(license ?? "")requires-python = ">=3.10"
            dependencies = ["\(dependency)"]

            [tool.setuptools.packages.find]
            where = ["src"]

            [tool.setuptools.package-data]
            \(names.module) = ["py.typed"]

            [tool.mypy]
            strict = true

            [tool.pytest.ini_options]
            pythonpath = ["src"]

            """
    }

    /// A basic string of TOML.
    private static func toml(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { out += "\\" }
            if scalar.value >= 0x20, scalar.value != 0x7f { out.unicodeScalars.append(scalar) }
        }
        return out + "\""
    }
}

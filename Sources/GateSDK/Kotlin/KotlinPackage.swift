// The files of a Kotlin client: manifest, classes, tests, README.

/// A package for Maven's repositories, built by Gradle.
struct KotlinPackage {
    let api: ClientAPI
    let names: KotlinPackageNames
    let operations: KotlinOperations
    let examples: KotlinExamples
    private var models: KotlinModels { operations.models }

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        names = KotlinPackageNames(api, options)
        operations = KotlinOperations(api, clientName: names.client)
        examples = KotlinExamples(api: api, operations: operations)
    }

    func files() -> [SDKFile] {
        let types = api.types.indices.filter(models.aliases.isDeclared).map(models.declaration)
        let failures = operations.failures()
        let rules = operations.rules.declarations()
        let xml = operations.xml.declarations()
        let hasDeprecated = api.operations.contains { $0.isDeprecated && $0.pagination != nil }
        func file(_ name: String, _ classes: [KotlinClass], suppresses: String? = nil) -> SDKFile {
            names.file(name, classes, runtime: KotlinPackage.runtimeNames, suppresses: suppresses)
        }
        return names.files(api) + [
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(names.folder("test"))/OperationTest.kt", text: operationTests),
            file(names.client, [operations.client()], suppresses: hasDeprecated ? "DEPRECATION" : nil),
        ] + (types.isEmpty ? [] : [file("Models", types)]) + (failures.isEmpty ? [] : [file("Failures", failures)])
            + (rules.isEmpty ? [] : [file("Rules", rules)]) + (xml.isEmpty ? [] : [file("Xml", xml)])
            + names.runtime(
                KotlinRuntime.files + (hasRules ? [("Rules", KotlinRuntime.rules)] : [])
                    + (hasXML ? [("Xml", KotlinRuntime.xml)] : []))
            + names.runtime(
                [("TransportTest", KotlinPackage.transportTests)]
                    + (hasRules ? [("RuleTest", KotlinRuntime.ruleTests)] : [])
                    + (hasXML ? [("XmlTest", KotlinRuntime.xmlTests)] : []),
                set: "test")
    }

    var hasRules: Bool { !operations.rules.isEmpty }
    var hasXML: Bool { !operations.xml.isEmpty }

    /// Names of the runtime that files may use.
    static let runtimeNames =
        KotlinPackageNames.modelNames + [
            "Answer", "ApiException", "AwsCredentials", "BasicCredentials", "CallOptions", "ChoiceRule", "Client",
            "ClientOptions", "Content", "Events", "HttpResponse", "Multipart", "Pages", "Request", "Scheme", "TypeRule",
            "ValueRule", "XmlAny", "XmlElement",
            "XmlLeaf", "XmlList", "XmlMap", "XmlMember", "XmlName", "XmlObject", "XmlType",
            "label", "matrix", "segment", "segments",
        ]
}

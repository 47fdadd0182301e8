// The files of a Java client: manifest, classes, tests, README.

/// A package for Maven's repositories.
struct JavaPackage {
    let api: ClientAPI
    let project: JavaProject
    let operations: JavaOperations
    let examples: JavaExamples

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        project = JavaProject(api, options)
        operations = JavaOperations(api, project)
        examples = JavaExamples(api: api, models: operations.models)
    }

    func files() -> [SDKFile] {
        let models = operations.models
        let client = operations.client() + [operations.options()] + operations.failures()
        let calls = api.operations.indices.compactMap(operations.call)
        let rules = operations.rules.declarations()
        var runtime = JavaRuntime.classes
        var tests = [("TransportTest", JavaPackage.transportTests)]
        var features = Set<String>()
        if operations.rules.hasAny {
            features.insert("rules")
            runtime += JavaRuntime.rules
            tests.append(("RuleTest", JavaPackage.ruleTests))
        }
        let xml = operations.xml.declarations()
        if !xml.isEmpty {
            features.insert("xml")
            runtime += JavaRuntime.xml
            tests.append(("XmlTest", JavaPackage.xmlTests))
        }
        return [
            SDKFile(path: "pom.xml", text: project.manifest), SDKFile(path: "README.md", text: readme),
            SDKFile(path: project.path("test", "OperationTest"), text: operationTests),
        ] + (client + calls + rules + xml + models.declarations()).map { project.file($0, of: models) }
            + project.runtime(runtime, features: features) + project.runtime(tests, in: "test", features: features)
    }
}

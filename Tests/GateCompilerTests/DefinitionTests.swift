// Faults that no specification file can hold, because its import finds them first: definitions come from the control
// plane, too. GW4022, GW4023, GW4071, GW4080.

import GateCompiler
import GateDefinition
import GateSchema
import GateSource
import GateTree
import Testing

@Suite struct DefinitionTests {
    private let sources = SourceMap()

    /// The codes of compiling an API with one method.
    private func codes(_ change: (inout Method, SourceRange) -> Void) -> [UInt16] {
        let source = sources.add(path: "made.yaml", bytes: [])
        let place = SourceRange(source: source, start: 0, end: 0)
        var method = Method(verb: .get, range: place)
        var integration = Integration(kind: .http, range: place)
        integration.uri = LocatedText("http://h.test/", at: place)
        integration.httpMethod = .get
        integration.responses = [
            IntegrationResponse(selectionPattern: nil, statusCode: Located(200, at: place), range: place)
        ]
        method.integration = integration
        method.responses = [MethodResponse(statusCode: Located(200, at: place))]
        change(&method, place)
        var definition = APIDefinition(name: "made", range: place)
        var resource = Resource(path: Located("/a", at: place))
        resource.methods = [method]
        definition.resources = [Resource(path: Located("/", at: place)), resource]
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            .failure(.notFound)
        }
        let compiled = compileAPI(
            definition, documents: documents, dialect: .draft4, options: CompileOptions(), sink: sink)
        #expect((compiled == nil) == sink.hasErrors)
        return sink.diagnostics.map(\.code.number)
    }

    @Test func aWholeDefinitionHasNoFindings() { #expect(codes { _, _ in } == []) }

    @Test func authorizersHaveDefinitions() {
        let found = codes { method, place in method.authorization = .custom(authorizer: Located("nobody", at: place)) }
        #expect(found == [4022])
    }

    @Test func modelsHaveDefinitions() {
        let found = codes { method, place in
            method.requestModels = [
                RequestModel(contentType: "application/json", modelName: Located("Nothing", at: place)),
                RequestModel(contentType: "text/plain", modelName: Located("Empty", at: place)),
            ]
        }
        #expect(found == [4023])
    }

    @Test func statusesAreWithinBounds() {
        for status in [99, 600, -1, Int.max] {
            let found = codes { method, place in
                method.integration?.responses[0].statusCode = Located(status, at: place)
            }
            #expect(found == [4080])
        }
    }

    @Test func pathParametersStandInThePath() {
        let found = codes { method, place in
            method.requestParameters = [
                RequestParameter(location: .path, name: Located("id", at: place), isRequired: true)
            ]
            method.integration?.requestParameters = [
                ParameterMapping(target: .integrationHeader("X-Id"), at: place, source: .requestPath("id"), at: place)
            ]
        }
        #expect(found == [4071])
    }
}

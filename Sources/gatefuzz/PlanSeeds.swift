// The plan that plan fuzzing starts from: one API with every kind of record, compiled when the tool starts, so that
// the seed follows the file format. Further plans come as files.

import GateBytes
import GateCompiler
import GateDefinition
import GateSchema
import GateSource
import GateTree

/// Seeds of the plan target.
enum PlanSeeds {
    /// Bodies sent to each method.
    static let bodies = ["{\"name\":\"n\",\"tags\":[{\"k\":1},{\"k\":\"v\"}],\"age\":3}", "[1,{\"name\":2}]", "{", ""]
    /// Answers of the backend to each call.
    static let answers = [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\nX-B: c\r\n\r\n{\"items\":[1,\"a\"]}",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ]

    static func plans() -> [[UInt8]] {
        [true, false].compactMap { compile(includesDebug: $0) }
    }

    private static func compile(includesDebug: Bool) -> [UInt8]? {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        var isSchemaRead = false
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            isSchemaRead = true
            return .success(Array(schema.utf8))
        }
        guard let root = documents.load("seed.yaml"), isSchemaRead else { stop("the seed's schema cannot be read") }
        var writer = DefinitionWriter(place: root.range)
        let definition = writer.definition(schema: root)
        var options = CompileOptions()
        options.includesDebug = includesDebug
        let compiled = compileAPI(definition, documents: documents, dialect: .draft4, options: options, sink: sink)
        guard let compiled else {
            stop("the seed does not compile: \(sink.diagnostics.map(\.message).joined(separator: "; "))")
        }
        return compiled.plan
    }

    private static let schema = """
        type: object
        required: [name]
        additionalProperties: false
        properties:
          name: {type: string, minLength: 1, maxLength: 20, pattern: '^[a-z]+$'}
          age: {type: integer, minimum: 0, maximum: 200, multipleOf: 1}
          when: {type: string, format: date-time}
          kind: {enum: [a, b, {c: [1, 2.5, null]}, true]}
          tags:
            type: array
            minItems: 1
            uniqueItems: true
            items: {anyOf: [{type: object, properties: {k: {type: [string, number]}}}, {type: 'null'}]}
          more: {allOf: [{not: {type: string}}, {oneOf: [{type: integer}, {type: boolean}]}]}
        patternProperties: {'^x-': {type: string}}
        dependencies: {age: [name]}
        """
}

/// Writes the seed's definition; every part stands at one place.
private struct DefinitionWriter {
    let place: SourceRange

    private func at<Value>(_ value: Value) -> Located<Value> { Located(value, at: place) }

    private func text(_ text: String) -> LocatedText { LocatedText(text, at: place) }

    private func map(_ target: ParameterMapping.Target, _ source: ParameterMapping.Source) -> ParameterMapping {
        ParameterMapping(target: target, at: place, source: source, at: place)
    }

    mutating func definition(schema: Node) -> APIDefinition {
        var api = APIDefinition(name: "seed", range: place)
        api.version = "1"
        api.binaryMediaTypes = [at("image/png"), at("*/x")]
        api.minimumCompressionBytes = at(100)
        api.apiKeys = [APIKey(name: "k", value: at("key"))]
        api.stageVariables = [StageVariable(name: at("v"), value: "x")]
        api.models = [Model(name: at("Pet"), contentType: "application/json", schema: schema, isGenerated: false)]
        api.gatewayResponses = [gatewayResponse("DEFAULT_4XX"), gatewayResponse("BAD_REQUEST_BODY")]
        api.resources = [
            resource("/", [mock(.get)]), resource("/pets", [http(.post)]),
            resource("/pets/{petId}", [http(.get), mock(.any)]),
            resource("/pets/fixed", [proxy(.any)]), resource("/p/{proxy+}", [proxy(.any)]),
        ]
        return api
    }

    private func resource(_ path: String, _ methods: [Method]) -> Resource {
        var resource = Resource(path: at(path))
        resource.methods = methods
        return resource
    }

    private func gatewayResponse(_ type: String) -> GatewayResponse {
        var response = GatewayResponse(type: at(type))
        response.statusCode = at(499)
        response.parameters = [
            map(.responseHeader("X-Q"), .requestQueryString("q")), map(.responseHeader("X-L"), .literal("text")),
        ]
        response.templates = [
            Template(
                contentType: at("application/json"),
                text: text("{\"m\":$context.error.messageString,\"v\":\"$stageVariables.v\",\"p\":\"$context.path\"}"))
        ]
        return response
    }

    private func method(_ verb: HTTPVerb, _ integration: Integration) -> Method {
        var method = Method(verb: verb, range: place)
        method.operationName = "op"
        method.integration = integration
        var ok = MethodResponse(statusCode: at(200))
        ok.headers = [at("X-A"), at("X-C"), at("Content-Type")]
        method.responses = [ok, MethodResponse(statusCode: at(404))]
        method.requestParameters = [
            RequestParameter(location: .queryString, name: at("q"), isRequired: true),
            RequestParameter(location: .header, name: at("X-H"), isRequired: true),
        ]
        method.validatesParameters = true
        return method
    }

    private func mock(_ verb: HTTPVerb) -> Method {
        var integration = Integration(kind: .mock, range: place)
        integration.requestTemplates = [
            Template(
                contentType: at("application/json"),
                text: text("#if($input.params('q') == '2'){\"statusCode\": 404}#else{\"statusCode\": 200}#end"))
        ]
        integration.responses = responses()
        return method(verb, integration)
    }

    private func http(_ verb: HTTPVerb) -> Method {
        var integration = Integration(kind: .http, range: place)
        integration.uri = text("http://${stageVariables.v}:8080/a/{id}?x=y")
        integration.httpMethod = .post
        integration.passthroughBehavior = .whenNoTemplates
        integration.requestParameters = [
            map(.integrationPath("id"), verb == .get ? .requestPath("petId") : .literal("0")),
            map(.integrationQueryString("q"), .requestMultivalueQueryString("q")),
            map(.integrationHeader("X-Body"), .requestBody(path: text("tags[?(@.k)].k"))),
            map(.integrationHeader("X-Deep"), .requestBody(path: text(".name"))),
            map(.integrationHeader("X-Id"), .context("requestId")), map(.integrationHeader("X-V"), .stageVariable("v")),
            map(.integrationHeader("X-H"), .requestMultivalueHeader("X-H")),
        ]
        integration.requestTemplates = [
            Template(contentType: at("application/json"), text: text(PlanText.template)),
            Template(contentType: at("$default"), text: text("$input.body")),
        ]
        integration.responses = responses()
        var method = method(verb, integration)
        method.requestModels = [RequestModel(contentType: "application/json", modelName: at("Pet"))]
        method.validatesBody = true
        method.isAPIKeyRequired = true
        return method
    }

    private func proxy(_ verb: HTTPVerb) -> Method {
        var integration = Integration(kind: .httpProxy, range: place)
        integration.uri = text("https://example.com/{proxy}")
        integration.httpMethod = .any
        integration.requestParameters = [map(.integrationPath("proxy"), .literal("p"))]
        integration.tlsServerName = at("tls.example.com")
        return method(verb, integration)
    }

    private func responses() -> [IntegrationResponse] {
        var ok = IntegrationResponse(selectionPattern: nil, statusCode: at(200), range: place)
        ok.parameters = [
            map(.responseHeader("X-A"), .responseHeader("X-B")),
            map(.responseHeader("X-C"), .responseBody(path: text("items[0]"))),
            map(.responseHeader("Content-Type"), .literal("text/plain")),
        ]
        ok.templates = [Template(contentType: at("application/json"), text: text("{\"all\":$input.json('$')}"))]
        let missing = IntegrationResponse(selectionPattern: text("4\\d{2}"), statusCode: at(404), range: place)
        return [ok, missing]
    }
}

private enum PlanText {
    /// Every directive and most operators of the template language.
    static let template = """
        #set($root = $input.path('$'))
        #set($list = [1, 2.5, "three $root.name", $root.tags])
        #set($map = {"a": 1, 'b': [0..3]})
        #macro(twice $x)$x$x#end
        {"name": "$util.escapeJavaScript($root.name)", "n": #twice($list.size()),
        #foreach($tag in $root.tags)#if($foreach.index > 0),#end"$tag.k"#if($foreach.count > 5)#break#end#end
        #if($map.a + 1 == 2 && !($root.age < 3 || $root.age >= 10))"yes"#elseif($root.age % 2 != 0)"odd"#else"no"#end
        "q": "$input.params().querystring.get('q')", "h": $input.json('$.tags[?(@.k > 1)]'), "m": "${map.b}$!none",
        "e": "$util.base64Encode($util.urlEncode($context.identity.sourceIp))", "s": "$stageVariables.v"
        #set($context.requestOverride.header.X-O = 'o')
        }
        """
}

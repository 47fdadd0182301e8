// What it costs to know a caller again: the same request of the same mock without authorization, with a token that was
// verified before, and with a result of a Lambda authorizer that is kept.

import CMallocCount
import GateBytes
import GateCompiler
import GateDefinition
import GatePlan
import GateRuntime
import GateSource
import GateTree
import GateWire

func benchAccess(_ arguments: [String]) {
    let count = arguments.first.flatMap { Int($0) } ?? 200_000
    let endpoints = EndpointTable()
    let deployment = Deployment(plan: AccessBench.plan(), settings: StageSettings(), endpoints: endpoints)
    let gateway = Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
    gateway.setClock((1_000_000, 1_795_766_400_000))
    let driver = RequestDriver(gateway: gateway)
    let token = AccessBench.token
    let keyed = "Authorization: Bearer \(token)\r\n"
    let cases = [
        ("open", "/open", keyed), ("token", "/jwt", keyed), ("authorizer", "/lambda", "Authorization: allow\r\n"),
    ]
    var open = 0.0
    for (name, target, line) in cases {
        let text = String(decoding: requestText("GET", target), as: UTF8.self)
        // The last CR LF is one character.
        let request = Array((text.dropLast() + line + "\r\n").utf8)
        // The issuer and the function answer once.
        let warm = driver.perform(request) { sent, _ in .answer(AccessBench.answer(sent)) }
        guard case .answered(let answer) = warm, answer.starts(with: Array("HTTP/1.1 200".utf8)) else {
            stop("\(target) does not answer 200", status: 1)
        }
        let run = PipelineRun(gateway)
        request.withByteView { view in
            guard run.perform(view), run.perform(view) else { stop("\(target) is not kept", status: 1) }
            let before = gate_malloc_count()
            let best = bestOfNine {
                for _ in 0..<count { _ = run.perform(view) }
            }
            let mallocs = Double(gate_malloc_count() - before) / Double(9 * count)
            let each = Double(best) / Double(count)
            if name == "open" { open = each }
            let more = name == "open" ? "" : ", \(Int(each - open)) ns more than without"
            print("\(name): \(Int(each)) ns a request\(more), \(mallocs) allocations a request")
        }
    }
    print("a token of \(token.utf8.count) bytes")
}

private enum AccessBench {
    /// An access token of some 900 bytes, signed with RS256, good until 2100.
    static let token =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJzdWIiOiIwZjFlMmQzYy00YjVhLTY5NzgtODc5Ni1hNWI0YzNkMmUxZjAiLCJpc3MiOiJ\
        odHRwczovL2lzc3Vlci5leGFtcGxlLyIsImF1ZCI6ImFwcCIsImNsaWVudF9pZCI6IjdrM20xbjBwNXEycjRzNnQ4dTB2Iiwib3JpZ2luX2p\
        0aSI6IjdhMWYwYzJlLTUyYTQtNGQwYi1iNmE2LTVkMGU4ZjNjOWIxMSIsImV2ZW50X2lkIjoiMWMzYjVkN2YtOWE4ZS00YzZkLWIyZjAtMWU\
        zZDVjN2I5YTgwIiwidG9rZW5fdXNlIjoiYWNjZXNzIiwic2NvcGUiOiJvcGVuaWQgZW1haWwgcHJvZmlsZSBwZXRzL3JlYWQgb3JkZXJzL3J\
        lYWQgb3JkZXJzL3dyaXRlIiwiYXV0aF90aW1lIjoxNzAwMDAwMDAwLCJleHAiOjQxMDI0NDQ4MDAsImlhdCI6MTcwMDAwMDAwMCwianRpIjo\
        iZTNiMGM0NDItOThmYy00YzE0LTlhZmItZjRjODk5NmZiOTI0IiwidXNlcm5hbWUiOiJmaW5kdXMifQ.kkykjaQAzZzfTQkX8NkZIERm1BuQ\
        gmTcRv8G-YSLOhBBaO4g-Oknlb8UOChqlHs4l22wuR2hzzDQM9oaLFHMSCONvSxqUeMIqilH7DFR3KFP9qaGckFn9uzFaThbc4QxF5vMkknh\
        MwAYVmj4dwKv2qeSGhPEhAsxvUiT2PLLrH6cAlAmWnZqc8YaLv7akcXjhCp1ab6AU8hmmfBfDp5j74t_kMEh58B4N-4eUFcQ8FjL414zUNbh\
        kLkkOfxSc5AhvYRdllCu-ZsYzw250g4Jo4bA0QRiZosrMqVE1JIfnlTavn4z0PRTfocowsXMC4kd7O-1ea8Ssz3ujlOh3_uqXA
        """

    private static let keys = """
        {"keys":[{"kty":"RSA","kid":"rsa","alg":"RS256","use":"sig","n":"uT-OBmUdS9r4DDBJ0LYFoA6a-zDAE5taeOP-JKJRcqk\
        eH2Op36h4Hm4hr546-XpQ8bo7I8pSREtzS-Mr00SSNAMBWqV9mEtGW9EHgrxvnCseeWmnJUg2ZZfIvxtoRT_JebMUDPIYiisogwIiqM7vAu5\
        EP-fYeuo5iSvKI2qwNih92phAZNp1DaZ1lwMmjmwrTXkYJm9O5cTWQ6ZV91Xl8ueBreluZQ0GD7IZUlYFb1K5Pf80Ptid06oY0lp4m-qM1SW\
        sfbnHcq1UiwUmCiNkvA2F8o3VjfCQa2pblydrWIyQ0TBRzs2Uh2Sc5WssBCNJjiDpZjwuW3lygQ6iaVU9vQ","e":"AQAB"}]}
        """

    /// What the issuer or the function answers.
    static func answer(_ request: [UInt8]) -> [UInt8] {
        let line = String(decoding: request.prefix { $0 != 0x0d }, as: UTF8.self)
        let body: String
        if line.contains("openid-configuration") {
            body = "{\"issuer\":\"https://issuer.example/\",\"jwks_uri\":\"https://issuer.example/keys\"}"
        } else if line.contains("/keys") {
            body = keys
        } else {
            body =
                "{\"principalId\":\"me\",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":"
                + "\"execute-api:Invoke\",\"Effect\":\"Allow\",\"Resource\":\"arn:aws:execute-api:*:*:*/local/*\"}]}}"
        }
        return Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    static func plan() -> PlanImage {
        let sources = SourceMap()
        let source = sources.add(SourceFile(path: "bench.yaml", bytes: Array("openapi".utf8)))
        let place = SourceRange(source: source, start: 0, end: 1)
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            .failure(.notFound)
        }
        let definition = definition(place)
        guard
            let compiled = compileAPI(
                definition, documents: documents, dialect: .openAPI30, options: CompileOptions(), sink: sink)
        else { stop("the bench's API does not compile", status: 1) }
        do throws(PlanError) {
            return try PlanImage(copying: compiled.plan)
        } catch {
            stop("the bench's plan cannot be read: \(error)", status: 1)
        }
    }

    private static func definition(_ place: SourceRange) -> APIDefinition {
        var definition = APIDefinition(name: "bench", range: place)
        let header = [Located("method.request.header.Authorization", at: place)]
        var tokens = Authorizer(name: Located("tokens", at: place), kind: .jwt)
        tokens.identitySources = header
        tokens.algorithms = [Located("RS256", at: place)]
        tokens.issuers = [TokenIssuer(issuer: Located("https://issuer.example/", at: place), audiences: ["app"])]
        var function = Authorizer(name: Located("function", at: place), kind: .token)
        function.identitySources = header
        function.uri = LocatedText(
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                + "arn:aws:lambda:us-east-1:123456789012:function:auth/invocations", at: place)
        definition.authorizers = [tokens, function]
        let scopes = ["pets/write", "pets/read"]
        definition.resources = [Resource(path: Located("/", at: place))]
        for (path, authorization) in [
            ("/open", Method.Authorization.none), ("/jwt", .jwt(authorizer: tokens.name, scopes: scopes)),
            ("/lambda", .custom(authorizer: function.name)),
        ] {
            var resource = Resource(path: Located(path, at: place))
            resource.methods = [mock(authorization, place)]
            definition.resources.append(resource)
        }
        return definition
    }

    private static func mock(_ authorization: Method.Authorization, _ place: SourceRange) -> Method {
        var method = Method(verb: .get, range: place)
        method.authorization = authorization
        var integration = Integration(kind: .mock, range: place)
        let type = Located("application/json", at: place)
        integration.requestTemplates = [
            Template(contentType: type, text: LocatedText("{\"statusCode\": 200}", at: place))
        ]
        integration.responses = [
            IntegrationResponse(selectionPattern: nil, statusCode: Located(200, at: place), range: place)
        ]
        method.integration = integration
        method.responses = [MethodResponse(statusCode: Located(200, at: place))]
        return method
    }
}

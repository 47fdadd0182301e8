// The README of a package: how to begin, one call of each group, what can fail.

extension TypeScriptPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright. It needs `fetch`: a browser, \
            or Node from 18 on.

            ```ts
            import { \(clientName) } from "\(packageName)";

            const client = new \(clientName)(\(clientOptions));
            ```

            Each method sends one request as soon as its result is awaited. `withResponse()` gives the answer's \
            headers and the gateway's request id too.


            """
        for (group, indices) in api.groups {
            if let group { text += "## \(SDKText.markdown(group))\n\n" } else { text += "## Operations\n\n" }
            if let index = indices.first(where: { examples.call($0) != nil }), let call = examples.call(index) {
                var printer = LayoutPrinter(width: 80, indentation: "  ")
                let line = Layout.sequence(["const result = await ", TypeScriptPrinter.expression(call), ";"])
                text += "```ts\n\(printer.print(line))```\n\n"
            }
            text += ReadmeText.operations(api, indices, operations.names)
        }
        return text + """
            ## Failures

            A call that gets no answer throws `ConnectionError`, or `TimeoutError`; an answer that is no success \
            throws `ApiError` with `status`, `body` and `requestId`. When the gateway itself refused the request it \
            is a `GatewayError`, and `type` says why: `ForbiddenException`, `TooManyRequestsException` ….

            What is safe to send again is tried three times in all, with pauses that grow and vary; `Retry-After` is \
            heeded. A POST is sent again only after 429, or with an `idempotencyKey`. `retries`, `timeout`, `signal` \
            and `headers` can be given for the client or for one call.
            \(checks)
            ## Tests

            `npm test` builds the package and tests its transport. `BASE_URL=http://127.0.0.1:8080 npm test` calls \
            each operation of an API that is served there.

            """ + ReadmeText.license(api)
    }

    private var checks: String {
        operations.rules.isEmpty
            ? ""
            : """

            With `checksRequests: true` each request is held against what the API's schemas say before it goes out: \
            one `ConstraintError` lists every violation, and nothing is sent.

            """
    }

    private var clientOptions: String {
        var members: [String] = []
        if api.baseURL == nil { members.append("baseUrl: \"https://api.example.com/prod\"") }
        if let scheme = api.schemes.first {
            let key = TypeScriptPrinter.key(scheme.name)
            switch scheme.kind {
            case .apiKey: members.append("credentials: { \(key): process.env.API_KEY }")
            case .bearer, .token: members.append("credentials: { \(key): () => token() }")
            case .basic: members.append("credentials: { \(key): { username, password } }")
            case .sigV4: members.append("credentials: { \(key): { accessKeyId, secretAccessKey, region } }")
            }
        }
        return members.isEmpty ? "" : "{\n  \(members.joined(separator: ",\n  ")),\n}"
    }
}

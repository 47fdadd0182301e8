// The README of a package: how to begin, one call of each group, what can fail.

extension PythonPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Python from 3.10 on. It \
            needs `httpx`.

            ```python
            from \(moduleName) import \(clientName)

            with \(clientName)(\(clientArguments)) as client:
                ...
            ```

            `Async\(clientName)` has the same methods to await. An optional attribute is `None` when it is absent; \
            where null is a value of its own, absence is `UNSET`.


            """
        for (group, indices) in api.groups {
            text += "## \(group.map(SDKText.markdown) ?? "Operations")\n\n"
            if let index = indices.first(where: { examples.call($0) != nil }), let call = examples.call(index) {
                var printer = LayoutPrinter(width: 88, indentation: "    ")
                let line = Layout.sequence(["result = ", PythonPrinter.expression(call)])
                text += "```python\n\(printer.print(line))```\n\n"
            }
            text += ReadmeText.operations(api, indices, operations.names)
        }
        return text + """
            ## Failures

            A call that gets no answer raises `ConnectionFailure`, or `TimeoutFailure`; an answer that is no success \
            raises `ApiError` with `status`, `body` and `request_id`, or the class that the method's documentation \
            names, whose `model` is the body as the API declares it. When the gateway itself refused the request it \
            is a `GatewayError`, and `type` says why: `ForbiddenException`, `TooManyRequestsException` ….

            What is safe to send again is tried three times in all, with pauses that grow and vary; `Retry-After` is \
            heeded. A POST is sent again only after 429, or with an `idempotency_key`. `CallOptions` sets `retries`, \
            `timeout` and `headers` of one call; `on_response` is given the answer itself.
            \(checks)
            ## Tests

            `pytest` tests the transport. `BASE_URL=http://127.0.0.1:8080 pytest` calls each operation of an API \
            that is served there. `mypy --strict src tests` passes.

            """ + ReadmeText.license(api)
    }

    private var checks: String {
        operations.rules.isEmpty
            ? ""
            : """

            With `checks_requests=True` each request is held against what the API's schemas say before it goes out: \
            one `ConstraintFailure` lists every violation, and nothing is sent.

            """
    }

    private var clientArguments: String {
        var arguments: [String] = []
        if api.baseURL == nil { arguments.append("\"https://api.example.com/prod\"") }
        if let scheme = api.schemes.first {
            let key = PythonPrinter.literal(scheme.name)
            switch scheme.kind {
            case .apiKey: arguments.append("credentials={\(key): api_key}")
            case .bearer, .token: arguments.append("credentials={\(key): token}")
            case .basic: arguments.append("credentials={\(key): BasicCredentials(user, password)}")
            case .sigV4: arguments.append("credentials={\(key): AwsCredentials(key_id, secret)}")
            }
        }
        return arguments.joined(separator: ", ")
    }
}

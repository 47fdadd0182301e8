// The README of a package: how to begin, one call of each group, what can fail.

extension GoPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Go from 1.19 on. It needs \
            nothing but the standard library.

            ```go
            import "\(modulePath)"

            client := \(GoPrinter.text(.sequence([GoPrinter.expression(made)])))```

            Each method takes a context, which ends the call. A field that may be absent is a pointer, a list or a \
            map, and nil when it is; `Ptr` makes a pointer of a value. Where null is a value of its own, the field is \
            `Nullable`: nil, `Null` or `Some`.


            """
        for (group, indices) in api.groups {
            text += "## \(group.map(SDKText.markdown) ?? "Operations")\n\n"
            if let index = indices.first(where: { examples.call($0) != nil }), let call = examples.call(index) {
                let names = operations.hasResult(index) ? ["result", "err"] : ["err"]
                let line = Layout.sequence([
                    .text(names.joined(separator: ", ") + " := "), GoPrinter.expression(call),
                ])
                text += "```go\n\(GoPrinter.text(line))```\n\n"
            }
            text += ReadmeText.operations(api, indices, models.names.operations)
        }
        text += """
            ## Failures

            `errors.As` tells them apart. A call that gets no answer gives a `ConnectionError`; an answer that is no \
            success an `APIError` with `StatusCode`, `Body` and `RequestID`. A `DeclaredError` has the body as the API \
            declares it. When the gateway itself refused the request it is a `GatewayError`, and `Type` says why: \
            `GatewayForbidden`, `GatewayTooManyRequests` ….

            What is safe to send again is tried three times in all, with pauses that grow and vary; `Retry-After` is \
            heeded. A POST or PATCH is sent again only after 429, or with `WithIdempotencyKey`. Each option, \
            `WithTimeout`, `WithRetries`, `WithHeader`, `WithMiddleware` …, is one of a client or of a call; \
            `WithResponse` stores the answer itself.


            """
        if api.operations.contains(where: \.hasRules) {
            text += """
                `WithRequestChecks` looks at requests before they are sent: lengths, ranges, patterns, counts. One \
                that is not as the API declares it fails with an `InvalidRequestError` that lists each violation.


                """
        }
        return text + """
            ## Tests

            `go test` tests the transport. `BASE_URL=http://127.0.0.1:8080 go test` calls each operation of an API \
            that is served there.

            """ + module.license
    }

    /// `petstore.New(…)`
    private var made: GoExpression {
        let url: GoExpression =
            api.baseURL == nil
            ? .call(.qualified(packageName, "ExecuteAPI"), ["a1b2c3", "eu-west-1", "prod"].map { .string($0) })
            : .qualified(packageName, "BaseURL")
        var arguments = [url]
        if let scheme = api.schemes.first {
            let value: GoExpression
            switch scheme.kind {
            case .apiKey, .bearer, .token: value = .call(.qualified("os", "Getenv"), [.string("API_KEY")])
            case .basic:
                value = .structure(
                    .qualified(packageName, "BasicCredentials"),
                    [("Username", .identifier("user")), ("Password", .identifier("password"))])
            case .sigV4:
                value = .structure(
                    .qualified(packageName, "AWSCredentials"),
                    [("AccessKeyID", .identifier("id")), ("SecretAccessKey", .identifier("secret"))])
            }
            arguments.append(
                .structure(
                    .qualified(packageName, "Credentials"),
                    [(operations.credentials[0], .call(.qualified(packageName, "Static"), [value]))]))
        }
        return .call(.qualified(packageName, "New"), arguments)
    }
}

// The README of a package: how to begin, one call of each group, what can fail.

extension SwiftPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Swift 6 on Linux and on \
            Apple's platforms. It needs Foundation alone.

            ```swift
            import \(names.module)

            \(beginning)```

            Values are what they are in Swift: an optional property is `nil` when it is absent; where `null` is a \
            value of its own it is `Nullable`. Enumerations and unions have a case `other` for what this client \
            does not know. A client is `Sendable`, and a call ends when its task is cancelled.


            """
        for (group, indices) in api.groups {
            text += "## \(group.map(SDKText.markdown) ?? "Operations")\n\n"
            if let index = indices.first(where: { examples.call($0) != nil }), let call = examples.call(index) {
                let isSilent = api.operations[index].answer == .none
                let line = Layout.sequence([
                    isSilent ? .nothing : "let result = ", SwiftPrinter.expression(.effect("try await", call)),
                ])
                text += "```swift\n\(SwiftPrinter.print(line))```\n\n"
            }
            text += ReadmeText.operations(api, indices, operations.names)
        }
        return text + """
            ## Failures

            A call that gets no answer throws `ConnectionError`; an answer that is no success throws an \
            `APIFailure` with `status`, `requestID` and `response`: the type that the method's documentation names, \
            whose `model` is the body as the API declares it, else `APIError`. When the gateway itself refused the \
            request it is a `GatewayError`, and `type` says why: `.forbidden`, `.tooManyRequests` ….

            What is safe to send again is tried three times in all, with pauses that grow and vary; `Retry-After` \
            is heeded. A POST is sent again only after 429, or with an `idempotencyKey`. `CallOptions` sets \
            `retries`, `timeout` and `headers` of one call; `onResponse` is given the answer itself.

            `ClientOptions.checksRequests` looks at what goes out by the API's constraints: a request that does not \
            satisfy them is not sent and throws `InvalidRequest`, which lists all that is wrong with it.

            Bodies of bytes are an `UploadBody`: `.data(…)`, `.file(…)` or `.stream(…)`, which is any asynchronous \
            sequence of `Data` and never in memory as a whole. `URLSession` and signatures take streams by way of a \
            temporary file.

            ## Transports

            Requests go out by `URLSession`. With the package's trait `AsyncHTTPClient` there is an \
            `AsyncHTTPClientTransport` too, and that library is fetched; without the trait it is not. Any other is \
            a type with one method, `Transport.send`, set as `ClientOptions.transport`; what changes or watches \
            every attempt is a `Middleware`.

            ## Tests

            `swift test` tests the core. `BASE_URL=http://127.0.0.1:8080 swift test` calls each operation of an API \
            that is served there.

            """ + SwiftPackage.license(api)
    }

    /// Under which licence it is.
    static func license(_ api: ClientAPI) -> String {
        guard let license = api.license else { return "" }
        return "\n## Licence\n\n\(SDKText.markdown(license.identifier ?? license.name)): see LICENSE.\n"
    }

    private var beginning: String {
        var arguments: [SwiftArgument] = []
        if api.baseURL == nil {
            arguments.append(
                SwiftArgument(
                    "endpoint",
                    .call(
                        .member(nil, "gateway"),
                        [("api", "a1b2c3d4e5"), ("region", "eu-west-1"), ("stage", "prod")].map {
                            SwiftArgument($0, .string($1))
                        })))
        }
        if let scheme = api.schemes.first, let name = operations.credentials.first {
            let value: SwiftExpression
            switch scheme.kind {
            case .apiKey, .bearer, .token: value = .call("Provider", .name("token"))
            case .basic, .sigV4: value = .call("Provider", .name("keys"))
            }
            arguments.append(
                SwiftArgument(
                    "credentials",
                    .call(.name(operations.credentialsName), [SwiftArgument(name, value)])))
        }
        return SwiftPrinter.print(
            .sequence(["let client = ", SwiftPrinter.expression(.call(.name(operations.clientName), arguments))]))
    }
}

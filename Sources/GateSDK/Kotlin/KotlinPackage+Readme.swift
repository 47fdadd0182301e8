// The README of a package: how to begin, one call of each group, what can fail.

extension KotlinPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Kotlin on a JVM from 11 on \
            and on Android from API 26 on. It needs nothing but the standard library.

            ```kotlin
            import \(names.package).\(names.client)
            import \(names.package).runtime.ClientOptions

            val client = \(names.client)(\(arguments))
            ```

            Each method suspends until the answer is there; threads of the client's own wait for it. Null is absence; \
            where null is a value of its own, a `Field` tells the two apart. Pages and events are gone through by \
            `for`.


            """
        for (group, indices) in api.groups {
            text += "## \(group.map(SDKText.markdown) ?? "Operations")\n\n"
            if let index = indices.first(where: { examples.call($0) != nil }), let call = examples.call(index) {
                var printer = LayoutPrinter(width: 100, indentation: "    ")
                let line = Layout.sequence(["val result = ", KotlinPrinter.expression(call)])
                text += "```kotlin\n\(printer.print(line))```\n\n"
            }
            text += ReadmeText.operations(api, indices, operations.names)
        }
        return text + """
            ## Failures

            A call that gets no answer throws `ConnectionException`, or `CallTimeoutException`; an answer that is no \
            success throws `ApiException` with `status`, `body` and `requestId`, or the class of this package that \
            the API declares for the status, whose `model` is the body. When the gateway itself refused the request \
            it is a `GatewayException`, and `type` says why: `ForbiddenException`, `TooManyRequestsException` ….

            What is safe to send again is tried three times in all, with pauses that grow and vary; `Retry-After` is \
            heeded. A POST is sent again only after 429, or with an `idempotencyKey`. `CallOptions` sets `retries`, \
            `timeout` and `headers` of one call; `onResponse` is given the answer itself.

            \(hasRules ? checkingNote : "")A `Cancellation` ends calls. With kotlinx-coroutines a scope does it so:

            ```kotlin
            suspend fun <T> cancellable(call: suspend (CallOptions) -> T): T {
                val cancellation = Cancellation()
                return suspendCancellableCoroutine { continuation ->
                    continuation.invokeOnCancellation { cancellation.cancel() }
                    suspend { call(CallOptions(cancellation = cancellation)) }.startCoroutine(continuation)
                }
            }
            ```

            ## Tests

            `gradle test` tests the transport. `BASE_URL=http://127.0.0.1:8080 gradle test` calls each operation of \
            an API that is served there.

            """ + names.licenseNote(api)
    }

    private var checkingNote: String {
        """
        With `ClientOptions(checksRequests = true)` requests that are not as the API declares them are not sent: \
        `InvalidRequestException` lists all `violations`, such as `body.name is longer than 64 characters`.


        """
    }

    private var arguments: String {
        var arguments: [String] = []
        if api.baseURL == nil { arguments.append("ClientOptions(baseUrl = \"https://api.example.com/prod\")") }
        if let scheme = api.schemes.first, let name = operations.credentialNames.first {
            switch scheme.kind {
            case .apiKey: arguments.append("\(name) = { apiKey }")
            case .bearer, .token: arguments.append("\(name) = { token() }")
            case .basic: arguments.append("\(name) = { BasicCredentials(username, password) }")
            case .sigV4:
                arguments.append("\(name) = { AwsCredentials(accessKeyId, secretAccessKey, region = region) }")
            }
        }
        return arguments.isEmpty ? "" : "\n    " + arguments.joined(separator: ",\n    ") + "\n"
    }
}

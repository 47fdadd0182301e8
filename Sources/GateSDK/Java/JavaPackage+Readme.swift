// The README of a package: how to begin, one call of each group, what can fail.

extension JavaPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Java from 17 on. It needs \
            nothing but the JDK.

            ```java
            import \(project.packageName).\(operations.clientName);
            import \(project.packageName).\(operations.optionsName);

            \(operations.clientName) client = new \(operations.clientName)(new \(operations.optionsName)()\(settings));
            ```

            A method makes a call, with what is required; what may be left out is told to the call. `send()` waits for \
            what the operation gives, `sendForResult()` gives the answer's headers and the gateway's request id too, \
            `sendAsync()` does not wait: cancelling its future ends the call. Null is absence; where null is a value \
            of its own, a `Field` tells the two apart.


            """
        for (group, indices) in api.groups {
            text += "## \(group.map(SDKText.markdown) ?? "Operations")\n\n"
            if let call = indices.lazy.compactMap({ examples.call($0, of: operations) }).first {
                var printer = LayoutPrinter(width: 100, indentation: "    ")
                let line = Layout.sequence(["var result = ", JavaPrinter.expression(call.calling("send")), ";"])
                text += "```java\n\(printer.print(line))```\n\n"
            }
            text += ReadmeText.operations(api, indices, operations.names)
        }
        return text + """
            ## Failures

            A call that gets no answer throws `ConnectionException`, or `CallTimeoutException`; an answer that is no \
            success throws `ApiException` with `status()`, `body()` and `requestId()`, or the class of this package \
            that the API declares for the status, whose `model()` is the body. When the gateway itself refused the \
            request it is a `GatewayException`, and `type()` says why: `ForbiddenException`, \
            `TooManyRequestsException` ….

            What is safe to send again is tried three times in all, with pauses that grow and vary; `Retry-After` is \
            heeded. A POST is sent again only after 429, or with an `idempotencyKey`. `retries`, `timeout` and \
            `header` can be given for the client or for one call.\(checks)

            ## Tests

            `mvn test` tests the transport. `BASE_URL=http://127.0.0.1:8080 mvn test` calls each operation of an API \
            that is served there. `javac -Xlint:all -Werror` passes.

            """ + project.licenseNote
    }

    private var checks: String {
        if !operations.rules.hasAny { return "" }
        return """


            With `checksRequests(true)` a client holds what it sends against the API's constraints: lengths, bounds, \
            patterns. A request that does not keep to them is not sent but throws `InvalidRequestException`, whose \
            `violations()` say where and what: `body.tags[2].name is longer than 64 characters`.
            """
    }

    private var settings: String {
        var calls: [String] = []
        if api.baseURL == nil { calls.append(".baseUrl(\"https://api.example.com/prod\")") }
        if let scheme = api.schemes.first, let name = operations.credentialNames.first {
            switch scheme.kind {
            case .apiKey: calls.append(".\(name)(apiKey)")
            case .bearer, .token: calls.append(".\(name)(() -> token())")
            case .basic: calls.append(".\(name)(new BasicCredentials(username, password))")
            case .sigV4: calls.append(".\(name)(new AwsCredentials(accessKeyId, secretAccessKey, null, region))")
            }
        }
        return calls.map { "\n        " + $0 }.joined()
    }
}

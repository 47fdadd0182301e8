// The README of a package: how to begin, one call of each group, what can fail.

extension RubyPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Ruby from 3.1 on. It needs \
            \(needs); `sig` has its types for RBS.

            ```ruby
            require "\(requireName)"

            \(RubyPrinter.text(.sequence(["client = ", RubyPrinter.expression(made)])))```

            Models do not change; `with` makes another one. An attribute that was not given is absent, which `key?` \
            tells; `nil` is null where null is a value.


            """
        for (group, indices) in api.groups {
            text += "## \(group.map(SDKText.markdown) ?? "Operations")\n\n"
            if let index = indices.first(where: { examples.call($0) != nil }), let call = examples.call(index) {
                let line = Layout.sequence(["result = ", RubyPrinter.expression(call)])
                text += "```ruby\n\(RubyPrinter.text(line))```\n\n"
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
            heeded. A POST is sent again only after 429, or with an idempotency key. `options:` of a call may have \
            `retries:`, `timeout:`, `headers:`, `idempotency_key:` and `on_response:`, which is given the answer itself.

            `deadline:` ends a call with all its attempts after so many seconds, with `TimeoutFailure`. `cancel:` \
            takes a `CancelToken`, whose `cancel` ends the calls that have it, at once and from any thread, with \
            `CancelledFailure`.

            Bytes and events come in parts to a block; `break` ends the call.\(checked)

            ## Tests

            `ruby -Ilib test/transport_test.rb` tests the transport. \
            `BASE_URL=http://127.0.0.1:8080 ruby -Ilib test/operations_test.rb` calls each operation of an API that is \
            served there.

            """ + licenseText
    }

    private var checked: String {
        if operations.rules.isEmpty { return "" }
        return """


            With `checks_requests: true` a client looks at what a request would send, and raises `RequestFailure` \
            where it does not keep to the API's rules: `violations` has all, each with `place` and `problem`.
            """
    }

    private var made: RubyExpression {
        var arguments: [RubyExpression.Argument] = []
        if api.baseURL == nil {
            arguments.append(
                .value(
                    .call(
                        .name(moduleName), "execute_api",
                        [
                            .value(.string("a1b2c3")), .keyword("region", .string("eu-west-1")),
                            .keyword("stage", .string("prod")),
                        ])))
        }
        if let scheme = api.schemes.first {
            let value: RubyExpression
            switch scheme.kind {
            case .apiKey: value = .name("api_key")
            case .bearer, .token: value = .name("token")
            case .basic:
                value = .call(
                    .name("\(moduleName)::BasicCredentials"), "new",
                    [.keyword("username", .name("user")), .keyword("password", .name("password"))])
            case .sigV4:
                value = .call(
                    .name("\(moduleName)::AwsCredentials"), "new",
                    [.keyword("access_key_id", .name("id")), .keyword("secret_access_key", .name("secret"))])
            }
            arguments.append(.keyword("credentials", .hash([(.string(scheme.name), value)])))
        }
        return .call(.name("\(moduleName)::Client"), "new", arguments)
    }
}

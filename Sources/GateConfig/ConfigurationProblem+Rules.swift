// The rules behind GW5000–GW5099, for `gatewright explain`.

import GateSource

/// Rules of configuration files.
package enum ConfigurationRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] =
        shapes + functions + environments + links + tls + usage + caches + identities

    private static let shapes = [
        DiagnosticRule(
            5001, .error, "configurations are objects",
            "A configuration file is an object with named sections, such as `functions`.",
            source: "Gatewright",
            example: "- functions"),
        DiagnosticRule(
            5002, .error, "known members",
            "A member that its object does not have is a slip: a configuration has no extensions.",
            source: "Gatewright",
            example: "functions:\n  hello: {handler: app.handler, timout: 5}"),
        DiagnosticRule(
            5003, .error, "types of values",
            "A member holds another kind of value than it takes.",
            source: "Gatewright",
            example: "functions:\n  hello: {handler: app.handler, timeout: soon}"),
        DiagnosticRule(
            5004, .error, "numbers within bounds",
            "Timeouts are 1 to 900 seconds, memory 128 to 10,240 MB, concurrency 0 to 1,000, as on AWS. Health checks "
                + "come every 1 to 300 seconds, last 1 to 120, and 1 to 10 of them in a row count.",
            source: "\"Lambda quotas\"; \"Health checks for Network Load Balancer target groups\"",
            example: "functions:\n  hello: {handler: app.handler, timeout: 901}"),
        DiagnosticRule(
            5016, .error, "accounts are twelve digits",
            "The account that APIs belong to is part of ARNs and of answers.",
            source: "\"View AWS account identifiers\"", example: "account: mine"),
        DiagnosticRule(
            5017, .error, "public addresses",
            "A public address is a scheme and a host; the names of APIs and regions go in front of it.",
            source: "Gatewright", example: "publicAddress: gateway.example.org/apis"),
    ]

    private static let functions = [
        DiagnosticRule(
            5005, .error, "function names",
            "A function's name is the last part of its ARN: up to 64 letters, digits, hyphens and underscores.",
            source: "CreateFunction, FunctionName",
            example: "functions:\n  hello.world: {handler: app.handler}"),
        DiagnosticRule(
            5006, .error, "handlers",
            "A handler names a module and a function in it, with a dot between them.",
            source: "\"Define Lambda function handler in Python\"",
            example: "functions:\n  hello: {handler: app}"),
        DiagnosticRule(
            5007, .error, "files of handlers",
            "The module of a handler is a file in the folder `code`, which is the folder of the configuration "
                + "unless something else is said. Its ending tells the runtime: .py, .js, .mjs or .cjs.",
            source: "Gatewright",
            example: "functions:\n  hello: {handler: missing.handler, code: ./hello}"),
        DiagnosticRule(
            5008, .error, "runtimes",
            "Python and Node functions are run by a client that is built in. All others bring their own and are "
                + "started with `command`.",
            source: "Gatewright",
            example: "functions:\n  hello: {handler: app.handler, runtime: ruby3.4}"),
        DiagnosticRule(
            5010, .error, "commands",
            "A command is an array of a program and its arguments; no shell takes a text apart.",
            source: "Gatewright",
            example: "functions:\n  hello: {command: python3 main.py}"),
        DiagnosticRule(
            5011, .error, "functions have a program",
            "A function needs a handler or a command.",
            source: "Gatewright",
            example: "functions:\n  hello: {timeout: 5}"),
        DiagnosticRule(
            5012, .error, "functions have one program",
            "A function with a handler and a command could mean either.",
            source: "Gatewright",
            example: "functions:\n  hello: {handler: app.handler, command: [./bootstrap]}"),
        DiagnosticRule(
            5013, .error, "number of functions",
            "A configuration names at most 1,000 functions.",
            source: "Gatewright",
            example: "functions: {}"),
    ]

    private static let environments = [
        DiagnosticRule(
            5009, .error, "size of an environment",
            "The names and values of a function's variables have at most 4 KB together.",
            source: "\"Lambda quotas\", environment variables",
            example: "functions:\n  hello: {handler: app.handler, environment: {TEXT: \"…\"}}"),
        DiagnosticRule(
            5014, .error, "names of variables",
            "A variable's name has letters, digits and underscores and does not start with a digit.",
            source: "Lambda API, Environment",
            example: "functions:\n  hello: {handler: app.handler, environment: {my-name: x}}"),
        DiagnosticRule(
            5015, .warning, "reserved variables",
            "Lambda sets some variables itself; a function cannot choose them.",
            source: "\"Working with Lambda environment variables\", reserved",
            example: "functions:\n  hello: {handler: app.handler, environment: {_HANDLER: other}}"),
    ]

    private static let links = [
        DiagnosticRule(
            5040, .error, "targets of links",
            "A target is a host and a port.",
            source: "Gatewright",
            example: "vpcLinks:\n  orders: {targets: [10.0.0.7]}"),
        DiagnosticRule(
            5041, .error, "links have targets",
            "A VPC link leads to at least one target, its own or a listener's.",
            source: "Gatewright",
            example: "vpcLinks:\n  orders: {scheme: http}"),
        DiagnosticRule(
            5042, .error, "schemes of links",
            "Targets are called over `http` or `https`.",
            source: "Gatewright",
            example: "vpcLinks:\n  orders: {scheme: tcp, targets: [10.0.0.7:80]}"),
        DiagnosticRule(
            5043, .error, "paths of health checks",
            "A health check asks for a path; it starts with `/` and has printable ASCII characters.",
            source: "\"Health checks for Network Load Balancer target groups\", HealthCheckPath",
            example: "vpcLinks:\n  orders: {targets: [10.0.0.7:80], healthCheck: {path: health}}"),
        DiagnosticRule(
            5044, .error, "listeners of links",
            "Listeners are named by the ARNs that `integrationTarget` holds.",
            source: "PutIntegration, integrationTarget",
            example: "vpcLinks:\n  orders: {listeners: {web: [10.0.0.7:80]}}"),
        DiagnosticRule(
            5045, .error, "files of certificates",
            "Certificates, keys and roots are PEM files, seen from the folder of the configuration.",
            source: "Gatewright",
            example: "clientCertificates:\n  a1b2c3: {certificate: missing.pem, key: missing.key}"),
        DiagnosticRule(
            5046, .error, "certificates have a key",
            "A client certificate is a file with the certificate and a file with its key.",
            source: "Gatewright",
            example: "clientCertificates:\n  a1b2c3: {certificate: client.pem}"),
        DiagnosticRule(
            5047, .error, "the stage's certificate is described",
            "`clientCertificateId` names one of `clientCertificates`.",
            source: "CreateStage, clientCertificateId",
            example: "clientCertificateId: a1b2c3"),
        DiagnosticRule(
            5048, .error, "number of links, targets and certificates",
            "A configuration has at most 1,000 VPC links, a link 50 listeners, each list 64 targets; there are at most "
                + "60 client certificates, 1,000 certificates of `tls` and 1,000 truststores.",
            source: "Gatewright; \"API Gateway quotas\", client certificates",
            example: "vpcLinks: {}"),
    ]

    private static let identities = [
        DiagnosticRule(
            5080, .error, "credentials are whole",
            "Credentials have an access key and a secret.",
            source: "Gatewright",
            example: "credentials:\n  alice: {accessKeyId: AKIDEXAMPLE}"),
        DiagnosticRule(
            5081, .error, "policies of identities",
            "A policy is understood whole; one of an identity names no principal.",
            source: "\"IAM JSON policy elements reference\"",
            example: "credentials:\n  alice: {accessKeyId: A, secretAccessKey: s, policies: [{Statement: []}, {}]}"),
        DiagnosticRule(
            5082, .error, "principals",
            "A principal is a user, a role or a role's session, by its ARN.",
            source: "\"IAM identifiers\"",
            example: "credentials:\n  alice: {accessKeyId: A, secretAccessKey: s, principal: alice}"),
        DiagnosticRule(
            5083, .error, "times of credentials",
            "`expiration` is a time as ISO 8601 has it, or seconds since 1970.",
            source: "Gatewright",
            example: "credentials:\n  alice: {accessKeyId: A, secretAccessKey: s, expiration: soon}"),
        DiagnosticRule(
            5084, .error, "access keys are different",
            "An access key names one identity.",
            source: "Gatewright",
            example: "credentials:\n  a: {accessKeyId: A, secretAccessKey: s}\n"
                + "  b: {accessKeyId: A, secretAccessKey: t}"),
    ]
}

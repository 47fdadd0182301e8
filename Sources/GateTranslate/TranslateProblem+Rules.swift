// The rules behind GW2200–GW2299, for `gatewright explain`.

import GateSource

/// Rules of specifications as APIs of API Gateway.
package enum TranslateRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] =
        methods + integrations + mappings + policies + mocks + HTTPAPIRules.all + PortabilityRules.all

    private static let methods = [
        DiagnosticRule(
            2201, .warning, "request validators have definitions",
            "An operation or the document names a request validator that does not exist. API Gateway "
                + "imports it all the same (seen in deployed specifications), and nothing is validated.",
            source: "\"x-amazon-apigateway-request-validator\"",
            example: "x-amazon-apigateway-request-validator: everything"),
        DiagnosticRule(
            2202, .note, "validated media types",
            "Models of JSON and XML are checked; bodies of other types pass.",
            source: "\"Request validation for REST APIs\"",
            example: "requestBody:\n  content:\n    text/csv: {schema: {type: object}}"),
        DiagnosticRule(
            2203, .error, "bounded paths",
            "A path has at most 256 segments and 10,240 bytes, the longest target of a request.",
            source: "\"API Gateway quotas\", URL of a regional API; Gatewright",
            example: "(a path of 257 segments)"),
        DiagnosticRule(
            2204, .error, "bounded number of resources",
            "An API has at most 100,000 resources, of which each segment of a path is one. AWS's quota is 300.",
            source: "Gatewright",
            example: "(100,001 paths)"),
        DiagnosticRule(
            2210, .warning, "enforced security schemes",
            "API keys in `x-api-key`, IAM and authorizers are enforced. A scheme of another kind "
                + "describes what clients do, and whoever calls may pass.",
            source: "\"Amazon API Gateway important notes\"",
            example: "securitySchemes:\n  bearer: {type: http, scheme: bearer}"),
        DiagnosticRule(
            2211, .warning, "one authorizer for a method",
            "The requirements of an operation name two authorizers; a method takes one.",
            source: "PutMethod, authorizerId",
            example: "security: [{one: []}, {two: []}]"),
        DiagnosticRule(
            2212, .note, "security of the document",
            "The root's `security` is applied to operations without their own. AWS's guide says that "
                + "API Gateway ignores it; recorded imports apply it.",
            source: "\"Amazon API Gateway important notes\"; recorded from AWS",
            example: "security: [{api_key: []}]"),
        DiagnosticRule(
            2213, .error, "known identity sources",
            "An authorizer reads headers, query parameters, stage variables and context variables.",
            source: "\"x-amazon-apigateway-authorizer object\", identitySource",
            example: "identitySource: method.request.path.id"),
    ]

    private static let integrations = [
        DiagnosticRule(
            2220, .error, "integrations name a method",
            "Every integration but MOCK names the method it calls its backend with.",
            source: "PutIntegration: \"Enumeration value for HttpMethod must be non-empty\"",
            example: "type: http\nuri: https://example.com/"),
        DiagnosticRule(
            2221, .error, "known methods of integrations",
            "The method is one of GET, PUT, POST, DELETE, PATCH, OPTIONS, HEAD and ANY.",
            source: "PutIntegration: \"Invalid HttpMethod specified\"",
            example: "httpMethod: FETCH"),
        DiagnosticRule(
            2222, .error, "ARNs of AWS integrations",
            "The URI of AWS and AWS_PROXY integrations is an ARN of API Gateway.",
            source: "PutIntegration: \"Invalid ARN specified in the request\"",
            example: "type: aws\nuri: https://example.com/"),
        DiagnosticRule(
            2223, .error, "path or action",
            "The ARN of an integration ends with `path/…` or `action/…`.",
            source: "PutIntegration: \"AWS ARN for integration must contain path or action\"",
            example: "uri: arn:aws:apigateway:us-east-1:sqs:queue"),
        DiagnosticRule(
            2224, .error, "services of AWS_PROXY",
            "AWS_PROXY integrations invoke Lambda functions. AWS's own text names Firehose streams too, but "
                + "PutIntegration takes none of them (observed).",
            source: "PutIntegration: \"Integrations of type 'AWS_PROXY' currently only supports Lambda …\"",
            example: "type: aws_proxy\nuri: arn:aws:apigateway:us-east-1:sqs:path/1/q"),
        DiagnosticRule(
            2225, .warning, "Lambda is called with POST",
            "Another method is taken on import and fails at every call.",
            source: "\"Lambda proxy integrations in API Gateway\"",
            example: "type: aws_proxy\nhttpMethod: GET"),
        DiagnosticRule(
            2226, .error, "streaming proxies",
            "`STREAM` is for HTTP_PROXY and AWS_PROXY.",
            source: "\"Stream the integration response\"",
            example: "type: http\nresponseTransferMode: STREAM"),
    ]

    private static let mappings = [
        DiagnosticRule(
            2230, .error, "targets of mappings",
            "A mapping writes a path, query string or header parameter of the integration's request, or "
                + "a header of the response.",
            source: "\"Request and response data mapping reference\"",
            example: "method.response.cookie.X: integration.response.header.x"),
        DiagnosticRule(
            2231, .error, "mapping expressions",
            "A mapping reads a parameter, the body, a stage or context variable, or holds a text in "
                + "single quotes.",
            source: "PutIntegration: \"Invalid mapping expression specified\"",
            example: "integration.request.header.X: plain"),
        DiagnosticRule(
            2232, .warning, "headers of gateway responses",
            "Gateway responses have headers, no path and no query string.",
            source: "\"Gateway response definition\"",
            example: "gatewayresponse.path.id: \"'1'\""),
        DiagnosticRule(
            2233, .error, "keys of cached answers",
            "Cached answers are told apart by path, query string and header parameters of the method, or by parameters "
                + "of the integration that are mapped.",
            source: "PutIntegration: \"Invalid cache key parameter specified\"",
            example: "cacheKeyParameters: [method.input.params.id]"),
    ]

    private static let policies = [
        DiagnosticRule(
            2240, .error, "values of policies",
            "An effect is `Allow` or `Deny`, and statements are objects.",
            source: "\"IAM JSON policy elements reference\"",
            example: "Statement: [{Effect: Permit}]"),
        DiagnosticRule(
            2241, .error, "parts of policies",
            "A policy has statements with effect and action.",
            source: "\"IAM JSON policy elements reference\"",
            example: "x-amazon-apigateway-policy: {Version: \"2012-10-17\"}"),
        DiagnosticRule(
            2242, .error, "members of policies",
            "A policy holds elements of the policy language only.",
            source: "\"IAM JSON policy elements reference\"",
            example: "Statement: [{Efect: Allow}]"),
    ]

    private static let mocks = [
        DiagnosticRule(
            2250, .warning, "references of mocked specifications",
            "A design that is mocked may name parts that nobody has written yet. Whatever is sent there passes, and "
                + "mocks answer `null`. Without `--mock` such a reference is an error.",
            source: "Gatewright",
            example: "(with --mock)\nschema: {$ref: '#/components/schemas/Later'}")
    ]
}

// The rules behind GW4000–GW4199, for `gatewright explain`.

import GateSource

/// Rules of definitions.
package enum CompilerRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] =
        routes + methods + integrations + mappings + responses + answers + RouteRules.all

    private static let routes = [
        DiagnosticRule(
            4000, .error, "a verb of a path is defined once",
            "Two entries for the same verb of the same resource contradict each other. Paths that "
                + "differ in a slash at their end are one resource.",
            source: "\"REST API request and response\"; resources are a tree of path parts",
            example: "paths:\n  /a: {get: {}}\n  /a/: {get: {}}"),
        DiagnosticRule(
            4001, .error, "one parameter at one place",
            "Below one resource there is at most one segment that varies, `{name}` or `{name+}`: "
                + "two could not be told apart.",
            source: "CreateResource: \"A sibling of this resource already has a variable path part\"",
            example: "paths:\n  /pets/{id}: {}\n  /pets/{petId}/toys: {}"),
        DiagnosticRule(
            4002, .error, "a greedy parameter ends its path",
            "`{name+}` takes the rest of the path, so nothing can follow it.",
            source: "CreateResource: \"Cannot create a child of a resource with a greedy path variable\"",
            example: "/files/{path+}/meta"),
        DiagnosticRule(
            4003, .error, "a parameter is a whole segment",
            "Segments are text or one parameter, never a mixture, and their text is limited to a "
                + "few characters.",
            source: "\"API Gateway important notes\", REST APIs",
            example: "/report-{id}.pdf"),
        DiagnosticRule(
            4004, .error, "segments have text",
            "Two slashes in a row, or a path without a slash at its start, name no resource.",
            source: "CreateResource, pathPart",
            example: "/a//b"),
        DiagnosticRule(
            4005, .error, "bounded number of path parameters",
            "A path has at most 64 parameters.",
            source: "Gatewright",
            example: "/{a}/{b}/…"),
        DiagnosticRule(
            4006, .error, "a parameter name occurs once in a path",
            "A second `{name}` could not be read by its name.",
            source: "OpenAPI 3.0.3 §4.8.8, path templating",
            example: "/a/{id}/b/{id}"),
        DiagnosticRule(
            4007, .warning, "merged parameters of mocked paths",
            "With `--mock`, paths that name the segment at one place differently share the place; each method keeps "
                + "its own name. API Gateway has one name there (GW4001).",
            source: "Gatewright",
            example: "(with --mock)\n/pets/{id}: …\n/pets/{petId}/toys: …"),
        DiagnosticRule(
            4008, .warning, "paths that a mock leaves out",
            "With `--mock`, a path that no request could reach or that cannot be read is left out, and the rest is "
                + "served. Without it, each is an error.",
            source: "Gatewright",
            example: "(with --mock)\n/files/thumbnail.{extension}: …"),
    ]

    private static let methods = [
        DiagnosticRule(
            4020, .warning, "a method has an integration",
            "Something must answer. API Gateway imports a method without an integration and refuses "
                + "to deploy it.",
            source: "CreateDeployment: \"No integration defined for method\"",
            example: "get:\n  responses: {}"),
        DiagnosticRule(
            4022, .error, "authorizers have definitions",
            "A method names an authorizer that does not exist.",
            source: "PutMethod: \"Invalid authorizer ID specified\"",
            example: "security: [{lamda: []}]"),
        DiagnosticRule(
            4023, .error, "models have definitions",
            "A method names a model that does not exist. `Empty` and `Error` always exist.",
            source: "PutMethod: \"Invalid model identifier specified\"",
            example: "schema: {$ref: '#/components/schemas/Pett'}"),
        DiagnosticRule(
            4024, .note, "API keys for local use",
            "A method asks for an API key, and the specification declares none.",
            source: "Gatewright",
            example: "security: [{api_key: []}]"),
        DiagnosticRule(
            4025, .warning, "authorizers invoke functions",
            "The URI of a Lambda authorizer is the one of an invocation; methods of others answer 500.",
            source: "\"x-amazon-apigateway-authorizer object\", authorizerUri",
            example: "authorizerUri: arn:aws:lambda:us-east-1:123456789012:function:f"),
        DiagnosticRule(
            4026, .note, "models of XML bodies",
            "API Gateway validates JSON bodies alone. Here a body whose media type has a model is read by the "
                + "model's `xml` rules into JSON, which is then checked and handed to mappings and templates.",
            source: "\"Request validation for REST APIs\"; OpenAPI 3.0.3 §4.7.26, XML Object",
            example: "(with --target aws)\ncontent: {application/xml: {schema: {$ref: '#/components/schemas/Pet'}}}"),
        DiagnosticRule(
            4027, .error, "resource policies are understood whole",
            "Elements, operators and values of a resource policy are those of the policy language.",
            source: "\"IAM JSON policy elements reference\"",
            example: "Condition: {IpAdress: {aws:SourceIp: 203.0.113.0/24}}"),
        DiagnosticRule(
            4028, .warning, "issuers can be asked for keys",
            "Tokens are verified with the keys that their issuer publishes: a user pool, named by its ARN, or an "
                + "absolute URL without query and fragment. No token of another passes; where there is no other "
                + "issuer, methods answer 500.",
            source: "\"Create a JWT authorizer for a REST API\"; \"x-amazon-apigateway-authorizer object\", "
                + "providerARNs",
            example: "providerARNs: [us-east-1_a1b2c3d4e]"),
    ]

    private static let integrations = [
        DiagnosticRule(
            4041, .error, "integrations have a URI",
            "Every kind but MOCK needs one.",
            source: "\"x-amazon-apigateway-integration object\", uri",
            example: "type: http\nhttpMethod: GET"),
        DiagnosticRule(
            4042, .error, "HTTP integrations have an http URI",
            "The URI starts with `http://` or `https://` and names a host.",
            source: "PutIntegration: \"Invalid HTTP endpoint specified for URI\"",
            example: "uri: gopher://example.com/"),
        DiagnosticRule(
            4043, .warning, "placeholders are mapped",
            "`{name}` in a URI is filled by the mapping of `integration.request.path.name`.",
            source: "\"Set up HTTP integrations\"",
            example: "uri: https://example.com/{id}"),
        DiagnosticRule(
            4044, .error, "timeout within bounds",
            "Timeouts are 50 to 29,000 ms, up to 900,000 where the quota was raised.",
            source: "\"API Gateway quotas\", integration timeout",
            example: "timeoutInMillis: 10"),
        DiagnosticRule(
            4045, .warning, "timeout within the default quota",
            "More than 29,000 ms needs a raised quota, for regional and private APIs.",
            source: "\"API Gateway quotas\", integration timeout",
            example: "timeoutInMillis: 60000"),
        DiagnosticRule(
            4046, .error, "a VPC link has an id",
            "`connectionType: VPC_LINK` needs `connectionId`.",
            source: "\"x-amazon-apigateway-integration object\", connectionId",
            example: "connectionType: VPC_LINK"),
        DiagnosticRule(
            4047, .warning, "templates read text",
            "A request whose media type is among the binary media types is bytes, which no template can read, unless "
                + "`contentHandling` converts it to text. A request without a body counts, with application/json.",
            source: "\"Content type conversions in API Gateway\"; recorded from AWS",
            example: "x-amazon-apigateway-binary-media-types: ['*/*']\nx-amazon-apigateway-integration:\n  type: mock\n"
                + "  requestTemplates: {application/json: '{\"statusCode\": 200}'}"),
        DiagnosticRule(
            4049, .warning, "what streaming leaves out",
            "With `responseTransferMode: STREAM` answers are neither cached nor compressed: both need the whole answer.",
            source: "\"Stream the integration response for your proxy integrations\", considerations",
            example: "responseTransferMode: STREAM\ncacheKeyParameters: [method.request.querystring.q]"),
        DiagnosticRule(
            4050, .warning, "streaming functions have a URI of their own",
            "InvokeWithResponseStream has another path than Invoke, and the transfer mode has to agree with it.",
            source: "\"Set up a Lambda proxy integration with payload response streaming\"",
            example: "type: aws_proxy\nresponseTransferMode: STREAM\n"
                + "uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"),
        DiagnosticRule(
            4051, .warning, "callers sign what they call with",
            "An integration with the credentials `arn:aws:iam::*:user/*` is called with those of whoever signed the "
                + "request, so its method has the authorization AWS_IAM.",
            source: "\"Integration\" in the API reference, credentials",
            example: "x-amazon-apigateway-integration: {type: aws, credentials: 'arn:aws:iam::*:user/*'}"),
    ]

    private static let mappings = [
        DiagnosticRule(
            4060, .error, "mapped parameters are declared",
            "A mapping reads a parameter that the method does not declare.",
            source: "PutIntegration: \"Invalid mapping expression parameter specified\"",
            example: "integration.request.header.X: method.request.querystring.nope"),
        DiagnosticRule(
            4061, .warning, "path mappings have a placeholder",
            "`integration.request.path.name` fills `{name}` in the URI; without it the mapping has no effect.",
            source: "\"Request and response data mapping reference\"",
            example: "uri: https://example.com/\nrequestParameters:\n  integration.request.path.id: "
                + "method.request.path.id"),
        DiagnosticRule(
            4062, .warning, "headers that cannot be mapped",
            "Mapping Content-Length, Transfer-Encoding, X-Amzn-Trace-Id or X-Amzn-Apigateway-Api-Id "
                + "is accepted, and every call then fails. AWS integrations refuse a few more.",
            source: "Recorded from AWS",
            example: "integration.request.header.Content-Length: \"'3'\""),
        DiagnosticRule(
            4063, .warning, "headers that are dropped",
            "Some headers belong to the connection and are dropped after mapping.",
            source: "\"Amazon API Gateway important notes\"",
            example: "integration.request.header.TE: \"'trailers'\""),
        DiagnosticRule(
            4064, .warning, "headers that are renamed",
            "Some response headers are the gateway's own; mapped ones get a prefix.",
            source: "\"Amazon API Gateway important notes\"",
            example: "method.response.header.Server: \"'mine'\""),
        DiagnosticRule(
            4065, .warning, "known context variables",
            "`$context` has no variable of this name.",
            source: "\"Variables for data models, authorizers, mapping templates, and CloudWatch access "
                + "logging\"",
            example: "integration.request.header.X: context.requestIdd"),
        DiagnosticRule(
            4066, .warning, "maps are not mapped",
            "`context.identity`, `context.error` and the like are maps; only their members can be mapped.",
            source: "Recorded from AWS",
            example: "integration.request.header.X: context.identity"),
        DiagnosticRule(
            4067, .note, "stage variables have values",
            "A stage variable is used that the specification gives no value.",
            source: "\"API Gateway stage variables reference\"",
            example: "uri: http://${stageVariables.host}/"),
        DiagnosticRule(
            4068, .error, "sources exist where mappings run",
            "Requests are mapped before the backend is called, responses after it.",
            source: "\"Request and response data mapping reference\"",
            example: "integration.request.header.X: integration.response.header.Y"),
        DiagnosticRule(
            4069, .warning, "mapped response headers are declared",
            "A mapping writes a header that the method's response does not declare.",
            source: "PutIntegrationResponse: \"Invalid mapping expression parameter specified\"",
            example: "method.response.header.X: \"'1'\""),
        DiagnosticRule(
            4070, .warning, "what proxy integrations leave out",
            "Proxy integrations pass bodies and answers on: templates and responses have no effect.",
            source: "\"Choose an API Gateway API integration type\"",
            example: "type: http_proxy\nrequestTemplates: {application/json: '{}'}"),
        DiagnosticRule(
            4071, .warning, "mapped path parameters stand in the path",
            "A declared path parameter that the path does not have never has a value.",
            source: "OpenAPI 3.0.3 §4.8.12",
            example: "integration.request.path.id: method.request.path.id"),
    ]

    private static let responses = [
        DiagnosticRule(
            4080, .error, "status within bounds",
            "A status is a number from 100 to 599.",
            source: "PutIntegrationResponse, statusCode",
            example: "statusCode: \"99\""),
        DiagnosticRule(
            4081, .warning, "statuses are declared",
            "Choosing an integration response whose status the method does not declare answers 500.",
            source: "\"Output mapping refers to an invalid method response\"",
            example: "default: {statusCode: \"418\"}"),
        DiagnosticRule(
            4082, .warning, "one default response",
            "`default` and an empty pattern name the same response; the first is used.",
            source: "\"x-amazon-apigateway-integration.responses object\"",
            example: "responses: {default: {statusCode: \"200\"}, \"\": {statusCode: \"400\"}}"),
        DiagnosticRule(
            4083, .error, "patterns can be read",
            "A selection pattern is a regular expression.",
            source: "java.util.regex.Pattern",
            example: "responses: {\"[\": {statusCode: \"400\"}}"),
        DiagnosticRule(
            4084, .warning, "patterns match something",
            "The pattern is compared with the status as a whole, and no status matches.",
            source: "\"x-amazon-apigateway-integration.responses object\"",
            example: "responses: {\"40\": {statusCode: \"400\"}}"),
        DiagnosticRule(
            4085, .warning, "patterns do not hide one another",
            "Everything the pattern matches is taken by earlier responses.",
            source: "\"x-amazon-apigateway-integration.responses object\"",
            example: "responses: {\"4\\\\d{2}\": {statusCode: \"400\"}, \"404\": {statusCode: \"404\"}}"),
        DiagnosticRule(
            4086, .note, "one integration response a status",
            "API Gateway stores integration responses by status, so of two only one survives an import.",
            source: "PutIntegrationResponse",
            example: "responses: {\"4..\": {statusCode: \"400\"}, \"5..\": {statusCode: \"400\"}}"),
        DiagnosticRule(
            4087, .warning, "integrations have responses",
            "Behind MOCK and HTTP an answer needs an integration response; without any, every call answers 500.",
            source: "\"Set up an integration response\"",
            example: "type: mock"),
        DiagnosticRule(
            4088, .warning, "mocks name a status",
            "The output of a MOCK's request template names the status; without a template the "
                + "client's body is read for it.",
            source: "\"Set up mock integrations\"",
            example: "type: mock\nresponses: {default: {statusCode: \"200\"}}"),
    ]

    private static let answers = [
        DiagnosticRule(
            4100, .error, "known gateway response types",
            "The types are fixed.",
            source: "\"Gateway response types\"",
            example: "x-amazon-apigateway-gateway-responses: {NOT_FOUND: {}}"),
        DiagnosticRule(
            4102, .warning, "gateway responses are plain text",
            "Templates of gateway responses substitute variables and know no directives, no `$input` and no `$util`.",
            source: "\"Set up gateway responses\"",
            example: "responseTemplates: {application/json: '#if(true)x#end'}"),
        DiagnosticRule(
            4103, .warning, "fixed gateway responses",
            "Some answers are given before the API is known.",
            source: "\"Amazon API Gateway important notes\"",
            example: "x-amazon-apigateway-gateway-responses: {REQUEST_TOO_LARGE: {}}"),
        DiagnosticRule(
            4104, .error, "forms of the access log",
            "`x-gatewright-access-log` is `off`, `json`, `clf`, `xml`, `csv` or a text with variables of `$context` in it.",
            source: "\"API Gateway quotas\", access log template: 3 KB",
            example: "x-gatewright-access-log: verbose"),
    ]
}

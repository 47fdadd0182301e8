// The rules behind GW2000–GW2199, for `gatewright explain`.

import GateSource

/// Rules of specifications.
package enum OpenAPIRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] = documents + values + extensions + paths

    private static let documents = [
        DiagnosticRule(
            2001, .error, "documents name their specification",
            "A specification starts with `openapi` or `swagger` and a version.",
            source: "OpenAPI 3.0.3 §4.7.1",
            example: "info: {title: Pets}\npaths: {}"),
        DiagnosticRule(
            2002, .error, "known versions",
            "Swagger 2.0, OpenAPI 3.0 and OpenAPI 3.1 are read.",
            source: "Gatewright",
            example: "openapi: 4.0.0"),
        DiagnosticRule(
            2003, .error, "specifications in templates",
            "Of a CloudFormation or SAM template the specification in `DefinitionBody` or `Body`, or the file that "
                + "`DefinitionUri` names, is read, else its function events and resources that make methods. This one "
                + "has none of these.",
            source: "Gatewright",
            example: "AWSTemplateFormatVersion: \"2010-09-09\"\nResources: {}"),
        DiagnosticRule(
            2004, .error, "HTTP APIs in OpenAPI 3",
            "A specification is for an HTTP API when `--kind http` or the resource of its template says so, or when it "
                + "has a part that only HTTP APIs have (`x-amazon-apigateway-cors`, "
                + "`x-amazon-apigateway-importexport-version`, reusable integrations, `$default`, "
                + "`integrationSubtype`, `payloadFormatVersion: 2.0`, `append:`, `overwrite:` and `remove:` of "
                + "parameters, one `issuer` of an authorizer, `authorizerPayloadFormatVersion`) and none that only "
                + "REST APIs have. Such a specification is OpenAPI 3.",
            source: "\"Working with OpenAPI definitions for HTTP APIs\"",
            example: "swagger: \"2.0\"\nx-amazon-apigateway-cors:\n  allowOrigins: [\"*\"]"),
        DiagnosticRule(
            2005, .note, "specifications of templates",
            "The REST API of a CloudFormation or SAM template is compiled: its specification with what `Auth`, `Cors` "
                + "and other properties and resources add, or what events and resources make. Parameters have their "
                + "defaults or the values of `--param`; resources whose condition does not hold are left out.",
            source: "SAM specification, \"AWS::Serverless::Api\"; CloudFormation, \"AWS::ApiGateway::RestApi\"",
            example: "Resources:\n  Api:\n    Type: AWS::Serverless::Api\n"
                + "    Properties: {DefinitionBody: {openapi: 3.0.1}}"),
        DiagnosticRule(
            2006, .error, "one API for a file",
            "The template holds several specifications of REST APIs.",
            source: "Gatewright",
            example: "(two resources `AWS::Serverless::Api` with `DefinitionBody`)"),
        DiagnosticRule(
            2007, .note, "parts of a stack",
            "A resource or property of a template that is no part of an API, and where its like stands here.",
            source: "Gatewright",
            example: "Resources:\n  Gold: {Type: AWS::ApiGateway::UsagePlan}"),
        DiagnosticRule(
            2008, .warning, "events make methods",
            "An event of a function names an API with a specification that does not have its method. SAM lets the API "
                + "invoke the function, and makes the method with `MergeDefinitions` alone.",
            source: "AWS SAM Developer Guide, \"AWS::Serverless::Api\", MergeDefinitions",
            example: "Events: {Read: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /a, Method: get}}}"),
    ]

    private static let values = [
        DiagnosticRule(
            2010, .error, "required members",
            "An object lacks a member without which it means nothing.",
            source: "OpenAPI 3.0.3 §4.7; \"x-amazon-apigateway extensions to OpenAPI\"",
            example: "x-amazon-apigateway-integration:\n  uri: https://example.com/"),
        DiagnosticRule(
            2011, .warning, "members that OpenAPI requires",
            "The specification is incomplete by OpenAPI's rules, but can be executed.",
            source: "OpenAPI 3.0.3 §4.7",
            example: "info: {title: Pets}"),
        DiagnosticRule(
            2012, .error, "types of values",
            "A member holds another kind of value than it takes.",
            source: "OpenAPI 3.0.3 §4.7; \"x-amazon-apigateway extensions to OpenAPI\"",
            example: "security: api_key"),
        DiagnosticRule(
            2014, .warning, "values that are left out",
            "Mapping expressions and templates are texts. API Gateway drops others on import, with a "
                + "warning. In YAML, text that starts with `{` must be quoted.",
            source: "Recorded from AWS: \"Invalid format for 'requestParameters'. Expected type string\"",
            example: "requestTemplates:\n  application/json: {statusCode: 200}"),
        DiagnosticRule(
            2015, .warning, "known members",
            "A member that its object does not have is ignored; often its name is a slip.",
            source: "\"x-amazon-apigateway extensions to OpenAPI\"",
            example: "x-amazon-apigateway-integration:\n  passThroughBehavior: never"),
        DiagnosticRule(
            2016, .warning, "references of responses lead somewhere",
            "The schema of a response names something that does not exist. API Gateway does not enforce such schemas "
                + "and imports the document.",
            source: "Seen in deployed specifications",
            example: "responses:\n  \"200\": {content: {application/json: {schema: {$ref: '#/gone'}}}}"),
        DiagnosticRule(
            2021, .error, "known values",
            "The member takes one of a few words, in any letter case.",
            source: "\"x-amazon-apigateway extensions to OpenAPI\"",
            example: "type: lambda"),
        DiagnosticRule(
            2022, .error, "numbers within bounds",
            "The member takes a whole number between two bounds.",
            source: "\"x-amazon-apigateway extensions to OpenAPI\"; \"API Gateway quotas\"",
            example: "authorizerResultTtlInSeconds: 99999"),
        DiagnosticRule(
            2023, .warning, "known kinds of security schemes",
            "A scheme of an unknown type is left out.",
            source: "OpenAPI 3.0.3 §4.7.27",
            example: "type: apikeys"),
    ]

    private static let extensions = [
        DiagnosticRule(
            2030, .warning, "known extensions",
            "An extension whose name starts like Amazon's is not known.",
            source: "\"x-amazon-apigateway extensions to OpenAPI\"",
            example: "x-amazon-apigateway-hologram: 1"),
        DiagnosticRule(
            2031, .warning, "extensions in their place",
            "Every extension belongs into certain objects, and has no effect elsewhere.",
            source: "\"x-amazon-apigateway extensions to OpenAPI\"",
            example: "info:\n  x-amazon-apigateway-policy: {}"),
        DiagnosticRule(
            2032, .note, "extensions for Amazon's endpoint",
            "The extension configures something that a local run does not have.",
            source: "Gatewright",
            example: "x-amazon-apigateway-endpoint-configuration: {}"),
        DiagnosticRule(
            2033, .warning, "parts of the other kind of API",
            "The part has no effect in an API of this kind. What has parts of both kinds is a REST API, unless "
                + "`--kind http` or a template's resource says otherwise.",
            source: "\"Choose between REST APIs and HTTP APIs\"",
            example: "payloadFormatVersion: \"2.0\""),
        DiagnosticRule(
            2034, .error, "additional claims",
            "An issuer's additional claims are others than the authorizer checks itself.",
            source: "\"JwtAdditionalClaim\", claimName",
            example: "additionalClaims: [{claimName: aud, format: SINGLE_STRING}]"),
    ]

    private static let paths = [
        DiagnosticRule(
            2101, .error, "paths start with a slash",
            "A key of `paths` is appended to the API's address.",
            source: "OpenAPI 3.0.3 §4.7.8",
            example: "paths:\n  pets: {}"),
        DiagnosticRule(
            2102, .warning, "known methods",
            "A member of a path item is neither a method nor anything else that is known.",
            source: "OpenAPI 3.0.3 §4.7.9",
            example: "/pets:\n  fetch: {}"),
        DiagnosticRule(
            2103, .warning, "routed methods",
            "API Gateway routes GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS and ANY.",
            source: "\"Set up a method request in API Gateway\"",
            example: "/pets:\n  trace: {}"),
        DiagnosticRule(
            2104, .warning, "parameters that are read",
            "API Gateway has path, query string and header parameters; cookies and form fields are not "
                + "read.",
            source: "\"Amazon API Gateway important notes\"",
            example: "parameters: [{name: session, in: cookie}]"),
        DiagnosticRule(
            2105, .warning, "one name for each operation",
            "Tools find operations by `operationId`; API Gateway does not mind.",
            source: "OpenAPI 3.0.3 §4.7.10",
            example: "get: {operationId: a}\npost: {operationId: a}"),
        DiagnosticRule(
            2106, .warning, "parameters occur once",
            "A list must not hold two parameters with the same name and place; the last one counts.",
            source: "OpenAPI 3.0.3 §4.7.10",
            example: "parameters:\n  - {name: q, in: query}\n  - {name: q, in: query}"),
        DiagnosticRule(
            2107, .error, "path parameters stand in the path",
            "A parameter of the path that no segment holds can never have a value, so a required one "
                + "fails every request.",
            source: "OpenAPI 3.0.3 §4.7.12",
            example: "/pets/{id}:\n  get:\n    parameters: [{name: petId, in: path}]"),
        DiagnosticRule(
            2108, .error, "statuses of responses",
            "Responses are listed by status, class of statuses or `default`.",
            source: "OpenAPI 3.0.3 §4.7.16",
            example: "responses:\n  ok: {}"),
        DiagnosticRule(
            2110, .warning, "security schemes have definitions",
            "A requirement names a scheme that does not exist, so it cannot be enforced.",
            source: "OpenAPI 3.0.3 §4.7.30",
            example: "security: [{oauth: []}]"),
    ]
}

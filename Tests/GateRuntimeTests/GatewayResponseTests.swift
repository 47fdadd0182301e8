// Gateway responses of every type, also of those that nothing here answers with yet: built in, defined by the API, and
// by DEFAULT_4XX and DEFAULT_5XX.

import CorpusSupport
import GateBytes
import GatePlan
import GateWire
import Testing

@testable import GateRuntime

@Suite struct GatewayResponseTests {
    /// What Amazon answers with unless an API says otherwise.
    struct BuiltIn: Sendable, CustomTestStringConvertible {
        let type: GatewayResponseType
        let status: Int
        let message: String
        let errorType: String

        init(_ type: GatewayResponseType, _ status: Int, _ message: String, _ errorType: String) {
            self.type = type
            self.status = status
            self.message = message
            self.errorType = errorType
        }

        var testDescription: String { "\(type)" }
    }

    private static let fault = "Internal server error"
    static let builtIn = [
        BuiltIn(
            .accessDenied, 403, #""User is not authorized to access this resource""#, "AccessDeniedException"),
        BuiltIn(.apiConfigurationError, 500, "\"\(fault)\"", "InternalServerErrorException"),
        BuiltIn(.authorizerConfigurationError, 500, "null", "AuthorizerConfigurationException"),
        BuiltIn(.authorizerFailure, 500, "null", "AuthorizerFailureException"),
        BuiltIn(.badRequestParameters, 400, #""Missing required request parameters""#, "BadRequestException"),
        BuiltIn(.badRequestBody, 400, #""Invalid request body""#, "BadRequestException"),
        BuiltIn(
            .expiredToken, 403, #""The security token included in the request is expired""#, "ExpiredTokenException"),
        BuiltIn(.integrationFailure, 504, "\"\(fault)\"", "InternalServerErrorException"),
        BuiltIn(.integrationTimeout, 504, #""Endpoint request timed out""#, "InternalServerErrorException"),
        BuiltIn(.invalidAPIKey, 403, #""Forbidden""#, "ForbiddenException"),
        BuiltIn(
            .missingAuthenticationToken, 403, #""Missing Authentication Token""#,
            "MissingAuthenticationTokenException"),
        BuiltIn(.quotaExceeded, 429, #""Limit Exceeded""#, "LimitExceededException"),
        BuiltIn(
            .requestTooLarge, 413, #""HTTP content length exceeded 10485760 bytes.""#, "RequestTooLargeException"),
        BuiltIn(.resourceNotFound, 404, #""Not Found""#, "ResourceNotFoundException"),
        BuiltIn(.throttled, 429, #""Too Many Requests""#, "TooManyRequestsException"),
        BuiltIn(.unauthorized, 401, #""Unauthorized""#, "UnauthorizedException"),
        BuiltIn(.unsupportedMediaType, 415, #""Unsupported Media Type""#, "BadRequestException"),
        BuiltIn(.wafFiltered, 403, #""Forbidden""#, "ForbiddenException"),
    ]

    // Facts: pipeline-6.1, pipeline-6.2, pipeline-6.3, pipeline-6.4, pipeline-6.5, pipeline-6.10, pipeline-6.20
    @Test(arguments: builtIn)
    func typesAnswerAsAmazonsDo(_ expected: BuiltIn) throws {
        let answer = try Failing("").answer(expected.type)
        #expect(answer.status == expected.status)
        let name = expected.type == .accessDenied ? "Message" : "message"
        #expect(answer.body == "{\"\(name)\":\(expected.message)}")
        #expect(answer.header("x-amzn-ErrorType") == [expected.errorType])
        #expect(answer.header("Content-Type") == ["application/json"])
    }

    @Test func everyTypeIsTested() {
        let others: Set<GatewayResponseType> = [.invalidSignature, .default4XX, .default5XX]
        #expect(Set(GatewayResponseTests.builtIn.map(\.type)).union(others).count == GatewayResponseType.allCases.count)
    }

    // Facts: pipeline-6.15, pipeline-6.18
    @Test(arguments: GatewayResponseType.allCases)
    func typesHaveTheirDefinition(_ type: GatewayResponseType) throws {
        let name = String(ByteView(type.name))
        let answer = try Failing(
            """
            x-amazon-apigateway-gateway-responses:
              \(name):
                statusCode: "418"
                responseParameters: {gatewayresponse.header.X-Type: context.error.responseType}
                responseTemplates: {application/json: '$context.error.responseType $context.httpMethod $context.path'}
              DEFAULT_4XX: {statusCode: "499"}
              DEFAULT_5XX: {statusCode: "599"}

            """.replacing(
                type == .default4XX || type == .default5XX ? "  \(name): {statusCode" : "\u{0}",
                with: "  QUOTA_EXCEEDED: {statusCode")
        ).answer(type)
        if type == .requestTooLarge {
            #expect(answer.status == 413, "it cannot be customised")
            #expect(answer.header("X-Type").isEmpty)
        } else {
            #expect(answer.status == 418)
            #expect(answer.body == "\(name) GET /a")
            #expect(answer.header("X-Type") == [name])
        }
    }

    // Facts: pipeline-6.14, pipeline-6.15, pipeline-6.12
    @Test(arguments: GatewayResponseType.allCases)
    func typesFollowTheirClass(_ type: GatewayResponseType) throws {
        let failing = try Failing(
            """
            x-amazon-apigateway-gateway-responses:
              DEFAULT_4XX:
                statusCode: "499"
                responseTemplates: {application/json: 'client $context.error.responseType'}
              DEFAULT_5XX:
                responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}

            """)
        let answer = try failing.answer(type)
        let isOpen = answer.header("Access-Control-Allow-Origin") == ["*"]
        if type == .requestTooLarge {
            #expect(answer.status == 413 && !isOpen)
        } else if type.statusCode < 500 {
            #expect(answer.status == 499)
            #expect(answer.body == "client \(String(ByteView(type.name)))")
            #expect(!isOpen)
        } else {
            #expect(answer.status == type.statusCode, "a definition without a status keeps it")
            #expect(answer.body.hasPrefix("{\"message\":"))
            #expect(isOpen)
        }
    }
}

/// Fails a request with any type.
private final class Failing {
    private let gateway: Gateway
    private let deployment: Deployment

    init(_ document: String) throws {
        let result = SpecCompile(
            """
            openapi: "3.0.1"
            info: {title: f, version: "1"}
            \(document)paths:
              /a:
                get:
                  responses: {"200": {description: x}}
                  x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "http://b.test/"}
            """)
        let plan = try #require(result.compiled?.plan, "\(result.listing)")
        let endpoints = EndpointTable()
        deployment = Deployment(
            plan: try PlanImage(copying: plan), settings: StageSettings(), endpoints: endpoints)
        gateway = Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
    }

    func answer(_ type: GatewayResponseType) throws -> DrivenAnswer {
        let request = Array("GET /a HTTP/1.1\r\nHost: h.test\r\n\r\n".utf8)
        return try request.withByteView { bytes in
            let exchange = Exchange()
            let consumed = try parseRequestHead(
                bytes, alreadySeen: 0, limits: WireLimits(), into: &exchange.head, &exchange.headers)
            exchange.bytes = bytes.slice(0, try #require(consumed))
            var out = ByteBuffer()
            _ = gateway.begin(exchange, &out)
            out.removeAll()
            _ = gateway.upstreamFailed(exchange, .connect, &out)
            var scratch = Scratch()
            out.removeAll()
            gateway.fail(exchange, ExchangeError(type), &scratch, &out)
            return DrivenAnswer(String(decoding: [UInt8](out.view), as: UTF8.self))
        }
    }
}

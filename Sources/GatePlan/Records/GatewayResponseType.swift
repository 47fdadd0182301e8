// The kinds of answer that the gateway itself gives. AWS: "Gateway response types"; texts and error types as
// recorded from AWS (README, "Behaviour").

import GateBytes

/// A gateway response type; the raw value is stored in plans.
package enum GatewayResponseType: UInt32, CaseIterable, Sendable {
    case accessDenied = 0
    case apiConfigurationError = 1
    case authorizerConfigurationError = 2
    case authorizerFailure = 3
    case badRequestParameters = 4
    case badRequestBody = 5
    case expiredToken = 6
    case integrationFailure = 7
    case integrationTimeout = 8
    case invalidAPIKey = 9
    case invalidSignature = 10
    case missingAuthenticationToken = 11
    case quotaExceeded = 12
    case requestTooLarge = 13
    case resourceNotFound = 14
    case throttled = 15
    case unauthorized = 16
    case unsupportedMediaType = 17
    case wafFiltered = 18
    case default4XX = 19
    case default5XX = 20

    /// AWS's name, as in `x-amazon-apigateway-gateway-responses`.
    package var name: StaticString {
        switch self {
        case .accessDenied: "ACCESS_DENIED"
        case .apiConfigurationError: "API_CONFIGURATION_ERROR"
        case .authorizerConfigurationError: "AUTHORIZER_CONFIGURATION_ERROR"
        case .authorizerFailure: "AUTHORIZER_FAILURE"
        case .badRequestParameters: "BAD_REQUEST_PARAMETERS"
        case .badRequestBody: "BAD_REQUEST_BODY"
        case .expiredToken: "EXPIRED_TOKEN"
        case .integrationFailure: "INTEGRATION_FAILURE"
        case .integrationTimeout: "INTEGRATION_TIMEOUT"
        case .invalidAPIKey: "INVALID_API_KEY"
        case .invalidSignature: "INVALID_SIGNATURE"
        case .missingAuthenticationToken: "MISSING_AUTHENTICATION_TOKEN"
        case .quotaExceeded: "QUOTA_EXCEEDED"
        case .requestTooLarge: "REQUEST_TOO_LARGE"
        case .resourceNotFound: "RESOURCE_NOT_FOUND"
        case .throttled: "THROTTLED"
        case .unauthorized: "UNAUTHORIZED"
        case .unsupportedMediaType: "UNSUPPORTED_MEDIA_TYPE"
        case .wafFiltered: "WAF_FILTERED"
        case .default4XX: "DEFAULT_4XX"
        case .default5XX: "DEFAULT_5XX"
        }
    }

    package init?(name: ByteView) {
        for type in GatewayResponseType.allCases where ByteView(type.name) == name {
            self = type
            return
        }
        return nil
    }

    /// The status without customisation.
    package var statusCode: Int {
        switch self {
        case .accessDenied, .expiredToken, .invalidAPIKey, .invalidSignature, .missingAuthenticationToken,
            .wafFiltered:
            403
        case .badRequestParameters, .badRequestBody, .default4XX: 400
        case .unauthorized: 401
        case .resourceNotFound: 404
        case .requestTooLarge: 413
        case .unsupportedMediaType: 415
        case .quotaExceeded, .throttled: 429
        case .apiConfigurationError, .authorizerConfigurationError, .authorizerFailure, .default5XX: 500
        case .integrationFailure, .integrationTimeout: 504
        }
    }

    /// `$context.error.message` unless the failure brings its own; nil prints as `null`.
    package var message: StaticString? {
        switch self {
        case .accessDenied: "User is not authorized to access this resource"
        case .apiConfigurationError, .integrationFailure, .default5XX: "Internal server error"
        case .authorizerConfigurationError, .authorizerFailure: nil
        case .badRequestParameters: "Missing required request parameters"
        case .badRequestBody: "Invalid request body"
        case .expiredToken: "The security token included in the request is expired"
        case .integrationTimeout: "Endpoint request timed out"
        case .invalidAPIKey, .wafFiltered: "Forbidden"
        case .invalidSignature: "The request signature we calculated does not match the signature you provided"
        case .missingAuthenticationToken: "Missing Authentication Token"
        case .quotaExceeded: "Limit Exceeded"
        case .requestTooLarge: "HTTP content length exceeded 10485760 bytes."
        case .resourceNotFound: "Not Found"
        case .throttled: "Too Many Requests"
        case .unauthorized: "Unauthorized"
        case .unsupportedMediaType: "Unsupported Media Type"
        case .default4XX: "Bad Request"
        }
    }

    /// The `x-amzn-ErrorType` header.
    package var errorType: StaticString {
        switch self {
        case .accessDenied: "AccessDeniedException"
        case .apiConfigurationError, .integrationFailure, .integrationTimeout, .default5XX:
            "InternalServerErrorException"
        case .authorizerConfigurationError: "AuthorizerConfigurationException"
        case .authorizerFailure: "AuthorizerFailureException"
        case .badRequestParameters, .badRequestBody, .unsupportedMediaType, .default4XX: "BadRequestException"
        case .expiredToken: "ExpiredTokenException"
        case .invalidAPIKey, .wafFiltered: "ForbiddenException"
        case .invalidSignature: "InvalidSignatureException"
        case .missingAuthenticationToken: "MissingAuthenticationTokenException"
        case .quotaExceeded: "LimitExceededException"
        case .requestTooLarge: "RequestTooLargeException"
        case .resourceNotFound: "ResourceNotFoundException"
        case .throttled: "TooManyRequestsException"
        case .unauthorized: "UnauthorizedException"
        }
    }
}

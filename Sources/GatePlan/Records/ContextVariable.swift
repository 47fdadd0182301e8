// The names below `$context` that the gateway fills in. One table for mapping expressions, templates, gateway
// responses and access logs. AWS: "Variables for data models, authorizers, mapping templates, and CloudWatch
// access logging".

import GateBytes

/// A `$context` variable; the raw value is stored in plans.
package enum ContextVariable: UInt32, CaseIterable, Sendable {
    case accountId = 0
    case apiId = 1
    case deploymentId = 2
    case domainName = 3
    case domainPrefix = 4
    case extendedRequestId = 5
    case httpMethod = 6
    case path = 7
    case `protocol` = 8
    case requestId = 9
    case requestTime = 10
    case requestTimeEpoch = 11
    case resourceId = 12
    case resourcePath = 13
    case stage = 14
    case identitySourceIp = 15
    case identityUserAgent = 16
    case identityApiKey = 17
    case identityApiKeyId = 18
    case identityAccountId = 19
    case identityCaller = 20
    case identityUser = 21
    case identityUserArn = 22
    case identityAccessKey = 23
    case identityPrincipalOrgId = 24
    case identityCognitoAuthenticationProvider = 25
    case identityCognitoAuthenticationType = 26
    case identityCognitoIdentityId = 27
    case identityCognitoIdentityPoolId = 28
    case errorMessage = 29
    case errorMessageString = 30
    case errorResponseType = 31
    case errorValidationErrorString = 32
    case authorizerPrincipalId = 33
    case status = 34
    case responseLength = 35
    case responseLatency = 36
    case integrationLatency = 37
    case integrationStatus = 38
    case integrationError = 39
    case xrayTraceId = 40
    case isCanaryRequest = 41
    case integrationRequestId = 42
    case requestLength = 43
    case endpointStatus = 44
    case integrationResponseTransferMode = 45
    case integrationTimeToAllHeaders = 46
    case integrationTimeToFirstContent = 47
    case basePathMatched = 48
    case routingRuleIdMatched = 49
    case endpointType = 50
    case identityVpceId = 51
    case authenticateError = 52
    case authenticateLatency = 53
    case authenticateStatus = 54
    case authorizeError = 55
    case authorizeLatency = 56
    case authorizeStatus = 57
    case authorizerIntegrationStatus = 58
    case authorizerLatency = 59
    case authorizerError = 69
    case authorizerRequestId = 71
    case authorizerStatus = 72
    case clientCertificatePEM = 73
    case clientCertificateSubject = 74
    case clientCertificateIssuer = 75
    case clientCertificateSerialNumber = 76
    case clientCertificateNotBefore = 77
    case clientCertificateNotAfter = 78
    case tlsVersion = 79
    case cipherSuite = 80
    case connectedAt = 60
    case connectionId = 61
    case disconnectReason = 62
    case disconnectStatusCode = 63
    case eventType = 64
    case messageDirection = 65
    case messageId = 66
    case routeKey = 67
    case dataProcessed = 68
    case awsEndpointRequestId = 70

    /// Most names behind each other: `identity.clientCert.validity.notBefore`.
    package static let depthMax = 4

    /// Whether only access logs know a value: in templates it has none. AWS: "Variables for access logging only".
    package var isOfLog: Bool {
        switch self {
        case .status, .responseLength, .responseLatency, .integrationLatency, .integrationStatus, .integrationError,
            .integrationRequestId, .requestLength, .isCanaryRequest, .integrationResponseTransferMode,
            .integrationTimeToAllHeaders, .integrationTimeToFirstContent, .basePathMatched, .routingRuleIdMatched,
            .endpointType, .authenticateError, .authenticateLatency, .authenticateStatus, .authorizeError,
            .authorizeLatency, .authorizeStatus, .authorizerIntegrationStatus, .authorizerLatency, .authorizerError,
            .authorizerRequestId, .authorizerStatus, .dataProcessed, .awsEndpointRequestId, .tlsVersion, .cipherSuite:
            true
        default: false
        }
    }

    /// Whether only events of WebSocket APIs have it. AWS: "WebSocket API mapping template reference".
    package var isOfSocket: Bool {
        switch self {
        case .connectedAt, .connectionId, .disconnectReason, .disconnectStatusCode, .eventType, .messageDirection,
            .messageId, .routeKey:
            true
        default: false
        }
    }

    /// Whether `$context` has it without listing it among its keys (recorded).
    package var isUnlisted: Bool {
        self == .xrayTraceId || self == .identityVpceId || self == .routeKey || isOfClientCertificate
    }

    /// Whether it is a field of the certificate that the client has shown.
    package var isOfClientCertificate: Bool {
        (ContextVariable.clientCertificatePEM.rawValue...ContextVariable.clientCertificateNotAfter.rawValue)
            .contains(rawValue)
    }

    /// The name behind `$context.`.
    package var name: StaticString {
        switch self {
        case .accountId: "accountId"
        case .apiId: "apiId"
        case .deploymentId: "deploymentId"
        case .domainName: "domainName"
        case .domainPrefix: "domainPrefix"
        case .extendedRequestId: "extendedRequestId"
        case .httpMethod: "httpMethod"
        case .path: "path"
        case .protocol: "protocol"
        case .requestId: "requestId"
        case .requestTime: "requestTime"
        case .requestTimeEpoch: "requestTimeEpoch"
        case .resourceId: "resourceId"
        case .resourcePath: "resourcePath"
        case .stage: "stage"
        case .identitySourceIp: "identity.sourceIp"
        case .identityUserAgent: "identity.userAgent"
        case .identityApiKey: "identity.apiKey"
        case .identityApiKeyId: "identity.apiKeyId"
        case .identityAccountId: "identity.accountId"
        case .identityCaller: "identity.caller"
        case .identityUser: "identity.user"
        case .identityUserArn: "identity.userArn"
        case .identityAccessKey: "identity.accessKey"
        case .identityPrincipalOrgId: "identity.principalOrgId"
        case .identityCognitoAuthenticationProvider: "identity.cognitoAuthenticationProvider"
        case .identityCognitoAuthenticationType: "identity.cognitoAuthenticationType"
        case .identityCognitoIdentityId: "identity.cognitoIdentityId"
        case .identityCognitoIdentityPoolId: "identity.cognitoIdentityPoolId"
        case .errorMessage: "error.message"
        case .errorMessageString: "error.messageString"
        case .errorResponseType: "error.responseType"
        case .errorValidationErrorString: "error.validationErrorString"
        case .authorizerPrincipalId: "authorizer.principalId"
        case .status: "status"
        case .responseLength: "responseLength"
        case .responseLatency: "responseLatency"
        case .integrationLatency: "integrationLatency"
        case .integrationStatus: "integrationStatus"
        case .integrationError: "integrationErrorMessage"
        case .xrayTraceId: "xrayTraceId"
        case .isCanaryRequest: "isCanaryRequest"
        case .integrationRequestId: "integration.requestId"
        case .requestLength: "requestLength"
        case .endpointStatus: "integration.status"
        case .integrationResponseTransferMode: "integration.responseTransferMode"
        case .integrationTimeToAllHeaders: "integration.timeToAllHeaders"
        case .integrationTimeToFirstContent: "integration.timeToFirstContent"
        case .basePathMatched: "customDomain.basePathMatched"
        case .routingRuleIdMatched: "customDomain.routingRuleIdMatched"
        case .endpointType: "endpointType"
        case .identityVpceId: "identity.vpceId"
        case .authenticateError: "authenticate.error"
        case .authenticateLatency: "authenticate.latency"
        case .authenticateStatus: "authenticate.status"
        case .authorizeError: "authorize.error"
        case .authorizeLatency: "authorize.latency"
        case .authorizeStatus: "authorize.status"
        case .authorizerIntegrationStatus: "authorizer.integrationStatus"
        case .authorizerLatency: "authorizer.latency"
        case .authorizerError: "authorizer.error"
        case .authorizerRequestId: "authorizer.requestId"
        case .authorizerStatus: "authorizer.status"
        case .clientCertificatePEM: "identity.clientCert.clientCertPem"
        case .clientCertificateSubject: "identity.clientCert.subjectDN"
        case .clientCertificateIssuer: "identity.clientCert.issuerDN"
        case .clientCertificateSerialNumber: "identity.clientCert.serialNumber"
        case .clientCertificateNotBefore: "identity.clientCert.validity.notBefore"
        case .clientCertificateNotAfter: "identity.clientCert.validity.notAfter"
        case .tlsVersion: "tlsVersion"
        case .cipherSuite: "cipherSuite"
        case .connectedAt: "connectedAt"
        case .connectionId: "connectionId"
        case .disconnectReason: "disconnectReason"
        case .disconnectStatusCode: "disconnectStatusCode"
        case .eventType: "eventType"
        case .messageDirection: "messageDirection"
        case .messageId: "messageId"
        case .routeKey: "routeKey"
        case .dataProcessed: "dataProcessed"
        case .awsEndpointRequestId: "awsEndpointRequestId"
        }
    }

    /// Other spellings that AWS documents for the same value.
    private static let synonyms: [(StaticString, ContextVariable)] = [
        ("integration.latency", .integrationLatency), ("integration.integrationStatus", .integrationStatus),
        ("integration.error", .integrationError),
    ]

    /// The variable of one of the names that templates use, without synonyms. What access logs know of an authorizer
    /// itself has names that an authorizer may use for what it says.
    package init?(exactName name: ByteView) {
        guard let variable = ContextVariable.allCases.first(where: { ByteView($0.name) == name }),
            !variable.isOfLog || !name.hasPrefix(ByteView("authorizer."))
        else { return nil }
        self = variable
    }

    /// The variable of a name such as `identity.sourceIp`, or nil.
    package init?(name: ByteView) {
        for variable in ContextVariable.allCases where ByteView(variable.name) == name {
            self = variable
            return
        }
        for (synonym, variable) in ContextVariable.synonyms where ByteView(synonym) == name {
            self = variable
            return
        }
        return nil
    }
}

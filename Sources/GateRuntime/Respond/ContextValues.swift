// The values of `$context` for one exchange.

import GateBytes
import GatePlan
import GateUsage
import GateWire

extension Gateway {
    /// Appends a variable's value; false when it has none (templates then see the empty string, logs `-`).
    func appendContext(_ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        if let session = exchange.session, let isThere = appendContext(variable, exchange, session, &out) {
            return isThere
        }
        if let value = exchange.test?.context[variable] { return append(value, &out) }
        switch variable {
        case .integrationRequestId where !exchange.integrationRequestIdentifier.isEmpty:
            out.append(exchange.integrationRequestIdentifier.view)
        // HTTP APIs have one identifier.
        case .requestId where exchange.isHTTPAPI: appendExtendedIdentifier(exchange, &out)
        case .routeKey, .dataProcessed, .awsEndpointRequestId:
            return appendRoute(variable, exchange, &out)
        case .requestId, .integrationRequestId: appendRequestIdentifier(exchange, &out)
        case .extendedRequestId: appendExtendedIdentifier(exchange, &out)
        case .httpMethod: appendVerb(exchange, &out)
        case .path: out.append(exchange.path)
        case .protocol:
            out.append(exchange.head.minorVersion == 0 && exchange.test == nil ? "HTTP/1.0" : "HTTP/1.1")
        case .requestTime: appendRequestTime(exchange, &out)
        case .requestTimeEpoch: out.append(decimal: Int(exchange.startedWallMilliseconds))
        case .domainName, .domainPrefix: return appendDomain(variable, exchange, &out)
        case .identitySourceIp: out.append(exchange.sourceAddress.view)
        case .identityUserAgent: return append(exchange.header(.userAgent), &out)
        case .identityApiKey where exchange.test != nil: out.append(MethodTest.key)
        // AWS: null for methods that ask for none.
        case .identityApiKey: return exchange.asksForKey && append(exchange.keyValue, &out)
        case .xrayTraceId: appendTraceIdentifier(exchange, &out)
        case .isCanaryRequest: out.append(exchange.address.isCanary ? "true" : "false")
        case .basePathMatched, .routingRuleIdMatched, .endpointType, .identityVpceId:
            return appendAddress(variable, exchange, &out)
        case .status, .responseLength, .responseLatency, .integrationLatency, .integrationStatus, .integrationError,
            .requestLength, .integrationResponseTransferMode, .integrationTimeToAllHeaders,
            .integrationTimeToFirstContent, .endpointStatus:
            return appendOutcome(variable, exchange, &out)
        case .errorMessage, .errorMessageString, .errorResponseType, .errorValidationErrorString:
            return appendError(variable, exchange, &out)
        case .accountId, .apiId, .deploymentId, .resourceId, .resourcePath, .stage:
            return appendDeployed(variable, exchange, &out)
        case .identityApiKeyId: return appendKeyIdentifier(exchange, &out)
        case .authorizerPrincipalId:
            return append(exchange.caller?.principalIdentifier, &out)
        case .identityAccountId, .identityCaller, .identityUser, .identityUserArn, .identityAccessKey,
            .identityPrincipalOrgId:
            return appendIdentity(variable, exchange, &out)
        case .authenticateError, .authenticateLatency, .authenticateStatus, .authorizeError, .authorizeLatency,
            .authorizeStatus, .authorizerIntegrationStatus, .authorizerLatency, .authorizerError,
            .authorizerRequestId, .authorizerStatus:
            return appendPhase(variable, exchange, &out)
        case .clientCertificatePEM, .clientCertificateSubject, .clientCertificateIssuer,
            .clientCertificateSerialNumber, .clientCertificateNotBefore, .clientCertificateNotAfter:
            return append(exchange.clientCertificate?.value(of: variable), &out)
        case .tlsVersion: return append(exchange.tls?.version, &out)
        case .cipherSuite: return append(exchange.tls?.cipherSuite, &out)
        case .identityCognitoAuthenticationProvider, .identityCognitoAuthenticationType, .identityCognitoIdentityId,
            .identityCognitoIdentityPoolId, .connectedAt, .connectionId, .disconnectReason, .disconnectStatusCode,
            .eventType, .messageDirection, .messageId:
            return false
        }
        return true
    }

    /// What HTTP APIs alone know.
    private func appendRoute(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        switch variable {
        case .awsEndpointRequestId:
            if exchange.integrationRequestIdentifier.isEmpty { return false }
            out.append(exchange.integrationRequestIdentifier.view)
        case .dataProcessed:
            if !exchange.isHTTPAPI { return false }
            out.append(
                decimal: exchange.bytes.count + max(exchange.requestBody.count, Int(exchange.head.contentLength), 0)
                    + exchange.responseLength)
        default:
            guard exchange.isHTTPAPI, let plan = exchange.deployment?.plan, exchange.method != PlanFormat.none else {
                return false
            }
            let method = plan.methods[exchange.method]
            let path = plan.string(method.resourcePath)
            if exchange.method != plan.api.defaultMethod {
                out.append((HTTPVerb(rawValue: UInt8(clamping: method.verb)) ?? .any).token)
                out.append(0x20)
            }
            out.append(path)
        }
        return true
    }

    private func appendRequestTime(_ exchange: Exchange, _ out: inout ByteBuffer) {
        let second = exchange.startedWallMilliseconds / 1000
        if second == dateSecond {
            out.append(requestTime.view)
        } else {
            HTTPDate.appendCommonLog(epochSeconds: second, to: &out)
        }
    }

    private func appendKeyIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        if exchange.test != nil {
            out.append(MethodTest.keyIdentifier)
            return true
        }
        guard exchange.key != UsageTable.none, let deployment = exchange.deployment else { return false }
        out.append(deployment.usage.table.identifier(of: exchange.key))
        return true
    }

    /// Who has signed the request.
    private func appendIdentity(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        guard let identity = exchange.caller?.identity else { return false }
        let principal = identity.principal
        switch variable {
        case .identityAccessKey: return append(identity.accessKeyID, &out)
        case .identityAccountId: return append(principal.account, &out)
        case .identityUserArn: return append(principal.arn, &out)
        case .identityPrincipalOrgId: return append(principal.organization, &out)
        default: return append(principal.userID, &out)
        }
    }

    private func append(_ value: [UInt8]?, _ out: inout ByteBuffer) -> Bool {
        guard let value, !value.isEmpty else { return false }
        value.withByteView { out.append($0) }
        return true
    }

    private func append(_ value: ByteView?, _ out: inout ByteBuffer) -> Bool {
        guard let value else { return false }
        out.append(value)
        return true
    }

    private func appendVerb(_ exchange: Exchange, _ out: inout ByteBuffer) {
        let head = exchange.head
        if exchange.verb == .other {
            out.append(exchange.bytes.slice(Int(head.methodOffset), Int(head.methodOffset) + Int(head.methodLength)))
        } else {
            out.append(exchange.verb.token)
        }
    }

    private func appendDomain(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        if exchange.test != nil {
            out.append(variable == .domainName ? MethodTest.domainName : MethodTest.domainPrefix)
            return true
        }
        var host = exchange.hostName
        if host.isEmpty { return exchange.header(.host) != nil }
        if variable == .domainPrefix, let dot = host.firstIndex(of: 0x2e) { host = host.slice(0, dot) }
        out.append(host)
        return true
    }

    private func appendDeployed(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        guard let deployment = exchange.deployment else { return false }
        let plan = deployment.plan
        switch variable {
        case .accountId: deployment.accountIdentifier.withByteView { out.append($0) }
        case .apiId: appendAPIIdentifier(exchange, &out)
        case .deploymentId: deployment.identifier.withByteView { out.append($0) }
        case .stage: deployment.stageName.withByteView { out.append($0) }
        default:
            guard exchange.method != PlanFormat.none else { return false }
            let method = plan.methods[exchange.method]
            out.append(plan.string(variable == .resourceId ? method.resourceIdentifier : method.resourcePath))
        }
        return true
    }

    /// The identifier of the API that serves a request.
    func appendAPIIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        exchange.heldDeployment?._withUnsafeGuaranteedRef { $0.apiIdentifier.withByteView { out.append($0) } }
    }

    private func appendAddress(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        let start = out.count
        switch variable {
        case .basePathMatched: out.append(exchange.address.basePath)
        case .routingRuleIdMatched: exchange.routingRule.withByteView { out.append($0) }
        case .identityVpceId: out.append(exchange.address.endpoint)
        default: exchange.deployment?.endpointType.withByteView { out.append($0) }
        }
        return out.count > start
    }

    private func appendOutcome(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        switch variable {
        case .status: out.append(decimal: exchange.status)
        case .responseLength: out.append(decimal: exchange.responseLength)
        case .requestLength: out.append(decimal: exchange.bytes.count + exchange.requestBody.count)
        case .responseLatency:
            out.append(decimal: Int((clock.monotonicMicroseconds &- exchange.started) / 1000))
        case .integrationLatency:
            if exchange.upstreamStarted == 0 { return false }
            let end = max(exchange.upstreamEnded, exchange.upstreamStarted)
            out.append(decimal: Int((end - exchange.upstreamStarted) / 1000))
        case .integrationResponseTransferMode:
            if exchange.upstreamStarted == 0 { return false }
            out.append(exchange.streamsAnswer ? "STREAMED" : "BUFFERED")
        case .integrationTimeToAllHeaders: return appendTime(exchange.upstreamHeadArrived, exchange, &out)
        case .integrationTimeToFirstContent: return appendTime(exchange.upstreamContentArrived, exchange, &out)
        case .integrationStatus:
            if exchange.upstreamStarted == 0 || exchange.upstreamHead.status == 0 { return false }
            // Of a function: what Lambda's Invoke API answered.
            out.append(decimal: Int(exchange.upstreamHead.status))
        case .endpointStatus:
            // Of a Lambda proxy's function: what the function answered.
            if exchange.upstreamStarted == 0 || exchange.upstreamHead.status == 0 { return false }
            let status = isLambdaProxy(exchange) ? exchange.functionStatus : Int(exchange.upstreamHead.status)
            if status == 0 { return false }
            out.append(decimal: status)
        default:
            let text = ByteView(exchange.integrationError)
            if text.isEmpty { return false }
            out.append(text)
        }
        return true
    }

    /// Milliseconds of the call up to a time; false when it never came.
    private func appendTime(_ time: UInt64, _ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        if time == 0 || exchange.upstreamStarted == 0 { return false }
        out.append(decimal: Int((max(time, exchange.upstreamStarted) - exchange.upstreamStarted) / 1000))
        return true
    }

    private func appendError(
        _ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer
    ) -> Bool {
        guard let error = exchange.error else { return false }
        switch variable {
        case .errorMessage: appendErrorMessage(error, quoted: false, &out)
        case .errorMessageString: appendErrorMessage(error, quoted: true, &out)
        case .errorResponseType: out.append(error.type.name)
        default:
            guard let text = error.validationError else { return false }
            text.withByteView { out.append($0) }
        }
        return true
    }
}

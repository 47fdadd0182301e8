"""The patches that each operation of apigateway takes; each is a call. AWS: "Patch operations"."""

from constants import CERTIFICATE, LAMBDA, POLICY, ROLE, SCHEMA


def replaced(path, value):
    return [{"op": "replace", "path": path, "value": value}]


def added(path, value=None):
    return [{"op": "add", "path": path} | ({} if value is None else {"value": value})]


def removed(path, value=None):
    return [{"op": "remove", "path": path} | ({} if value is None else {"value": value})]


PATCHES = {
    "UpdateAccount": [replaced("/cloudwatchRoleArn", ROLE), added("/features", "UsagePlans")],
    "UpdateApiKey": [
        replaced("/customerId", "c2"),
        replaced("/description", "d"),
        replaced("/enabled", "true"),
        replaced("/name", "n"),
        lambda w: added("/stages", f"{w.api}/{w.stage}"),
        lambda w: removed("/stages", f"{w.api}/{w.stage}"),
    ],
    "UpdateAuthorizer": [
        replaced("/authorizerUri", LAMBDA),
        replaced("/authorizerCredentials", ROLE),
        replaced("/authorizerResultTtlInSeconds", "30"),
        replaced("/authType", "custom"),
        replaced("/identityValidationExpression", "^x"),
        replaced("/name", "renamed"),
        replaced("/type", "TOKEN"),
        replaced("/identitySource", "method.request.header.A"),
    ],
    "UpdateBasePathMapping": [
        replaced("/basePath", "base"),
        lambda w: replaced("/restapiId", w.api),
        lambda w: replaced("/stage", w.stage),
    ],
    "UpdateClientCertificate": [replaced("/description", "d")],
    "UpdateDeployment": [replaced("/description", "d")],
    "UpdateDocumentationVersion": [replaced("/description", "d")],
    "UpdateDocumentationPart": [replaced("/properties", '{"description": "new"}')],
    "UpdateDomainName": [
        replaced("/regionalCertificateArn", CERTIFICATE),
        replaced("/regionalCertificateName", "other"),
        replaced("/endpointConfiguration/ipAddressType", "dualstack"),
        replaced("/securityPolicy", "TLS_1_2"),
        replaced("/routingMode", "ROUTING_RULE_THEN_BASE_PATH_MAPPING"),
        added("/mutualTlsAuthentication/truststoreUri", "s3://bucket/trust.pem"),
        replaced("/mutualTlsAuthentication/truststoreVersion", "2"),
        replaced("/ownershipVerificationCertificateArn", CERTIFICATE),
        replaced("/endpointAccessMode", "BASIC"),
    ],
    "UpdateGatewayResponse": [
        replaced("/statusCode", "420"),
        added("/responseParameters/gatewayresponse.header.Y", "'z'"),
        replaced("/responseTemplates/application~1json", '{"a": 1}'),
        removed("/responseParameters/gatewayresponse.header.Y"),
    ],
    "UpdateIntegration": [
        replaced("/cacheNamespace", "n"),
        replaced("/passthroughBehavior", "NEVER"),
        replaced("/timeoutInMillis", "500"),
        replaced("/contentHandling", "CONVERT_TO_TEXT"),
        replaced("/credentials", ROLE),
        added("/requestTemplates/text~1xml", "<a/>"),
        removed("/requestTemplates/text~1xml"),
        replaced("/requestTemplates/application~1json", '{"statusCode": 200}'),
        added("/requestParameters/integration.request.querystring.t", "method.request.querystring.type"),
        added("/cacheKeyParameters", "method.request.querystring.type"),
        removed("/cacheKeyParameters", "method.request.querystring.type"),
        replaced("/tlsConfig/insecureSkipVerification", "true"),
        replaced("/connectionType", "INTERNET"),
        replaced("/responseTransferMode", "BUFFERED"),
    ],
    "UpdateIntegrationResponse": [
        replaced("/selectionPattern", "4.."),
        replaced("/contentHandling", "CONVERT_TO_TEXT"),
        added("/responseParameters/method.response.header.X-Kind", "'cat'"),
        replaced("/responseTemplates/application~1json", "{}"),
        replaced("/selectionPattern", ""),
    ],
    "UpdateMethod": [
        replaced("/apiKeyRequired", "true"),
        replaced("/apiKeyRequired", "false"),
        replaced("/operationName", "listPets"),
        lambda w: replaced("/requestValidatorId", w.validator),
        added("/requestParameters/method.request.header.A", "true"),
        replaced("/requestModels/application~1json", "Pet"),
        replaced("/authorizationType", "AWS_IAM"),
        lambda w: replaced("/authorizationType", "CUSTOM") + replaced("/authorizerId", w.authorizer),
        added("/authorizationScopes", "read"),
        removed("/authorizationScopes", "read"),
        replaced("/authorizationType", "NONE"),
        replaced("/requestValidatorId", ""),
    ],
    "UpdateMethodResponse": [
        added("/responseParameters/method.response.header.B", "true"),
        added("/responseModels/text~1xml", "Empty"),
        removed("/responseModels/text~1xml"),
        replaced("/responseParameters/method.response.header.B", "false"),
    ],
    "UpdateModel": [replaced("/description", "d"), replaced("/schema", SCHEMA)],
    "UpdateRequestValidator": [
        replaced("/name", "n"),
        replaced("/validateRequestBody", "true"),
        replaced("/validateRequestParameters", "true"),
    ],
    "UpdateResource": [
        replaced("/pathPart", "dogs"),
        lambda w: replaced("/parentId", w.root),
        replaced("/pathPart", "pets"),
    ],
    "UpdateRestApi": [
        replaced("/name", "renamed"),
        replaced("/description", "d"),
        replaced("/policy", POLICY),
        replaced("/apiKeySource", "AUTHORIZER"),
        replaced("/minimumCompressionSize", "10"),
        replaced("/minimumCompressionSize", ""),
        replaced("/disableExecuteApiEndpoint", "true"),
        replaced("/disableExecuteApiEndpoint", "false"),
        added("/binaryMediaTypes/image~1png"),
        removed("/binaryMediaTypes/image~1png"),
        replaced("/apiKeySource", "HEADER"),
        replaced("/endpointConfiguration/types/EDGE", "REGIONAL"),
        replaced("/endpointConfiguration/types/0", "PRIVATE"),
        added("/endpointConfiguration/vpcEndpointIds", "vpce-1"),
        removed("/endpointConfiguration/vpcEndpointIds", "vpce-1"),
        replaced("/endpointConfiguration/types/PRIVATE", "EDGE"),
        replaced("/endpointConfiguration/ipAddressType", "ipv4"),
        replaced("/policy", ""),
    ],
    "UpdateStage": [
        lambda w: replaced("/deploymentId", w.deployment),
        replaced("/description", "d"),
        replaced("/cacheClusterEnabled", "true"),
        replaced("/cacheClusterSize", "1.6"),
        replaced("/cacheClusterEnabled", "false"),
        lambda w: replaced("/clientCertificateId", w.certificate),
        replaced("/clientCertificateId", ""),
        lambda w: replaced("/documentationVersion", w.documented),
        replaced("/tracingEnabled", "true"),
        replaced("/variables/a", "b"),
        removed("/variables/a"),
        replaced("/accessLogSettings/destinationArn", "arn:aws:logs:us-east-1:000000000000:log-group:g")
        + replaced("/accessLogSettings/format", "$context.requestId"),
        removed("/accessLogSettings"),
        replaced("/canarySettings/percentTraffic", "25.0")
        + replaced("/canarySettings/stageVariableOverrides/a", "c"),
        [
            {"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId"},
            {"op": "copy", "from": "/canarySettings/stageVariableOverrides", "path": "/variables"},
        ],
        removed("/canarySettings"),
        replaced("/*/*/metrics/enabled", "true")
        + replaced("/*/*/logging/dataTrace", "true")
        + replaced("/*/*/logging/loglevel", "INFO")
        + replaced("/*/*/throttling/burstLimit", "10")
        + replaced("/*/*/throttling/rateLimit", "5.5")
        + replaced("/*/*/caching/enabled", "false")
        + replaced("/*/*/caching/ttlInSeconds", "60")
        + replaced("/*/*/caching/dataEncrypted", "true")
        + replaced("/*/*/caching/requireAuthorizationForCacheControl", "true")
        + replaced("/*/*/caching/unauthorizedCacheControlHeaderStrategy", "FAIL_WITH_403"),
        replaced("/~1pets/GET/throttling/burstLimit", "10"),
        removed("/~1pets/GET"),
        removed("/*/*"),
    ],
    "UpdateUsage": [replaced("/remaining", "5")],
    "UpdateUsagePlan": [
        replaced("/name", "n"),
        replaced("/description", "d"),
        replaced("/productCode", "p"),
        replaced("/quota/limit", "10") + replaced("/quota/period", "DAY") + replaced("/quota/offset", "1"),
        replaced("/throttle/rateLimit", "10") + replaced("/throttle/burstLimit", "20"),
        removed("/throttle"),
        lambda w: replaced(f"/apiStages/{w.api}:{w.stage}/throttle/~1pets/GET/rateLimit", "3"),
        lambda w: removed(f"/apiStages/{w.api}:{w.stage}/throttle/~1pets/GET"),
        lambda w: removed("/apiStages", f"{w.api}:{w.stage}"),
        lambda w: added("/apiStages", f"{w.api}:{w.stage}"),
        replaced("/productCode", ""),
    ],
    "UpdateVpcLink": [replaced("/name", "n"), replaced("/description", "d")],
}

"""The prepared things of apigatewayv2 2018-11-29, what its members may be, and how it words what there is not."""

import json

from inputs import SKIP
from rest_tables import of, order  # noqa: F401
from constants import CERTIFICATE, LAMBDA, ROLE, SCHEMA

DOCUMENT = json.dumps(
    {
        "openapi": "3.0.1",
        "info": {"title": "imported", "version": "1.0"},
        "paths": {
            "/hello": {
                "get": {
                    "responses": {"default": {"description": "fine"}},
                    "x-amazon-apigateway-integration": {
                        "type": "http_proxy",
                        "httpMethod": "GET",
                        "uri": "http://127.0.0.1:1/hello",
                        "payloadFormatVersion": "1.0",
                    },
                }
            }
        },
    }
)


def rest_stage(world):
    """An API of the first service with a stage: what mappings and rules lead to."""
    import rest_tables
    from client import Client
    from world import World

    first = World(Client("apigateway", world.client.boto.meta.endpoint_url.rsplit(":", 1)[1]), rest_tables)
    return first.api, first.stage


def socket_api(world):
    return world.new(
        "CreateApi",
        Name=world.unique("socket"),
        ProtocolType="WEBSOCKET",
        RouteSelectionExpression="$request.body.action",
    )["ApiId"]


def socket_integration(world):
    return world.new(
        "CreateIntegration",
        ApiId=world.socket,
        IntegrationType="MOCK",
        IntegrationMethod=SKIP,
        IntegrationUri=SKIP,
        PayloadFormatVersion=SKIP,
        RequestTemplates={"200": '{"statusCode": 200}'},
        TemplateSelectionExpression="200",
    )["IntegrationId"]


def socket_route(world):
    return world.new(
        "CreateRoute",
        ApiId=world.socket,
        RouteKey="$default",
        RouteResponseSelectionExpression="$default",
        Target="integrations/" + world.socketIntegration,
    )["RouteId"]


def deployment(world):
    world.route
    return world.new("CreateDeployment")["DeploymentId"]


def silent_route(world):
    """A route of the WebSocket API without a response."""
    return world.new("CreateRoute", ApiId=world.socket, RouteKey=world.unique("silent"), Target=SKIP)["RouteId"]


THINGS = {
    "restStage": rest_stage,
    "api": of("CreateApi", "ApiId"),
    "socket": socket_api,
    "socketIntegration": socket_integration,
    "socketRoute": socket_route,
    "authorizer": of("CreateAuthorizer", "AuthorizerId"),
    "integration": of("CreateIntegration", "IntegrationId"),
    "route": of("CreateRoute", "RouteId", RouteKey="GET /pets", Target=lambda w: "integrations/" + w.integration),
    "deployment": deployment,
    "stage": of("CreateStage", "StageName", StageName="prod", AutoDeploy=False),
    "model": of("CreateModel", "ModelId", Name="Pet"),
    "integrationResponse": of("CreateIntegrationResponse", "IntegrationResponseId"),
    "routeResponse": of("CreateRouteResponse", "RouteResponseId", RouteId=lambda w: w.socketRoute),
    "domain": of("CreateDomainName", "DomainName", DomainName="two.example.com"),
    "mapping": of("CreateApiMapping", "ApiMappingId", ApiMappingKey="base"),
    "rule": of("CreateRoutingRule", "RoutingRuleId", Priority=1),
    "link": of("CreateVpcLink", "VpcLinkId"),
}

PREPARED = {
    "ApiId": lambda w: w.api,
    "AuthorizerId": lambda w: w.authorizer,
    "IntegrationId": lambda w: w.integration,
    "RouteId": lambda w: w.route,
    "DeploymentId": lambda w: w.deployment,
    "StageName": lambda w: w.stage,
    "ModelId": lambda w: w.model,
    "DomainName": lambda w: w.domain,
    "ApiMappingId": lambda w: w.mapping,
    "RoutingRuleId": lambda w: w.rule,
    "VpcLinkId": lambda w: w.link,
    "NextToken": SKIP,
    "MaxResults": "5",
    "ResourceArn": lambda w: f"arn:aws:apigateway:us-east-1::/domainnames/{w.domain}",
    "Tags": {"team": "pets"},
    "TagKeys": ["team"],
    "DomainNameId": SKIP,
    "MutualTlsAuthentication": SKIP,
    "Version": "1.0",
    "Specification": "OAS30",
    "OutputType": "JSON",
    "ExportVersion": "1.0",
    "IncludeExtensions": True,
    "Basepath": "ignore",
    "Body": DOCUMENT,
    "FailOnWarnings": False,
    "CredentialsArn": SKIP,
    "RequestParameters": SKIP,
    "ResponseParameters": SKIP,
    "RequestTemplates": SKIP,
    "RequestModels": SKIP,
    "TemplateSelectionExpression": SKIP,
    "ContentHandlingStrategy": SKIP,
    "ModelSelectionExpression": SKIP,
    "AccessLogSettings": SKIP,
    "ClientCertificateId": SKIP,
    "RouteSettings": SKIP,
    "ConnectionId": SKIP,
    "ResponseModels": SKIP,
}

CONFIGURATIONS = [{"CertificateArn": CERTIFICATE, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}]


def actions(world):
    api, stage = world.restStage
    return [{"InvokeApi": {"ApiId": api, "Stage": stage, "StripBasePath": True}}]


CONDITIONS = [
    {"MatchHeaders": {"AnyOf": [{"Header": "X-Kind", "ValueGlob": "beta*"}]}},
    {"MatchBasePaths": {"AnyOf": ["pets"]}},
]
API_MEMBERS = {
    "ApiKeySelectionExpression": SKIP,
    "DisableSchemaValidation": SKIP,
    "RouteKey": SKIP,
    "Target": SKIP,
    "RouteSelectionExpression": "$request.method $request.path",
    "IpAddressType": "ipv4",
    "CorsConfiguration": {
        "AllowOrigins": ["https://example.com"],
        "AllowMethods": ["GET"],
        "AllowHeaders": ["x-a"],
        "ExposeHeaders": ["x-b"],
        "AllowCredentials": True,
        "MaxAge": 60,
    },
    "DisableExecuteApiEndpoint": False,
}
INTEGRATION_MEMBERS = {
    "IntegrationType": "HTTP_PROXY",
    "IntegrationMethod": "GET",
    "IntegrationUri": "http://127.0.0.1:1/pets",
    "PayloadFormatVersion": "1.0",
    "ConnectionType": "INTERNET",
    "IntegrationSubtype": SKIP,
    "PassthroughBehavior": SKIP,
    "TlsConfig": SKIP,
    "TimeoutInMillis": 1000,
}
AUTHORIZER_MEMBERS = {
    "AuthorizerType": "REQUEST",
    "AuthorizerUri": LAMBDA,
    "AuthorizerPayloadFormatVersion": "2.0",
    "IdentitySource": ["$request.header.Authorization"],
    "AuthorizerCredentialsArn": ROLE,
    "JwtConfiguration": SKIP,
    "AuthorizerResultTtlInSeconds": 60,
    "EnableSimpleResponses": True,
    "IdentityValidationExpression": SKIP,
}
ROUTE_MEMBERS = {
    "ApiKeyRequired": SKIP,
    "AuthorizationScopes": SKIP,
    "AuthorizationType": "NONE",
    "AuthorizerId": SKIP,
    "RouteResponseSelectionExpression": SKIP,
    "Target": lambda w: "integrations/" + w.integration,
}
STAGE_MEMBERS = {
    # Settings are those of a route that is there.
    "ApiId": lambda w: w.route and w.api,
    "AutoDeploy": SKIP,
    "StageVariables": {"a": "b"},
    "DefaultRouteSettings": {"DetailedMetricsEnabled": True, "ThrottlingBurstLimit": 10, "ThrottlingRateLimit": 5.0},
    "AccessLogSettings": {
        "DestinationArn": "arn:aws:logs:us-east-1:000000000000:log-group:g",
        "Format": "$context.requestId",
    },
    "RouteSettings": {"GET /pets": {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 1.0}},
}
OF_SOCKETS = {"ApiId": lambda w: w.socket}

VALUES = {
    "CreateApi": {"Name": lambda w: w.unique("api"), "ProtocolType": "HTTP"} | API_MEMBERS,
    "UpdateApi": API_MEMBERS,
    "CreateApiMapping": {
        "ApiId": lambda w: w.restStage[0],
        "Stage": lambda w: w.restStage[1],
        "ApiMappingKey": lambda w: w.unique("key/"),
    },
    "UpdateApiMapping": {
        "ApiId": lambda w: w.restStage[0],
        "Stage": lambda w: w.restStage[1],
        "ApiMappingKey": "base",
    },
    "CreateAuthorizer": {"Name": lambda w: w.unique("authorizer")} | AUTHORIZER_MEMBERS,
    "UpdateAuthorizer": {"Name": "renamed"} | AUTHORIZER_MEMBERS,
    "CreateDeployment": {"ApiId": lambda w: w.route and w.api, "StageName": SKIP},
    "CreateDomainName": {
        "DomainName": lambda w: w.unique("e") + ".example.com",
        "DomainNameConfigurations": CONFIGURATIONS,
        "RoutingMode": "API_MAPPING_ONLY",
        "MutualTlsAuthentication": {"TruststoreUri": "s3://bucket/trust.pem", "TruststoreVersion": "1"},
    },
    "UpdateDomainName": {
        "DomainNameConfigurations": CONFIGURATIONS,
        "RoutingMode": "ROUTING_RULE_THEN_API_MAPPING",
        "MutualTlsAuthentication": {"TruststoreUri": "s3://bucket/trust.pem"},
    },
    "CreateIntegration": INTEGRATION_MEMBERS,
    "UpdateIntegration": INTEGRATION_MEMBERS,
    "CreateIntegrationResponse": OF_SOCKETS
    | {"IntegrationId": lambda w: w.socketIntegration, "IntegrationResponseKey": lambda w: f"/{w.unique()}/"},
    "CreateModel": {"Name": lambda w: w.unique("Model"), "Schema": SCHEMA, "ContentType": "application/json"},
    "UpdateModel": {"Name": "Pet", "Schema": SCHEMA, "ContentType": "application/json"},
    "CreateRoute": {"RouteKey": lambda w: "GET /" + w.unique("r")} | ROUTE_MEMBERS,
    "UpdateRoute": {"RouteKey": "GET /pets"} | ROUTE_MEMBERS,
    "CreateRouteResponse": OF_SOCKETS | {"RouteId": silent_route, "RouteResponseKey": "$default"},
    "CreateRoutingRule": {
        "Actions": actions,
        "Conditions": CONDITIONS,
        "Priority": lambda w: int(w.unique("")) + 100,
    },
    "PutRoutingRule": {"Actions": actions, "Conditions": CONDITIONS, "Priority": 1},
    "CreateStage": {"StageName": lambda w: w.unique("stage")} | STAGE_MEMBERS,
    "UpdateStage": STAGE_MEMBERS,
    "CreateVpcLink": {"Name": lambda w: w.unique("link"), "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    "ListRoutingRules": {"MaxResults": 5},
    "ExportApi": {"StageName": lambda w: w.stage},
    "ReimportApi": {"ApiId": lambda w: w.new("CreateApi")["ApiId"]},
}
for name in ("GetIntegrationResponse", "UpdateIntegrationResponse", "GetIntegrationResponses"):
    VALUES[name] = OF_SOCKETS | {
        "IntegrationId": lambda w: w.socketIntegration,
        "IntegrationResponseId": lambda w: w.integrationResponse,
        "IntegrationResponseKey": "/other/",
    }
for name in ("GetRouteResponse", "UpdateRouteResponse", "GetRouteResponses"):
    VALUES[name] = OF_SOCKETS | {
        "RouteId": lambda w: w.socketRoute,
        "RouteResponseId": lambda w: w.routeResponse,
        "RouteResponseKey": "$default",
    }
for name in ("CreateModel", "UpdateModel", "GetModel", "GetModels", "GetModelTemplate", "DeleteModel"):
    # Models are those of WebSocket APIs.
    VALUES[name] = VALUES.get(name, {}) | OF_SOCKETS

NEEDED = {
    "CreateIntegration": ["IntegrationMethod", "IntegrationUri", "PayloadFormatVersion"],
    "CreateAuthorizer": ["AuthorizerUri", "AuthorizerPayloadFormatVersion"],
    "CreateRoute": ["Target"],
    "CreateDomainName": ["DomainNameConfigurations"],
    "TagResource": ["Tags"],
}

VARIANTS = {
    "CreateApi": [
        lambda w: {"ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"},
        lambda w: {"RouteKey": "$default", "Target": "https://example.com/"},
    ],
    "CreateAuthorizer": [
        lambda w: {
            "AuthorizerType": "JWT",
            "AuthorizerUri": SKIP,
            "AuthorizerPayloadFormatVersion": SKIP,
            "JwtConfiguration": {"Audience": ["a"], "Issuer": "https://issuer.example.com/"},
        }
    ],
    "CreateIntegration": [
        lambda w: {
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": LAMBDA.split("functions/")[1].rsplit("/", 1)[0],
            "IntegrationMethod": "POST",
            "PayloadFormatVersion": "2.0",
        }
    ],
    "CreateRoute": [lambda w: {"ApiId": w.socket, "RouteKey": w.unique("action"), "Target": SKIP}],
    "ExportApi": [lambda w: {"OutputType": "YAML"}],
}
PATCHES = {}


def victim(operation, own, *also, **arguments):
    def make(world):
        given = {name: value(world) if callable(value) else value for name, value in arguments.items()}
        answer = world.new(operation, **given)
        return {name: given.get(name) or PREPARED[name](world) for name in also} | {own: answer[own]}

    return make


def new_stage(**more):
    def make(world):
        name = world.unique("gone")
        world.new("CreateStage", StageName=name, **more)
        return {"ApiId": world.api, "StageName": name}

    return make


def route_settings(world):
    return (
        new_stage(RouteSettings={"GET /pets": {"ThrottlingBurstLimit": 1}})(world) | {"RouteKey": "GET /pets"}
        if world.route
        else {}
    )


def route_parameter(world):
    api = socket_api(world)
    route = world.new(
        "CreateRoute",
        ApiId=api,
        RouteKey="$connect",
        Target=SKIP,
        RequestParameters={"route.request.querystring.a": {"Required": True}},
    )["RouteId"]
    return {"ApiId": api, "RouteId": route, "RequestParameterKey": "route.request.querystring.a"}


def cors_api(world):
    return {"ApiId": world.new("CreateApi", CorsConfiguration={"AllowOrigins": ["*"]})["ApiId"]}


def socket_response(world):
    answer = world.new("CreateIntegrationResponse")
    return {
        "ApiId": world.socket,
        "IntegrationId": world.socketIntegration,
        "IntegrationResponseId": answer["IntegrationResponseId"],
    }


def socket_route_response(world):
    api = socket_api(world)
    route = world.new(
        "CreateRoute", ApiId=api, RouteKey="$default", Target=SKIP, RouteResponseSelectionExpression="$default"
    )["RouteId"]
    answer = world.new("CreateRouteResponse", ApiId=api, RouteId=route)
    return {"ApiId": api, "RouteId": route, "RouteResponseId": answer["RouteResponseId"]}


FRESH = {
    "DeleteApi": victim("CreateApi", "ApiId"),
    "DeleteApiMapping": victim("CreateApiMapping", "ApiMappingId", "DomainName", ApiMappingKey="gone"),
    "DeleteAuthorizer": victim("CreateAuthorizer", "AuthorizerId", "ApiId"),
    "DeleteDeployment": victim("CreateDeployment", "DeploymentId", "ApiId"),
    "DeleteDomainName": victim("CreateDomainName", "DomainName"),
    "DeleteIntegration": victim("CreateIntegration", "IntegrationId", "ApiId"),
    "DeleteIntegrationResponse": socket_response,
    "DeleteModel": victim("CreateModel", "ModelId", "ApiId", ApiId=lambda w: w.socket),
    "DeleteRoute": victim("CreateRoute", "RouteId", "ApiId"),
    "DeleteRouteRequestParameter": route_parameter,
    "DeleteRouteResponse": socket_route_response,
    "DeleteRouteSettings": route_settings,
    "DeleteRoutingRule": victim("CreateRoutingRule", "RoutingRuleId", "DomainName"),
    "DeleteStage": new_stage(),
    "DeleteVpcLink": victim("CreateVpcLink", "VpcLinkId"),
    "DeleteCorsConfiguration": cors_api,
    "DeleteAccessLogSettings": new_stage(
        AccessLogSettings={
            "DestinationArn": "arn:aws:logs:us-east-1:000000000000:log-group:g",
            "Format": "$context.requestId",
        }
    ),
}

WITHOUT_INPUT = set()
WITHOUT_PAGES = set()
ROUTED = set()

UNKNOWN = {
    "ApiId": "Invalid API identifier specified {}",
    "AuthorizerId": "Invalid Authorizer identifier specified {}",
    "IntegrationId": "Invalid Integration identifier specified {}",
    "RouteId": "Invalid Route identifier specified {}",
    "DeploymentId": "Invalid Deployment identifier specified {}",
    "StageName": "Invalid stage identifier specified",
    "ModelId": "Invalid Model identifier specified {}",
    "IntegrationResponseId": "Invalid IntegrationResponse identifier specified {}",
    "RouteResponseId": "Invalid RouteResponse identifier specified {}",
    "DomainName": "The domain name resource specified in the request was not found.",
    "ApiMappingId": "Invalid API mapping identifier specified {}",
    "RoutingRuleId": "The routing rule specified in the request was not found.",
    "VpcLinkId": "Invalid VpcLink identifier specified {}",
    "ResourceArn": "Invalid domain name identifier specified",
}
UNKNOWN_VALUES = {"ResourceArn": "arn:aws:apigateway:us-east-1::/domainnames/nothing.example.com"}
CHANGED = {"DomainNameConfigurations", "ResourceArn", "Body"}
BAD_PAYLOADS = {}
#: ImportApi's document is a text in a JSON body.
OWN_WORDS = {("CreateApi", "ProtocolType"): "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]"}
PATCH_WORDS = {}
REFUSED = {}

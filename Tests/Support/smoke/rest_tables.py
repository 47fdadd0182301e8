"""The prepared things of apigateway 2015-07-09 and what its members may be."""

import json

from constants import BALANCER, CERTIFICATE, LAMBDA, POLICY, ROLE, SCHEMA, TODAY
from inputs import SKIP
from rest_patches import PATCHES  # noqa: F401
from rest_refusals import *  # noqa: F401,F403


def document(title="imported"):
    return json.dumps(
        {
            "openapi": "3.0.1",
            "info": {"title": title, "version": "1.0"},
            "paths": {
                "/hello": {
                    "get": {
                        "responses": {"200": {"description": "fine"}},
                        "x-amazon-apigateway-integration": {
                            "type": "mock",
                            "requestTemplates": {"application/json": '{"statusCode": 200}'},
                            "responses": {"default": {"statusCode": "200"}},
                        },
                    }
                }
            },
        }
    ).encode()


DOCUMENTATION = json.dumps(
    {
        "openapi": "3.0.1",
        "info": {"title": "pets", "version": "1.0"},
        "paths": {},
        "x-amazon-apigateway-documentation": {
            "version": "1",
            "documentationParts": [{"location": {"type": "API"}, "properties": {"description": "All pets"}}],
        },
    }
).encode()


# Things, by name, each made by a call of its own.


def of(operation, member, **arguments):
    """A thing that an operation makes, known by a member of the answer. Arguments that are functions get the world."""

    def make(world):
        given = {name: value(world) if callable(value) else value for name, value in arguments.items()}
        return world.new(operation, **given)[member]

    return make


def method(world):
    """GET of /pets with everything: responses and a MOCK integration."""
    place = {"restApiId": world.api, "resourceId": world.resource, "httpMethod": "GET"}
    world.new(
        "PutMethod",
        requestParameters={"method.request.querystring.type": False},
        requestModels={"application/json": world.model},
        **place,
    )
    world.new(
        "PutMethodResponse",
        responseParameters={"method.response.header.X-Kind": False},
        responseModels={"application/json": "Empty"},
        statusCode="200",
        **place,
    )
    world.new("PutIntegration", requestTemplates={"application/json": '{"statusCode": 200}'}, **place)
    world.new("PutIntegrationResponse", responseTemplates={"application/json": "{}"}, **place)
    return "GET"


def place(world):
    """A resource of its own with a method that has everything."""
    resource = world.new("CreateResource", pathPart=world.unique("place"))["id"]
    where = {"restApiId": world.api, "resourceId": resource, "httpMethod": "GET"}
    world.new("PutMethod", **where)
    world.new("PutMethodResponse", statusCode="200", **where)
    world.new("PutIntegration", **where)
    world.new("PutIntegrationResponse", **where)
    return where


def draft(world):
    """An API that is never deployed, and its root."""
    made_ = world.new("CreateRestApi")
    return made_["id"], made_["rootResourceId"]


def stage(world):
    world.new("CreateStage", stageName="prod")
    return "prod"


def plan_key(world):
    world.new("CreateUsagePlanKey", usagePlanId=world.plan, keyId=world.key)
    return world.key


def gateway_response(world):
    world.new(
        "PutGatewayResponse",
        responseType="THROTTLED",
        responseParameters={"gatewayresponse.header.X-Why": "'slow'"},
        responseTemplates={"application/json": "{}"},
    )
    return "THROTTLED"


def domain(world):
    return world.new("CreateDomainName", domainName="api.example.com")["domainName"]


def private_domain(world):
    return world.new(
        "CreateDomainName",
        domainName="private.example.com",
        regionalCertificateArn=SKIP,
        certificateArn=CERTIFICATE,
        endpointConfiguration={"types": ["PRIVATE"]},
        policy=POLICY,
    )


def base_path(world):
    return world.new("CreateBasePathMapping", basePath="base")["basePath"]


def deployment(world):
    world.method
    return world.new("CreateDeployment")["id"]


def documentation_version(world):
    world.part
    return world.new("CreateDocumentationVersion", documentationVersion="v0")["version"]


THINGS = {
    "api": of("CreateRestApi", "id"),
    "resource": of("CreateResource", "id", pathPart="pets"),
    "root": lambda world: world.client.call("GetRestApi", {"restApiId": world.api})["rootResourceId"],
    "model": of("CreateModel", "name", name="Pet"),
    "method": method,
    "authorizer": of("CreateAuthorizer", "id", name="main"),
    "validator": of("CreateRequestValidator", "id", name="v"),
    "part": of("CreateDocumentationPart", "id", location={"type": "API"}),
    "documented": documentation_version,
    "deployment": deployment,
    "stage": stage,
    "key": of("CreateApiKey", "id"),
    "plan": lambda world: world.new(
        "CreateUsagePlan",
        quota={"limit": 100, "period": "DAY"},
        apiStages=[{"apiId": world.api, "stage": world.stage}],
    )["id"],
    "planKey": plan_key,
    "certificate": of("GenerateClientCertificate", "clientCertificateId"),
    "link": of("CreateVpcLink", "id"),
    "domain": domain,
    "privateDomain": private_domain,
    "basePath": base_path,
    "gatewayResponse": gateway_response,
    "place": place,
    "draft": draft,
    "association": of(
        "CreateDomainNameAccessAssociation", "domainNameAccessAssociationArn", accessAssociationSource="vpce-0"
    ),
}

PREPARED = {
    "restApiId": lambda w: w.api,
    "resourceId": lambda w: w.method and w.resource,
    "parentId": lambda w: w.root,
    "httpMethod": lambda w: w.method,
    "statusCode": "200",
    "authorizerId": lambda w: w.authorizer,
    "deploymentId": lambda w: w.deployment,
    "documentationPartId": lambda w: w.part,
    "documentationVersion": lambda w: w.documented,
    "modelName": lambda w: w.model,
    "requestValidatorId": lambda w: w.validator,
    "stageName": lambda w: w.stage,
    "usagePlanId": lambda w: w.plan,
    "keyId": lambda w: w.planKey,
    "apiKey": lambda w: w.key,
    "clientCertificateId": lambda w: w.certificate,
    "vpcLinkId": lambda w: w.link,
    "domainName": lambda w: w.domain,
    "domainNameId": SKIP,
    "basePath": lambda w: w.basePath,
    "responseType": lambda w: w.gatewayResponse,
    "position": SKIP,
    "limit": 5,
    "keyType": "API_KEY",
    "resourceArn": lambda w: f"arn:aws:apigateway:us-east-1::/restapis/{w.api}",
    "tags": {"team": "pets"},
    "tagKeys": ["team"],
    "startDate": TODAY,
    "endDate": TODAY,
    "domainNameAccessAssociationArn": lambda w: w.association,
    "domainNameArn": lambda w: w.privateDomain["domainNameArn"],
    "canarySettings": SKIP,
    "embed": SKIP,
    "patchOperations": [],
    "responseParameters": SKIP,
    "responseModels": SKIP,
    "responseTemplates": {"application/json": "{}"},
    "contentHandling": "CONVERT_TO_TEXT",
    "cacheClusterSize": "0.5",
    "exportType": "oas30",
    "accepts": "application/json",
    "parameters": SKIP,
    "failOnWarnings": False,
    "sdkType": "swift",
    "securityPolicy": SKIP,
    "endpointAccessMode": SKIP,
    "customerId": SKIP,
}

VALUES = {
    "CreateApiKey": {
        "name": lambda w: w.unique("key"),
        "value": lambda w: w.unique("k" * 30),
        "customerId": "c1",
        "stageKeys": lambda w: [{"restApiId": w.api, "stageName": w.stage}],
    },
    "CreateAuthorizer": {
        "name": lambda w: w.unique("authorizer"),
        "type": "TOKEN",
        "authorizerUri": LAMBDA,
        "authorizerCredentials": ROLE,
        "identitySource": "method.request.header.Authorization",
        "authorizerResultTtlInSeconds": 60,
        "authType": "custom",
        "providerARNs": SKIP,
        "jwtConfiguration": SKIP,
    },
    "CreateBasePathMapping": {"basePath": lambda w: w.unique("base"), "stage": lambda w: w.stage},
    "CreateDeployment": {"stageName": lambda w: w.method and w.unique("stage"), "variables": {"a": "b"}},
    "CreateDocumentationPart": {
        "location": lambda w: {
            "type": "RESPONSE_HEADER",
            "path": "/pets",
            "method": "GET",
            "statusCode": "200",
            "name": w.unique("X-"),
        },
        "properties": '{"description": "a header"}',
    },
    "CreateDocumentationVersion": {"documentationVersion": lambda w: w.unique("v"), "stageName": lambda w: w.stage},
    "CreateDomainName": {
        "domainName": lambda w: w.unique("d") + ".example.com",
        "certificateName": SKIP,
        "certificateBody": SKIP,
        "certificatePrivateKey": SKIP,
        "certificateChain": SKIP,
        "certificateArn": SKIP,
        "regionalCertificateName": "mine",
        "regionalCertificateArn": CERTIFICATE,
        "endpointConfiguration": {"types": ["REGIONAL"], "ipAddressType": "ipv4"},
        "securityPolicy": "TLS_1_2",
        "mutualTlsAuthentication": {"truststoreUri": "s3://bucket/trust.pem", "truststoreVersion": "1"},
        "ownershipVerificationCertificateArn": CERTIFICATE,
        "policy": SKIP,
        "routingMode": "BASE_PATH_MAPPING_ONLY",
    },
    "CreateDomainNameAccessAssociation": {"accessAssociationSource": lambda w: w.unique("vpce-")},
    "CreateModel": {"name": lambda w: w.unique("Model"), "schema": SCHEMA, "contentType": "application/json"},
    "CreateRequestValidator": {"name": lambda w: w.unique("validator")},
    "CreateResource": {"pathPart": lambda w: w.unique("part")},
    "CreateRestApi": {
        "name": lambda w: w.unique("api"),
        "cloneFrom": SKIP,
        "binaryMediaTypes": ["image/png"],
        "minimumCompressionSize": 1024,
        "policy": POLICY,
        "endpointConfiguration": {"types": ["REGIONAL"], "ipAddressType": "ipv4"},
    },
    "CreateStage": {
        "stageName": lambda w: w.unique("stage"),
        "variables": {"a": "b"},
        "canarySettings": lambda w: {
            "deploymentId": w.deployment,
            "percentTraffic": 10.0,
            "stageVariableOverrides": {"a": "c"},
            "useStageCache": False,
        },
    },
    "CreateUsagePlan": {
        "name": lambda w: w.unique("plan"),
        "apiStages": lambda w: [
            {"apiId": w.api, "stage": w.stage, "throttle": {"/pets/GET": {"burstLimit": 2, "rateLimit": 1.0}}}
        ],
        "quota": {"limit": 100, "offset": 1, "period": "WEEK"},
        "throttle": {"burstLimit": 20, "rateLimit": 10},
    },
    "CreateUsagePlanKey": {
        "usagePlanId": lambda w: w.new("CreateUsagePlan")["id"],
        "keyId": lambda w: w.new("CreateApiKey")["id"],
    },
    "CreateVpcLink": {"name": lambda w: w.unique("link"), "targetArns": [BALANCER]},
    "GetApiKeys": {"nameQuery": "key", "customerId": "c1"},
    "GetDeployment": {"embed": ["apisummary"]},
    "GetExport": {"parameters": {"extensions": "apigateway"}},
    "GetDocumentationParts": {"nameQuery": SKIP, "path": SKIP, "type": "API", "locationStatus": "DOCUMENTED"},
    "GetDomainNames": {"resourceOwner": "SELF"},
    "GetDomainNameAccessAssociations": {"resourceOwner": "SELF"},
    "GetResource": {"embed": ["methods"]},
    "GetResources": {"embed": ["methods"]},
    "GetSdkType": {"id": "swift"},
    "GetUsagePlanKeys": {"nameQuery": "key"},
    "GetSdk": {"parameters": {"classPrefix": "Pet"}},
    "ImportApiKeys": {
        "body": lambda w: f"Name,key,description\n{w.unique('n')},{w.unique('i' * 30)},d\n".encode(),
        "format": "csv",
    },
    "ImportDocumentationParts": {"body": DOCUMENTATION, "mode": "merge"},
    "ImportRestApi": {"body": document(), "parameters": {"endpointConfigurationTypes": "REGIONAL"}},
    "PutRestApi": {
        "restApiId": lambda w: w.new("CreateRestApi")["id"],
        "body": document("put"),
        "mode": "overwrite",
        "parameters": {"basepath": "ignore"},
    },
    "PutGatewayResponse": {
        "responseType": "UNAUTHORIZED",
        "statusCode": "401",
        "responseParameters": {"gatewayresponse.header.X": "'y'"},
    },
    "PutIntegration": {
        "type": "MOCK",
        "integrationHttpMethod": SKIP,
        "uri": SKIP,
        "connectionType": "INTERNET",
        "connectionId": SKIP,
        "credentials": ROLE,
        "requestParameters": {"integration.request.header.A": "'b'"},
        "requestTemplates": {"application/json": "{}"},
        "passthroughBehavior": "NEVER",
        "timeoutInMillis": 1000,
        "cacheKeyParameters": SKIP,
        "responseTransferMode": "BUFFERED",
        "integrationTarget": SKIP,
    },
    "PutIntegrationResponse": {"selectionPattern": "-"},
    # In an API of their own: an API with a method that has no integration cannot be deployed.
    "PutMethod": {
        "restApiId": lambda w: w.draft[0],
        "resourceId": lambda w: w.new("CreateResource", restApiId=w.draft[0], parentId=w.draft[1])["id"],
        "httpMethod": "POST",
        "authorizationType": "NONE",
        "authorizerId": SKIP,
        "requestValidatorId": lambda w: w.new("CreateRequestValidator", restApiId=w.draft[0])["id"],
        "authorizationScopes": SKIP,
        "requestParameters": {"method.request.header.A": True},
        "requestModels": {"application/json": "Empty"},
    },
    "PutMethodResponse": {
        "statusCode": lambda w: str(300 + w.count % 100) if w.unique() else "",
        "responseParameters": {"method.response.header.A": True},
        "responseModels": {"application/json": "Empty"},
    },
    "RejectDomainNameAccessAssociation": {
        "domainNameAccessAssociationArn": lambda w: w.new("CreateDomainNameAccessAssociation")[
            "domainNameAccessAssociationArn"
        ]
    },
    "TestInvokeAuthorizer": {
        "headers": {"Authorization": "allow"},
        "multiValueHeaders": SKIP,
        "pathWithQueryString": "/pets",
    },
    "TestInvokeMethod": {
        "headers": {"A": "b"},
        "multiValueHeaders": {"A": ["b"]},
        "pathWithQueryString": "/pets?type=cat",
        "body": "{}",
        "clientCertificateId": SKIP,
        "stageVariables": {"a": "b"},
    },
}

#: Members beyond the model's required ones that AWS asks for.
NEEDED = {
    "CreateAuthorizer": ["authorizerUri", "identitySource"],
    "CreateModel": ["schema"],
    "CreateRequestValidator": ["name"],
    "GetSdk": ["parameters"],
    "CreateDomainName": ["regionalCertificateArn", "endpointConfiguration"],
    "UpdateUsage": ["patchOperations"],
}

VARIANTS = {
    "CreateAuthorizer": [
        lambda w: {"type": "REQUEST", "identitySource": "method.request.header.A, context.identity.sourceIp"},
        lambda w: {
            "type": "COGNITO_USER_POOLS",
            "providerARNs": ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abcdefghi"],
        },
        lambda w: {
            "type": "JWT",
            "jwtConfiguration": {
                "issuers": [{"issuer": "https://issuer.example.com/", "audiences": ["a"]}],
                "defaultAlgorithms": ["RS256"],
            },
        },
    ],
    "CreateDeployment": [
        lambda w: {
            "stageName": w.stage,
            "canarySettings": {"percentTraffic": 5.0, "stageVariableOverrides": {"a": "b"}, "useStageCache": True},
        }
    ],
    "CreateDomainName": [
        lambda w: {
            "regionalCertificateArn": SKIP,
            "certificateArn": CERTIFICATE,
            "endpointConfiguration": {"types": ["EDGE"]},
        }
    ],
    "CreateRestApi": [
        lambda w: {"cloneFrom": w.api},
        lambda w: {"endpointConfiguration": {"types": ["PRIVATE"], "vpcEndpointIds": ["vpce-1"]}},
    ],
    "GetExport": [lambda w: {"exportType": "swagger", "accepts": "application/yaml"}],
    "GetStages": [lambda w: {"deploymentId": w.deployment}],
    "GetTags": [lambda w: {"resourceArn": f"arn:aws:apigateway:us-east-1::/apikeys/{w.key}"}],
    "GetUsagePlans": [lambda w: {"keyId": w.planKey}],
    "PutIntegration": [
        lambda w: {"type": "HTTP_PROXY", "integrationHttpMethod": "GET", "uri": "http://127.0.0.1:1/pets"},
        lambda w: {"type": "AWS_PROXY", "integrationHttpMethod": "POST", "uri": LAMBDA},
        lambda w: {"type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}},
    ],
}


def victim(operation, own, answer=None, also=("restApiId",)):
    """What is deleted: the answer of the operation that makes one."""

    def make(world):
        made_ = world.new(operation)[answer or "id"]
        return {name: PREPARED[name](world) for name in also} | {own: made_}

    return make


def of_place(*names):
    return lambda world: {name: value for name, value in place(world).items()} | {
        name: "200" if name == "statusCode" else None for name in names
    }


def new_stage(world):
    name = world.unique("gone")
    world.new("CreateStage", stageName=name)
    return {"restApiId": world.api, "stageName": name}


def new_mapping(world):
    return {
        "domainName": world.domain,
        "basePath": world.new("CreateBasePathMapping", basePath=world.unique("gone"))["basePath"],
    }


def new_response(world):
    world.new("PutGatewayResponse", responseType="EXPIRED_TOKEN")
    return {"restApiId": world.api, "responseType": "EXPIRED_TOKEN"}


def new_plan_key(world):
    plan, key = world.new("CreateUsagePlan")["id"], world.new("CreateApiKey")["id"]
    world.new("CreateUsagePlanKey", usagePlanId=plan, keyId=key)
    return {"usagePlanId": plan, "keyId": key}


FRESH = {
    "DeleteApiKey": victim("CreateApiKey", "apiKey", also=()),
    "DeleteAuthorizer": victim("CreateAuthorizer", "authorizerId"),
    "DeleteBasePathMapping": new_mapping,
    "DeleteClientCertificate": victim("GenerateClientCertificate", "clientCertificateId", "clientCertificateId", ()),
    "DeleteDeployment": victim("CreateDeployment", "deploymentId"),
    "DeleteDocumentationPart": victim("CreateDocumentationPart", "documentationPartId"),
    "DeleteDocumentationVersion": victim("CreateDocumentationVersion", "documentationVersion", "version"),
    "DeleteDomainName": victim("CreateDomainName", "domainName", "domainName", ()),
    "DeleteDomainNameAccessAssociation": victim(
        "CreateDomainNameAccessAssociation", "domainNameAccessAssociationArn", "domainNameAccessAssociationArn", ()
    ),
    "DeleteGatewayResponse": new_response,
    "DeleteIntegration": of_place(),
    "DeleteIntegrationResponse": of_place("statusCode"),
    "DeleteMethod": of_place(),
    "DeleteMethodResponse": lambda w: (
        lambda where: w.client.call("DeleteIntegration", where) or where | {"statusCode": "200"}
    )(place(w)),
    "DeleteModel": victim("CreateModel", "modelName", "name"),
    "DeleteRequestValidator": victim("CreateRequestValidator", "requestValidatorId"),
    "DeleteResource": victim("CreateResource", "resourceId"),
    "DeleteRestApi": victim("CreateRestApi", "restApiId", also=()),
    "DeleteStage": new_stage,
    "DeleteUsagePlan": victim("CreateUsagePlan", "usagePlanId", also=()),
    "DeleteUsagePlanKey": new_plan_key,
    "DeleteVpcLink": victim("CreateVpcLink", "vpcLinkId", also=()),
}


def order(name):
    """Whatever makes comes first, whatever takes away last."""
    return (
        name.startswith("Delete") or name.startswith("Untag") or name.startswith("Reject"),
        name.startswith("Update"),
        name,
    )

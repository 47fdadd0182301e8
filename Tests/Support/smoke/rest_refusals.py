"""How apigateway words what there is not."""

from constants import ACCOUNT
from rest_patches import replaced

WITHOUT_INPUT = {"GetAccount"}
#: Paged by the model, not by AWS.
WITHOUT_PAGES = {"GetSdkTypes", "GetTags"}
#: Query parameters without which the path names another operation, or none.
ROUTED = set()

API = f"Invalid API identifier specified {ACCOUNT}:{{}}"
RESOURCE, METHOD = "Invalid Resource identifier specified", "Invalid Method identifier specified"
BAD_API = (400, "BadRequestException", "Invalid REST API identifier specified")
STATUS, DOMAIN = "Invalid Response status code specified", "Invalid domain name identifier specified"
SDKS = "javascript,java,ruby,swift,go,kotlin,python,typescript"

#: What is said of labels that name nothing, by member, then by operation and member.
UNKNOWN = {
    "restApiId": API,
    "resourceId": RESOURCE,
    "parentId": RESOURCE,
    "httpMethod": METHOD,
    "statusCode": STATUS,
    "authorizerId": "Invalid Authorizer identifier specified",
    "deploymentId": "Invalid Deployment identifier specified",
    "documentationPartId": "Invalid Documentation part identifier specified",
    "documentationVersion": "Invalid Documentation version identifier specified",
    "modelName": "Invalid model name specified: {}",
    "requestValidatorId": "Invalid Request Validator identifier specified",
    "stageName": "Invalid stage identifier specified",
    "usagePlanId": "Invalid Usage Plan ID specified",
    "keyId": "Invalid API Key identifier specified",
    "apiKey": "Invalid API Key identifier specified",
    "clientCertificateId": "Invalid client certificate identifier specified",
    "vpcLinkId": "Invalid Vpc Link identifier specified",
    "domainName": DOMAIN,
    "basePath": "Invalid base path mapping identifier specified",
    "domainNameAccessAssociationArn": "Invalid domain name access association specified",
    "resourceArn": API,
    ("CreateAuthorizer", "restApiId"): (
        409,
        "ConflictException",
        "Unable to complete operation due to concurrent modification. Please try again later.",
    ),
    ("CreateRequestValidator", "restApiId"): BAD_API,
    ("GetSdkType", "id"): f"Invalid sdk type specified: {{}}. Valid options are {SDKS}",
    ("GetSdk", "sdkType"): (
        400,
        "BadRequestException",
        f"Invalid sdk type specified: {{}}. Valid options are {SDKS}",
    ),
    ("DeleteGatewayResponse", "restApiId"): API,
    ("PutMethodResponse", "statusCode"): None,
    ("PutIntegrationResponse", "statusCode"): STATUS,
    ("PutMethod", "httpMethod"): (
        400,
        "BadRequestException",
        "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
    ),
    ("DeleteIntegrationResponse", "httpMethod"): "Invalid Integration identifier specified",
}
for name in ("DeleteRequestValidator", "GetRequestValidator", "UpdateRequestValidator"):
    UNKNOWN[(name, "restApiId")] = UNKNOWN["requestValidatorId"]
for name in ("DeleteAuthorizer", "GetAuthorizer", "UpdateAuthorizer"):
    UNKNOWN[(name, "restApiId")] = UNKNOWN["authorizerId"]
for name in (
    "GetIntegration",
    "DeleteIntegration",
    "UpdateIntegration",
    "PutIntegration",
    "GetIntegrationResponse",
    "DeleteIntegrationResponse",
    "UpdateIntegrationResponse",
    "PutIntegrationResponse",
    "GetMethod",
    "DeleteMethod",
    "UpdateMethod",
    "GetMethodResponse",
    "DeleteMethodResponse",
    "UpdateMethodResponse",
    "PutMethodResponse",
    "GetResource",
    "DeleteResource",
    "UpdateResource",
):
    UNKNOWN[(name, "restApiId")] = RESOURCE
UNKNOWN_VALUES = {
    "resourceArn": "arn:aws:apigateway:us-east-1::/restapis/nothing0",
    "statusCode": "599",
    "domainNameAccessAssociationArn": "arn:aws:apigateway:us-east-1:"
    + ACCOUNT
    + ":/domainnameaccessassociations/domainname/x/vpcesource/y",
}
for name in ("GetTags", "TagResource", "UntagResource"):
    UNKNOWN[(name, "resourceArn")] = API.format("nothing0")

#: Members that come back in another form than they were given in.
CHANGED = {
    "policy",
    "stageKeys",
    "apiStages",
    # Of an update without patches nothing is said.
    "patchOperations",
    "body",
    # A model's template and a schema are of the service's making.
    "value",
}

BAD_PAYLOADS = {
    "ImportRestApi": (b"nonsense", "BadRequestException", "Invalid OpenAPI input."),
    "PutRestApi": (b"nonsense", "BadRequestException", "Invalid OpenAPI input."),
    "ImportDocumentationParts": (b"nonsense", "BadRequestException", "Unable to build importer with provided input."),
    "ImportApiKeys": (b"nothing", "BadRequestException", "…Invalid CSV"),
}

#: Enumerations that the service checks in words of its own.
OWN_WORDS = {}

PATCH_WORDS = {"UpdateStage": "…Invalid method setting path: /nothing. Must be one of: ["}

REFUSED = {
    "CreateResource": [
        (
            "a part that is there",
            {"pathPart": "pets"},
            409,
            "ConflictException",
            "Another resource with the same parent already has this name: pets",
        )
    ],
    "CreateStage": [
        ("a stage that is there", {"stageName": "prod"}, 409, "ConflictException", "Stage already exists")
    ],
    "CreateModel": [
        (
            "a model that is there",
            {"name": "Error"},
            409,
            "ConflictException",
            "Model name already exists for this REST API",
        )
    ],
    "GetUsage": [("a date that is none", {"startDate": "yesterday"}, 400, "BadRequestException", "…Invalid date")],
    "UpdateUsage": [
        (
            "no number",
            {"patchOperations": replaced("/remaining", "many")},
            400,
            "BadRequestException",
            "Invalid patch value specified: many",
        )
    ],
}

// The links of the things that AWS's reference shows with links, as its sample answers have them (read 2026-11-27).
// What the signs in addresses mean: Hypertext.link.

/// A kind of thing with links.
struct HypertextKind: Sendable {
    /// Where a relation's name is explained.
    struct Curie: Sendable {
        let name: String
        /// Of the developer guide, without `-{rel}.html`.
        let page: String
    }

    struct Link: Sendable {
        let relation: String
        let href: String
    }

    /// Things inside of a thing: linked, and embedded where their contents are at hand.
    struct Child: Sendable {
        let member: String
        let relation: String
        let kind: String
        let path: String
        /// One thing rather than things by name.
        let isSingle: Bool
    }

    let name: String
    /// The member that stands behind its collection's path.
    let identifier: String
    /// The member that its link is titled with.
    var title: String?
    let curies: [Curie]
    let links: [Link]
    var collectionLinks: [Link] = []
    var children: [Child] = []
    /// Operations that answer one, and the one that lists them.
    let operations: [String]
    var listing: String?

    private init(
        _ name: String, _ identifier: String, title: String? = nil, curies: [(String, String)],
        links: [(String, String)], collection: [(String, String)] = [], children: [Child] = [], operations: String,
        listing: String? = nil
    ) {
        self.name = name
        self.identifier = identifier
        self.title = title
        self.curies = curies.map { Curie(name: $0.0, page: $0.1) }
        self.links = links.map { Link(relation: $0.0, href: $0.1) }
        collectionLinks = collection.map { Link(relation: $0.0, href: $0.1) }
        self.children = children
        self.operations = operations.split(separator: " ").map(String.init)
        self.listing = listing
    }

    /// The kind that an operation answers, and whether it answers a list.
    static func of(_ operation: String) -> (kind: HypertextKind, isList: Bool)? {
        for kind in all {
            if kind.listing == operation { return (kind, true) }
            if kind.operations.contains(operation) { return (kind, false) }
        }
        return nil
    }

    static func named(_ name: String) -> HypertextKind {
        guard let kind = all.first(where: { $0.name == name }) else { preconditionFailure("no kind \(name)") }
        return kind
    }

    private static let all: [HypertextKind] = [
        api, resource, method, methodResponse, integration, integrationResponse, deployment, stage, authorizer, model,
        key, plan, certificate, domain, account,
    ]

    private static let api = HypertextKind(
        "restapi", "id",
        curies: ["authorizer", "deployment", "model", "resource", "restapi", "stage"].map { ($0, "restapi-" + $0) },
        links: [
            ("authorizer:by-id", "$/authorizers/{authorizer_id}"), ("authorizer:create", "$/authorizers"),
            ("deployment:by-id", "$/deployments/{deployment_id}{?embed}"), ("deployment:create", "$/deployments"),
            ("model:by-name", "$/models/{model_name}?flatten=false"), ("model:create", "$/models"),
            ("resource:by-id", "$/resources/{resource_id}{?embed}"), ("resource:create", "$/resources/%"),
            ("restapi:authorizers", "$/authorizers"), ("restapi:delete", "$"),
            ("restapi:deployments", "$/deployments{?limit}"), ("restapi:models", "$/models"),
            ("restapi:resources", "$/resources{?limit,embed}"), ("restapi:stages", "$/stages{?deployment_id}"),
            ("restapi:update", "$"), ("stage:by-name", "$/stages/{stage_name}"), ("stage:create", "$/stages"),
        ],
        collection: [
            ("restapi:by-id", "^/{restapi_id}"), ("restapi:create", "^"),
            ("restapi:put", "^/{restapi_id}?failonwarnings=false{&mode}"),
        ],
        operations: "CreateRestApi ImportRestApi GetRestApi UpdateRestApi PutRestApi", listing: "GetRestApis")

    private static let resource = HypertextKind(
        "resource", "id", curies: [("method", "restapi-method"), ("resource", "restapi-resource")],
        links: [
            ("method:by-http-method", "$/methods/{http_method}"), ("method:put", "$/methods/{http_method}"),
            ("resource:create-child", "$"), ("resource:delete", "$"), ("resource:update", "$"),
        ],
        collection: [("resource:by-id", "^/{resource_id}{?embed}"), ("resource:create", "^/{parent_id}")],
        children: [
            Child(
                member: "resourceMethods", relation: "resource:methods", kind: "method", path: "/methods",
                isSingle: false)
        ],
        operations: "CreateResource GetResource UpdateResource", listing: "GetResources")

    private static let method = HypertextKind(
        "method", "httpMethod", title: "httpMethod",
        curies: [
            ("integration", "restapi-integration"), ("method", "restapi-method"),
            ("methodresponse", "restapi-method-response"),
        ],
        links: [
            ("integration:put", "$/integration"), ("method:delete", "$"), ("method:update", "$"),
            ("methodresponse:put", "$/responses/{status_code}"),
        ],
        children: [
            Child(
                member: "methodIntegration", relation: "method:integration", kind: "integration",
                path: "/integration", isSingle: true),
            Child(
                member: "methodResponses", relation: "method:responses", kind: "methodresponse",
                path: "/responses", isSingle: false),
        ],
        operations: "PutMethod GetMethod UpdateMethod")

    private static let methodResponse = HypertextKind(
        "methodresponse", "statusCode", title: "statusCode",
        curies: [("methodresponse", "restapi-method-response")],
        links: [("methodresponse:delete", "$"), ("methodresponse:update", "$")],
        operations: "PutMethodResponse GetMethodResponse UpdateMethodResponse")

    private static let integration = HypertextKind(
        "integration", "",
        curies: [("integration", "restapi-integration"), ("integrationresponse", "restapi-integration-response")],
        links: [
            ("integration:delete", "$"), ("integration:update", "$"),
            ("integrationresponse:put", "$/responses/{status_code}"),
        ],
        children: [
            Child(
                member: "integrationResponses", relation: "integration:responses", kind: "integrationresponse",
                path: "/responses", isSingle: false)
        ],
        operations: "PutIntegration GetIntegration UpdateIntegration")

    private static let integrationResponse = HypertextKind(
        "integrationresponse", "statusCode", title: "statusCode",
        curies: [("integrationresponse", "restapi-integration-response")],
        links: [("integrationresponse:delete", "$"), ("integrationresponse:update", "$")],
        operations: "PutIntegrationResponse GetIntegrationResponse UpdateIntegrationResponse")

    private static let deployment = HypertextKind(
        "deployment", "id", curies: [("deployment", "restapi-deployment")],
        links: [
            ("deployment:delete", "$"), ("deployment:stages", "~/stages?deployment_id=#"), ("deployment:update", "$"),
        ],
        collection: [("deployment:by-id", "^/{deployment_id}{?embed}"), ("deployment:create", "^")],
        operations: "CreateDeployment GetDeployment UpdateDeployment", listing: "GetDeployments")

    private static let stage = HypertextKind(
        "stage", "stageName", curies: [("stage", "restapi-stage")],
        links: [
            ("stage:delete", "$"), ("stage:flush-authorizer-cache", "$/cache/authorizers"),
            ("stage:flush-cache", "$/cache/data"), ("stage:update", "$"),
        ],
        collection: [("stage:by-name", "^/{stage_name}"), ("stage:create", "^")],
        operations: "CreateStage GetStage UpdateStage", listing: "GetStages")

    private static let authorizer = HypertextKind(
        "authorizer", "id", curies: [("authorizer", "restapi-authorizer")],
        links: [("authorizer:delete", "$"), ("authorizer:update", "$")],
        collection: [("authorizer:by-id", "^/{authorizer_id}"), ("authorizer:create", "^")],
        operations: "CreateAuthorizer GetAuthorizer UpdateAuthorizer", listing: "GetAuthorizers")

    private static let model = HypertextKind(
        "model", "name", curies: [("model", "restapi-model")],
        links: [
            ("model:create", "^"), ("model:delete", "$"), ("model:generate-template", "$/default_template"),
            ("model:update", "$"),
        ],
        collection: [("model:by-name", "^/{model_name}?flatten=false")],
        operations: "CreateModel GetModel UpdateModel", listing: "GetModels")

    private static let key = HypertextKind(
        "apikey", "id", curies: [("apikey", "restapi-apikey")],
        links: [("apikey:delete", "$"), ("apikey:update", "$")],
        collection: [("apikey:by-key", "^/{api_Key}"), ("apikey:create", "^"), ("apikey:delete", "^/{api_Key}")],
        operations: "CreateApiKey GetApiKey UpdateApiKey", listing: "GetApiKeys")

    private static let plan = HypertextKind(
        "usageplan", "id",
        curies: [
            ("usage", "restapi-usage"), ("usageplan", "restapi-usageplan"), ("usageplankey", "restapi-usageplankey"),
        ],
        links: [
            ("usage:get", "$/usage?@"), ("usageplan:delete", "$"), ("usageplan:update", "$"),
            ("usageplan:usageplankeys", "$/keys"), ("usageplankey:create", "$/keys"),
        ],
        collection: [("usageplan:by-id", "^/{usageplanId}"), ("usageplan:create", "^")],
        operations: "CreateUsagePlan GetUsagePlan UpdateUsagePlan", listing: "GetUsagePlans")

    private static let certificate = HypertextKind(
        "clientcertificate", "clientCertificateId", curies: [("clientcertificate", "restapi-clientcertificate")],
        links: [("clientcertificate:delete", "$"), ("clientcertificate:update", "$")],
        collection: [("clientcertificate:by-id", "^/{clientcertificate_id}"), ("clientcertificate:generate", "^")],
        operations: "GenerateClientCertificate GetClientCertificate UpdateClientCertificate",
        listing: "GetClientCertificates")

    private static let domain = HypertextKind(
        "domainname", "domainName",
        curies: [("basepathmapping", "restapi-basepathmapping"), ("domainname", "restapi-domainname")],
        links: [
            ("basepathmapping:by-base-path", "$/basepathmappings/{base_path}"),
            ("basepathmapping:create", "$/basepathmappings"),
            ("domainname:basepathmappings", "$/basepathmappings{?limit}"), ("domainname:delete", "$"),
            ("domainname:update", "$"),
        ],
        collection: [("domainname:by-name", "^/{domain_name}"), ("domainname:create", "^")],
        operations: "CreateDomainName GetDomainName UpdateDomainName", listing: "GetDomainNames")

    private static let account = HypertextKind(
        "account", "", curies: [("account", "account-apigateway")], links: [("account:update", "$")],
        operations: "GetAccount UpdateAccount")
}

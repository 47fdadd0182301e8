// What AWS would refuse, drop or change when it imports a document. Facts only.

import GateSource

/// Something that is not portable to AWS.
enum PortabilityProblem: DiagnosticFact {
    case attributeDropped(String, Places)
    case bodyModelDropped(type: String, Places)
    case dropped(String, Places)
    case fileTooLarge(bytes: Int, limit: Int, at: SourceRange)
    case keywordDropped(String, effect: String, Places)
    case localExtension(String, at: SourceRange)
    case modelName(String, Places)
    case modelsTooLarge(bytes: Int, limit: Int, at: SourceRange)
    case otherFile(Places)
    case parameterName(String, at: SourceRange, first: SourceRange)
    case issuerNotHTTPS(String, at: SourceRange)
    case partReference(Places)
    case pathCharacter(String, Places)
    case primitiveResponse(type: String, Places)
    case quotaExceeded(Quota, count: Int, at: SourceRange)
    case requirementsJoined(Places)
    case reservedPath(String, at: SourceRange)
    case responseReference(Places)
    case serversDropped(Places)
    case statusClass(Places)
    case tooManyResources(count: Int, limit: Int, at: SourceRange)
    case versionRefused(at: SourceRange)

    /// Quotas that a document can exceed. AWS: "Quotas for configuring and running a REST API", "… an HTTP API", "… a
    /// WebSocket API" (read 2026-11).
    enum Quota {
        /// Audiences of a JWT authorizer.
        case audiences
        /// Of an API, but for those of IAM.
        case authorizers
        case documentationParts
        case integrations
        /// Characters of the resource policy.
        case policyCharacters
        case routes
        /// Scopes of a route.
        case scopes

        /// The default.
        var limit: Int {
            switch self {
            case .audiences: 50
            case .authorizers, .scopes: 10
            case .documentationParts: 2000
            case .integrations, .routes: 300
            case .policyCharacters: 8192
            }
        }
    }
}

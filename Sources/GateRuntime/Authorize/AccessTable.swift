// What a deployment knows of its callers before there is one: where authorizers' functions are, patterns of tokens, the
// resource policy with the account and region of its stage filled in.

import GateAccess
import GateBytes
import GatePlan
import Synchronization

/// Guards of a deployment.
final class AccessTable: Sendable {
    /// An authorizer that can be asked.
    struct Authorizer: Sendable {
        let kind: AuthorizerKind
        /// nil where tokens are verified.
        let function: AWSTarget?
        /// nil where there is none, or PCRE2 refuses it.
        let pattern: Pattern?
        let hasPattern: Bool
        /// Whose tokens let in.
        let issuers: [TrustedIssuer]
        let record: AuthorizerRecord
    }

    /// Tells deployments apart: results of one are not another's.
    let serial: UInt64
    /// `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/`.
    let arnPrefix: [UInt8]
    /// The same as messages show it: of the account four digits.
    let shownPrefix: [UInt8]
    let region: [UInt8]
    let account: [UInt8]
    let scope: SignatureScope
    let policy: PolicyDocument?
    /// Whether there is a policy that cannot be read: nobody passes.
    let isPolicyBroken: Bool
    let authorizers: [Authorizer]
    private let identities: [[UInt8]: LocalIdentity]

    private static let serials = Atomic<UInt64>(1)

    init(_ plan: PlanImage, _ settings: StageSettings, _ variables: StageVariables, _ endpoints: EndpointTable) {
        serial = AccessTable.serials.add(1, ordering: .relaxed).oldValue
        let region = settings.region
        let partition = region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
        let account = settings.accountIdentifier
        let tail =
            ":" + (settings.apiIdentifier.isEmpty ? String(plan.string(plan.api.identifier)) : settings.apiIdentifier)
        let start = "arn:\(partition):execute-api:\(region):"
        let stage = "/" + settings.name + "/"
        arnPrefix = Array((start + account + tail + stage).utf8)
        shownPrefix = Array((start + "********" + account.suffix(4) + tail + stage).utf8)
        self.region = Array(region.utf8)
        self.account = Array(account.utf8)
        scope = SignatureScope(region: region)
        let text = plan.string(plan.api.policy)
        do throws(PolicyFailure) {
            policy =
                text.isEmpty
                ? nil : try PolicyReader.read(text, .resource(shortARN: Array((start + account + tail).utf8)))
            isPolicyBroken = false
        } catch {
            policy = nil
            isPolicyBroken = true
        }
        authorizers = (0..<plan.authorizers.count).map { index in
            let record = plan.authorizers[index]
            let kind = AuthorizerKind(rawValue: record.kind) ?? .token
            let expression = plan.string(record.validationExpression)
            return Authorizer(
                kind: kind,
                function: kind == .cognitoUserPools || kind == .jwt
                    ? nil
                    : AWSTarget(
                        record.uriParts, credentials: record.credentials, isProxy: true, plan: plan,
                        variables: variables, aws: settings.aws,
                        endpoints: endpoints),
                pattern: expression.isEmpty ? nil : Pattern.whole(expression), hasPattern: !expression.isEmpty,
                issuers: TrustedIssuer.all(record, plan, variables, settings.aws), record: record)
        }
        identities = Dictionary(settings.identities.map { ($0.accessKeyID, $0) }) { first, _ in first }
    }

    /// The identity of an access key.
    func identity(_ accessKeyID: [UInt8]) -> LocalIdentity? { identities[accessKeyID] }
}

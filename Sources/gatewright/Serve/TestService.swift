// Tests of methods and authorizers for the control plane: each is compiled on a thread of the work pool and sent
// through the server's first loop, so that neither calls nor requests wait for it.

import GateBytes
import GateControl
import GateJSON
import GateLoop
import GatePlan
import GateRuntime
import GateServer

/// Carries tests out.
final class TestService: Sendable {
    private let sites: SiteService
    private let server: Server

    init(_ sites: SiteService, _ server: Server) {
        self.sites = sites
        self.server = server
    }

    /// Calls back with the members of the operation's answer, on another thread.
    func perform(
        _ test: ControlTest, _ completion: @escaping @Sendable (Result<JSONValue, ControlError>) -> Void
    ) {
        let isSubmitted = WorkPool.shared.submit { [self] in
            do throws(ControlError) {
                start(test, try PlanImage.made(of: test), completion)
            } catch {
                completion(.failure(error))
            }
        }
        if !isSubmitted { completion(.failure(ControlError(.tooManyRequests, "Too Many Requests"))) }
    }

    private func start(
        _ test: ControlTest, _ plan: PlanImage,
        _ completion: @escaping @Sendable (Result<JSONValue, ControlError>) -> Void
    ) {
        let isOfAuthorizer = test.subject == .authorizer
        var settings = MethodTest.settings(sites.base, isOfAuthorizer: isOfAuthorizer)
        settings.region = test.region
        settings.apiIdentifier = test.api
        settings.variables = test.stageVariables
        if let certificate = test.certificate {
            settings.clientCertificate = .text(certificate: certificate.certificate, key: certificate.key)
        }
        let deployment = Deployment(plan: plan, settings: settings, endpoints: sites.endpoints)
        var call = TestCall(
            deployment, isOfAuthorizer: isOfAuthorizer, hasPath: test.hasPath, request: test.request)
        call.context = test.context
        server.test(call) { outcome in
            guard let outcome else {
                completion(.failure(ControlError(.serviceUnavailable, "The system has no sockets left.")))
                return
            }
            completion(.success(isOfAuthorizer ? TestService.authorizer(outcome) : TestService.method(outcome)))
        }
    }

    private static func method(_ outcome: TestOutcome) -> JSONValue {
        TestInvocation(
            answer: MessageText(outcome.answer), events: outcome.events, hasFailed: outcome.hasFailed,
            latencyMilliseconds: outcome.latencyMilliseconds
        ).value
    }

    private static func authorizer(_ outcome: TestOutcome) -> JSONValue {
        let invocation = TestInvocation(
            answer: MessageText(outcome.answer), events: outcome.events, hasFailed: outcome.hasFailed,
            latencyMilliseconds: outcome.latencyMilliseconds)
        var value: JSONValue = [
            // AWS: "Value is 0 if the authorizer succeeded."
            "clientStatus": JSONValue(outcome.isAuthorized ? 0 : outcome.status),
            "log": .string(invocation.log), "latency": JSONValue(outcome.latencyMilliseconds),
        ]
        if !outcome.principalIdentifier.isEmpty { value["principalId"] = .string(outcome.principalIdentifier) }
        if let policy = outcome.policy { value["policy"] = .string(policy) }
        if !outcome.claims.isEmpty {
            value["claims"] = .object(JSONObject(outcome.claims.map { ($0.name, .string($0.value)) }))
        }
        return value
    }
}

extension PlanImage {
    /// The plan of a test.
    fileprivate static func made(of test: ControlTest) throws(ControlError) -> PlanImage {
        let bytes = try test.compile()
        do throws(PlanError) {
            return try PlanImage(copying: bytes)
        } catch {
            throw ControlError(.internalFailure, "An internal failure has occurred.")
        }
    }
}

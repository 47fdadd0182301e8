// A test of a method or an authorizer, AWS's TestInvokeMethod and TestInvokeAuthorizer: a request to the only method of
// a plan, whatever its path, through the same steps as any other. AWS: "Use the API Gateway console to test a REST API
// method"; values of `$context` as recorded.

import GateBytes
import GateJSON
import GatePlan

/// What a tested request is for, and what became of it. Belongs to the loop that carries the request out.
package final class MethodTest {
    /// A plan with one method.
    package let deployment: Deployment
    /// Whether the request is for its authorizer alone.
    package let isOfAuthorizer: Bool
    /// Whether the path gives values to the method's path parameters.
    package let hasPath: Bool
    /// Values that variables of `$context` have for the test, whatever else they would have.
    let context: [ContextVariable: [UInt8]]

    /// What happened, so far.
    package private(set) var events: [ExecutionLog.Event] = []
    /// What was answered; 0 when the request had no answer.
    package private(set) var status = 0
    /// Whether the gateway answered itself.
    package private(set) var hasFailed = false
    /// Whether the authorizer let somebody in as far as its policy says.
    package private(set) var isAuthorized = false
    package private(set) var principalIdentifier = ""
    /// The policy of a function's answer, JSON; nil for none.
    package private(set) var policy: String?
    /// A token's claims.
    package private(set) var claims: [(name: String, value: String)] = []

    /// - Parameter context: By the variables' names, with or without `context.` in front; others are left out.
    package init(
        _ deployment: Deployment, isOfAuthorizer: Bool, hasPath: Bool, context: [(name: String, value: String)] = []
    ) {
        var known: [ContextVariable: [UInt8]] = [:]
        for (name, value) in context {
            let text = Array((name.hasPrefix("context.") ? name.dropFirst(8) : name[...]).utf8)
            if let variable = text.withByteView({ ContextVariable(name: $0) }) { known[variable] = Array(value.utf8) }
        }
        self.context = known
        self.deployment = deployment
        self.isOfAuthorizer = isOfAuthorizer
        self.hasPath = hasPath
    }

    /// What stands for the address, the host and the key of a caller that there is none of (recorded).
    package static let sourceAddress: StaticString = "test-invoke-source-ip"
    static let domainName: StaticString = "testPrefix.testDomainName"
    static let domainPrefix: StaticString = "testPrefix"
    static let key: StaticString = "test-invoke-api-key"
    static let keyIdentifier: StaticString = "test-invoke-api-key-id"

    /// The answer of the authorizer's function has been understood.
    func take(policy document: JSONCursor) {
        var text = ByteBuffer(capacity: 512)
        JSONWriter.append(document, to: &text)
        policy = String(decoding: text.view.buffer, as: UTF8.self)
    }

    /// The authorizer knows the caller.
    func take(_ caller: Caller?, _ log: ExecutionLog?) {
        isAuthorized = true
        events = log?.events ?? []
        guard let caller else { return }
        principalIdentifier = String(decoding: caller.principalIdentifier, as: UTF8.self)
        claims = caller.claims.map {
            (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
        }
    }

    /// The request is over.
    fileprivate func end(_ exchange: Exchange) {
        status = exchange.status
        hasFailed = exchange.error != nil
        if !isAuthorized { events = exchange.executionLog?.events ?? [] }
    }

    /// What AWS tells of a request to a method or to an authorizer.
    package static func settings(_ base: StageSettings, isOfAuthorizer: Bool) -> StageSettings {
        var settings = base
        // AWS: the stage in the ARNs that tests of authorizers send (observed).
        settings.name = isOfAuthorizer ? "ESTestInvoke-stage" : "test-invoke-stage"
        settings.skipsAuthorization = !isOfAuthorizer
        settings.skipsAPIKeys = true
        settings.isTest = true
        settings.logging = LoggingSettings(level: .info, tracesData: true)
        settings.mountsAtRoot = true
        settings.usage = nil
        settings.cache = nil
        settings.accessLog = .off
        return settings
    }
}

extension Gateway {
    /// A tested request is over.
    ///
    /// - Parameter isWhole: Whether the answer is.
    package func endTest(_ exchange: Exchange, isWhole: Bool) {
        completeExecutionLog(exchange, isWhole: isWhole)
        exchange.test?.end(exchange)
    }

    /// The head of a tested request stands in the exchange.
    func admit(_ test: MethodTest, _ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) -> Step {
        let deployment = test.deployment
        exchange.deployment = deployment
        let found = deployment.router.match(exchange.resourcePath, exchange.verb, &exchange.pathParameters)
        if found == PlanFormat.none || !test.hasPath { exchange.pathParameters.removeAll() }
        exchange.method = 0
        startLog(exchange, deployment)
        let method = deployment.plan.methods[exchange.method]
        if test.isOfAuthorizer { return authorize(exchange, deployment, method, &scratch, &out) }
        return admitCaller(exchange, deployment, method, &scratch, &out)
    }
}

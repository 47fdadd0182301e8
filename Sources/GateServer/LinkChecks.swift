// Active health checks of the targets behind VPC links. One loop makes them for all: the outcome is a word that every
// loop reads. A target starts healthy, so that nothing waits for the first check. AWS: "Health checks for Network
// Load Balancer target groups".

import GateBytes
import GateLoop
import GateRuntime

/// The checks of all targets that are served.
final class LinkChecks {
    private unowned(unsafe) let worker: Worker
    private var checks: [TargetCheck] = []

    init(_ worker: Worker) { self.worker = worker }

    /// Checks the targets of these links and no others. Checks of links that stay go on.
    func set(_ links: [VPCLink]) {
        var kept: [TargetCheck] = []
        for check in checks {
            if links.contains(where: { $0 === check.link }) { kept.append(check) } else { check.stop() }
        }
        for link in links where !kept.contains(where: { $0.link === link }) {
            for target in link.targets {
                let check = TargetCheck(worker, link, target)
                check.begin()
                kept.append(check)
            }
        }
        checks = kept
    }

    func stop() { set([]) }
}

/// The checks of one target.
private final class TargetCheck: EventHandler {
    let link: VPCLink
    private unowned(unsafe) let worker: Worker
    private let target: LinkTarget
    private var call: OutboundCall?
    /// Checks in a row with the same outcome.
    private var passed = 0
    private var failed = 0

    init(_ worker: Worker, _ link: VPCLink, _ target: LinkTarget) {
        self.worker = worker
        self.link = link
        self.target = target
    }

    /// The first check comes at once.
    func begin() { worker.loop.setTimer(self, milliseconds: 0) }

    func stop() {
        worker.loop.cancelTimer(self)
        call?.cancel()
        call = nil
    }

    override func timerExpired() {
        let call = OutboundCall(
            worker, link.checkEndpoint(target), request: request, timeoutMilliseconds: link.check.timeoutMilliseconds,
            verifiesPeer: false
        ) { [unowned self] outcome in ended(outcome) }
        self.call = call
        call.start()
    }

    private var request: [UInt8] {
        if link.check.path.isEmpty { return [] }
        let host = target.host.contains(":") ? "[\(target.host)]" : target.host
        return Array(
            "GET \(link.check.path) HTTP/1.1\r\nHost: \(host):\(target.port)\r\nUser-Agent: Gatewright-HealthCheck\r\n"
                .utf8) + Array("Connection: close\r\n\r\n".utf8)
    }

    private func ended(_ outcome: OutboundCall.Outcome) {
        call = nil
        worker.loop.setTimer(self, milliseconds: link.check.intervalMilliseconds)
        let reason: String?
        switch outcome {
        case .connected: reason = nil
        case .answer(let status, _): reason = status >= 200 && status < 400 ? nil : "it answered \(status)"
        case .failed(let failure): reason = failure.phrase
        }
        if let reason {
            passed = 0
            failed += 1
            if failed >= link.check.unhealthyThreshold, target.health != .unhealthy {
                target.health = .unhealthy
                worker.notice("target \(name) is unhealthy: \(reason)")
            }
        } else {
            failed = 0
            passed += 1
            if passed >= link.check.healthyThreshold, target.health != .healthy {
                target.health = .healthy
                worker.notice("target \(name) is healthy")
            }
        }
    }

    private var name: String { "\(target.host):\(target.port) of VPC link `\(link.name)`" }
}

extension UpstreamFailure {
    /// What happened, for a sentence that begins with a colon.
    var phrase: String {
        switch self {
        case .resolve: "its name has no address"
        case .connect: "it takes no connection"
        case .tls, .wrongName: "TLS could not be agreed on"
        case .broken: "the connection broke"
        case .malformed: "it does not speak HTTP"
        case .timeout: "it does not answer in time"
        case .tooLarge: "its answer is too large"
        case .unsigned: "there are no credentials"
        case .role: "the role cannot be assumed"
        case .link: "no target takes a connection"
        }
    }
}

// A VPC link: targets of a private integration, and what is known of their health. All event loops share it; its
// state is a few atomic words, touched by calls through a link and by nobody else. AWS: "Set up REST API private
// integrations"; choice and health as a Network Load Balancer has them, "Target group health" in its guide.

import Synchronization

/// A backend of a link.
package final class LinkTarget: Sendable {
    /// What is known of a target.
    package enum Health: UInt8, Sendable {
        case healthy = 0
        /// It refused a connection since it was checked: the next one that it takes clears it.
        case suspected = 1
        /// It failed its checks.
        case unhealthy = 2
    }

    package let host: String
    package let port: UInt16
    private let state = Atomic<UInt8>(Health.healthy.rawValue)
    private let calls = Atomic<Int>(0)

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package var health: Health {
        get { Health(rawValue: state.load(ordering: .relaxed)) ?? .healthy }
        set { state.store(newValue.rawValue, ordering: .relaxed) }
    }

    /// Calls under way, of all event loops.
    package var callCount: Int { calls.load(ordering: .relaxed) }

    package func callBegins() { calls.wrappingAdd(1, ordering: .relaxed) }

    package func callEnds() { calls.wrappingSubtract(1, ordering: .relaxed) }

    /// It took a connection. True when that is news.
    package func connected() -> Bool { change(.suspected, to: .healthy) }

    /// It took no connection. True when that is news.
    package func refused() -> Bool { change(.healthy, to: .suspected) }

    private func change(_ old: Health, to new: Health) -> Bool {
        if health != old { return false }
        return state.compareExchange(expected: old.rawValue, desired: new.rawValue, ordering: .relaxed).exchanged
    }
}

/// How the targets of a link are checked. Times are milliseconds.
package struct LinkCheckSettings: Equatable, Sendable {
    /// Asked for with GET; empty only connects. Statuses 200 to 399 are healthy.
    package var path = ""
    package var intervalMilliseconds = 30_000
    package var timeoutMilliseconds = 6_000
    package var healthyThreshold = 5
    package var unhealthyThreshold = 2

    package init() {}
}

/// A named link.
package final class VPCLink: Sendable {
    /// Targets of one load balancer's listener, or the link's own.
    package final class Group: Sendable {
        package let targets: [LinkTarget]
        /// Counts choices: targets with equally many calls take turns.
        private let turn = Atomic<Int>(0)

        package init(_ targets: [LinkTarget]) {
            precondition(targets.count <= VPCLink.targetsMax)
            self.targets = targets
        }

        /// The healthy target with the fewest calls; with none healthy any with the fewest (a Network Load Balancer
        /// fails open). `tried` has a bit for each target that is out of the question; nil when that is all of them.
        package func choose(tried: UInt64) -> Int? {
            var best: (isHealthy: Bool, calls: Int)?
            var equals = 0
            for index in targets.indices where tried & (1 << UInt64(index)) == 0 {
                let own = (isHealthy: targets[index].health == .healthy, calls: targets[index].callCount)
                if let best, own == best {
                    equals += 1
                } else if best.map({ VPCLink.Group.isBetter(own, than: $0) }) ?? true {
                    best = own
                    equals = 1
                }
            }
            guard let best else { return nil }
            var left = turn.wrappingAdd(1, ordering: .relaxed).oldValue & Int(Int32.max)
            left %= equals
            var last: Int?
            for index in targets.indices where tried & (1 << UInt64(index)) == 0 {
                // Other loops change what is counted here: the last one that fitted will do.
                let target = targets[index]
                if (target.health == .healthy, target.callCount) != best { continue }
                last = index
                if left == 0 { break }
                left -= 1
            }
            return last ?? targets.indices.first { tried & (1 << UInt64($0)) == 0 }
        }

        private static func isBetter(_ left: (isHealthy: Bool, calls: Int), than right: (isHealthy: Bool, calls: Int))
            -> Bool
        {
            left.isHealthy == right.isHealthy ? left.calls < right.calls : left.isHealthy
        }
    }

    /// Most targets of a group. Ours: one bit each of what a call has tried.
    package static let targetsMax = 64

    package let name: String
    /// Whether targets speak TLS; nil: as the integration's URI says.
    package let isTLS: Bool?
    package let own: Group
    /// By the ARN that `integrationTarget` holds.
    package let listeners: [String: Group]
    package let check: LinkCheckSettings
    package let skipsTLSVerification: Bool
    /// Name to verify instead of the URI's; empty for none.
    package let tlsServerName: String
    /// PEM file of the roots of its targets; empty for those of all backends.
    package let rootsFile: String

    package init(
        name: String, isTLS: Bool?, targets: [LinkTarget], listeners: [String: [LinkTarget]], check: LinkCheckSettings,
        skipsTLSVerification: Bool = false, tlsServerName: String = "", rootsFile: String = ""
    ) {
        self.name = name
        self.isTLS = isTLS
        own = Group(targets)
        self.listeners = listeners.mapValues { Group($0) }
        self.check = check
        self.skipsTLSVerification = skipsTLSVerification
        self.tlsServerName = tlsServerName
        self.rootsFile = rootsFile
    }

    /// The targets of a listener; the link's own without one, or where it is not described.
    func group(listener: String) -> Group? {
        if let group = listeners[listener], !group.targets.isEmpty { return group }
        return own.targets.isEmpty ? nil : own
    }

    /// Every target once.
    package var targets: [LinkTarget] {
        var targets: [LinkTarget] = []
        for group in [own] + listeners.keys.sorted().compactMap({ listeners[$0] }) {
            for target in group.targets where !targets.contains(where: { $0 === target }) { targets.append(target) }
        }
        return targets
    }
}

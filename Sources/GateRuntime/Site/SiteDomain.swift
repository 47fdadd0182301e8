// Custom domain names: which stage of which API a path below them is for. AWS: "Use API mappings to connect API stages
// to a custom domain name for REST APIs", "Routing rules to connect API stages to a custom domain name".

import GateBytes
import GateWire

/// The order in which a domain name asks its rules and mappings. AWS: routingMode; v1 calls mappings
/// BASE_PATH_MAPPING.
package enum RoutingMode: Sendable, Equatable {
    case mappingsOnly
    case rulesThenMappings
    case rulesOnly

    /// Reads AWS's names of both versions; nil for others.
    package init?(_ text: String) {
        switch text {
        case "API_MAPPING_ONLY", "BASE_PATH_MAPPING_ONLY": self = .mappingsOnly
        case "ROUTING_RULE_THEN_API_MAPPING", "ROUTING_RULE_THEN_BASE_PATH_MAPPING": self = .rulesThenMappings
        case "ROUTING_RULE_ONLY": self = .rulesOnly
        default: return nil
        }
    }
}

/// A stage as domain names refer to it: found again with every request, so that stages change without them.
package struct StageReference: Sendable, Equatable {
    package var apiIdentifier: String
    /// nil: callers name the stage behind the base path (v1 alone).
    package var stage: String?

    package init(apiIdentifier: String, stage: String?) {
        self.apiIdentifier = apiIdentifier
        self.stage = stage
    }
}

/// A base path and its stage.
package struct BasePathMapping: Sendable, Equatable {
    /// `v1/orders`, without slashes at its ends; empty (AWS: `(none)`) for every path that no other mapping has.
    package var basePath: String
    package var target: StageReference

    package init(basePath: String, target: StageReference) {
        self.basePath = basePath == "(none)" ? "" : basePath
        self.target = target
    }
}

/// A routing rule: what all its conditions fit goes to its stage.
package struct RoutingRule: Sendable, Equatable {
    package enum Condition: Sendable, Equatable {
        /// One of these fields is there; a glob has `*` at its ends alone.
        case header(anyOf: [(name: String, glob: String)])
        case basePath(anyOf: [String])

        package static func == (left: Condition, right: Condition) -> Bool {
            switch (left, right) {
            case (.header(let left), .header(let right)): left.elementsEqual(right) { $0 == $1 }
            case (.basePath(let left), .basePath(let right)): left == right
            default: false
            }
        }
    }

    package var identifier: String
    /// The lowest is asked first.
    package var priority: Int
    package var conditions: [Condition]
    package var target: StageReference
    package var stripsBasePath: Bool

    package init(
        identifier: String, priority: Int, conditions: [Condition] = [], target: StageReference,
        stripsBasePath: Bool = false
    ) {
        self.identifier = identifier
        self.priority = priority
        self.conditions = conditions
        self.target = target
        self.stripsBasePath = stripsBasePath
    }
}

/// A custom domain name.
package struct DomainSettings: Sendable, Equatable {
    /// `api.example.com`, or `*.example.com` for every name of one more label that has no entry of its own.
    package var name: String
    package var region: String
    package var mode = RoutingMode.mappingsOnly
    package var mappings: [BasePathMapping] = []
    package var rules: [RoutingRule] = []
    /// The certificate's ARN, for listeners that speak TLS: they choose it by the name that the handshake asks for
    /// (SNI), exact names before wildcards as here, and the request's `Host` chooses the API. Empty for none.
    package var certificate = ""
    /// `securityPolicy`; empty for the usual one.
    package var securityPolicy = ""
    /// `mutualTlsAuthentication`: what its truststore is called, address and version. Empty for none.
    package var truststore = ""
    package var truststoreURI = ""
    package var truststoreVersion: String?

    package init(name: String, region: String) {
        self.name = name
        self.region = region
    }

    /// What requests' hosts are looked up by: of a wildcard all but the star.
    var key: [UInt8] { Array((name.hasPrefix("*.") ? name.dropFirst() : name[...]).utf8) }
}

/// A domain name ready for requests.
final class SiteDomain: Sendable {
    struct Target: Sendable {
        let api: [UInt8]
        /// nil: the next segment of the path.
        let stage: [UInt8]?

        init(_ reference: StageReference) {
            api = Array(reference.apiIdentifier.utf8)
            stage = reference.stage.map { Array($0.utf8) }
        }
    }

    /// Where a path leads.
    struct Choice {
        let target: Target
        /// Bytes of the path up to the end of the base path; 0 when it belongs to the resource's path.
        let mountLength: Int
        let basePath: ByteView
        /// The rule's identifier; nil for mappings.
        let rule: [UInt8]?
    }

    struct Rule: Sendable {
        let identifier: [UInt8]
        let headers: [[HeaderGlob]]
        let basePaths: [[[UInt8]]]
        let target: Target
        let stripsBasePath: Bool
    }

    /// A header condition's field.
    struct HeaderGlob: Sendable {
        let name: [UInt8]
        let text: [UInt8]
        let isOpenAtStart: Bool
        let isOpenAtEnd: Bool

        init(name: String, glob: String) {
            self.name = Array(name.utf8)
            var text = Array(glob.utf8)
            isOpenAtStart = text.first == 0x2a
            if isOpenAtStart { text.removeFirst() }
            isOpenAtEnd = text.last == 0x2a || (isOpenAtStart && text.isEmpty)
            if text.last == 0x2a { text.removeLast() }
            self.text = text
        }

        func fits(_ value: ByteView) -> Bool {
            text.withByteView { text in
                if value.count < text.count { return false }
                switch (isOpenAtStart, isOpenAtEnd) {
                case (false, false): return value == text
                case (false, true): return value.hasPrefix(text)
                case (true, false): return value.dropFirst(value.count - text.count) == text
                case (true, true):
                    for start in 0...value.count - text.count where value.dropFirst(start).hasPrefix(text) {
                        return true
                    }
                    return false
                }
            }
        }
    }

    let settings: DomainSettings
    let region: [UInt8]
    private let rules: [Rule]
    private let mappings: NameTable<Target>
    /// Segments of the longest base path.
    private let depthMax: Int
    private let rest: Target?

    init(_ settings: DomainSettings) {
        self.settings = settings
        region = Array(settings.region.utf8)
        let isByRules = settings.mode != .mappingsOnly
        let sorted = !isByRules ? [] : settings.rules.sorted { $0.priority < $1.priority }
        rules = sorted.prefix(SiteLimits.rulesMax).map { SiteDomain.rule($0) }
        var table = NameTable<Target>()
        var depth = 0
        var rest: Target?
        for mapping in settings.mode == .rulesOnly ? [] : settings.mappings.prefix(SiteLimits.mappingsMax) {
            if mapping.basePath.isEmpty {
                rest = Target(mapping.target)
            } else {
                table.set(Array(mapping.basePath.utf8), Target(mapping.target))
                depth = max(depth, 1 + mapping.basePath.utf8.count { $0 == 0x2f })
            }
        }
        mappings = table
        depthMax = depth
        self.rest = rest
    }

    private static func rule(_ rule: RoutingRule) -> Rule {
        var headers: [[HeaderGlob]] = []
        var basePaths: [[[UInt8]]] = []
        for condition in rule.conditions {
            switch condition {
            case .header(let fields): headers.append(fields.map { HeaderGlob(name: $0.name, glob: $0.glob) })
            case .basePath(let paths): basePaths.append(paths.map { Array($0.utf8) })
            }
        }
        return Rule(
            identifier: Array(rule.identifier.utf8), headers: headers, basePaths: basePaths,
            target: Target(rule.target), stripsBasePath: rule.stripsBasePath)
    }

    /// The stage for a request; nil when neither a rule nor a mapping has it.
    func choose(_ path: ByteView, _ exchange: Exchange) -> Choice? {
        var start = 0
        while start < path.count, path[start] == 0x2f { start += 1 }
        for rule in rules {
            guard let end = SiteDomain.match(rule, path, start, exchange) else { continue }
            return Choice(
                target: rule.target, mountLength: rule.stripsBasePath ? end : 0,
                basePath: path.slice(min(start, end), end), rule: rule.identifier)
        }
        return longestMapping(path, start)
    }

    /// The longest base path that the path begins with, whole segments compared.
    private func longestMapping(_ path: ByteView, _ start: Int) -> Choice? {
        var found = rest.map { Choice(target: $0, mountLength: 0, basePath: .empty, rule: nil) }
        var end = start
        for _ in 0..<depthMax where end < path.count {
            end = path.firstIndex(of: 0x2f, from: end) ?? path.count
            if let target = mappings.find(path.slice(start, end)) {
                found = Choice(target: target, mountLength: end, basePath: path.slice(start, end), rule: nil)
            }
            end += 1
        }
        return found
    }

    /// Where the base path that a rule asks for ends, 0 when it asks for none; nil when the rule does not fit.
    private static func match(_ rule: Rule, _ path: ByteView, _ start: Int, _ exchange: Exchange) -> Int? {
        for fields in rule.headers where !hasOne(of: fields, exchange) { return nil }
        var end = 0
        for paths in rule.basePaths {
            guard let length = longest(paths, path.dropFirst(start)) else { return nil }
            end = start + length
        }
        return end
    }

    private static func longest(_ paths: [[UInt8]], _ path: ByteView) -> Int? {
        var longest: Int?
        for own in paths where own.count > longest ?? -1 {
            let fits = own.withByteView { own in
                path.hasPrefix(own) && (path.count == own.count || path[own.count] == 0x2f)
            }
            if fits { longest = own.count }
        }
        return longest
    }

    private static func hasOne(of fields: [HeaderGlob], _ exchange: Exchange) -> Bool {
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            for field in fields {
                let isNamed = field.name.withByteView { $0.equalsIgnoringCase(exchange.headerName(slot)) }
                if isNamed, field.fits(exchange.headerValue(slot)) { return true }
            }
        }
        return false
    }
}

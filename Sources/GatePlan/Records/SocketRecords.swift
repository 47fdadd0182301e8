// A WebSocket API in a plan. A route is a method record (its `resourcePath` is the key) with a record of the same index
// here; integrations and their responses have companions likewise, so that plans of REST APIs carry none of it.
//
//   sockets ──► socketKeys: hash table, key ──► methods[i], socketRoutes[i] ──► integrations[j], socketIntegrations[j]

import GateBytes

/// What a WebSocket API is beside `APIRecord`: exactly one record.
@usableFromInline
package struct SocketRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .sockets }

    @inlinable package static var allowsBinary: UInt32 { 1 }

    /// What chooses a message's route, in the text parts.
    package var routeSelection: RecordRange
    /// The table of keys, `$default` among them: as many slots as a power of two, never full.
    package var keys: RecordRange
    /// Indices of methods, or `none`.
    package var connectRoute = PlanFormat.none
    package var disconnectRoute = PlanFormat.none
    package var defaultRoute = PlanFormat.none
    package var flags: UInt32 = 0

    package init(routeSelection: RecordRange, keys: RecordRange) {
        self.routeSelection = routeSelection
        self.keys = keys
    }
}

/// One slot of the table of route keys. Probing is linear from `hash & (slots - 1)`; a slot whose method is `none` is
/// free.
package struct SocketKeyRecord: PlanRecord {
    package static var section: SectionKind { .socketKeys }

    /// Low half of the key's FNV-1a hash.
    package var hash: UInt32
    package var method: UInt32
    package var key: StringReference

    package init(hash: UInt32, method: UInt32, key: StringReference) {
        self.hash = hash
        self.method = method
        self.key = key
    }

    package static let free = SocketKeyRecord(hash: 0, method: PlanFormat.none, key: .empty)
}

/// What a route has beside its method.
@usableFromInline
package struct SocketRouteRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .socketRoutes }

    /// The client gets the integration's answer.
    @inlinable package static var isTwoWay: UInt32 { 1 }
    /// Messages must satisfy the model that `modelSelection` chooses.
    @inlinable package static var selectsModel: UInt32 { 2 }

    package var flags: UInt32 = 0
    package var reserved: UInt32 = 0
    package var modelSelection = RecordRange.empty

    package init() {}
}

/// What chooses the request template of an integration.
package struct SocketIntegrationRecord: PlanRecord {
    package static var section: SectionKind { .socketIntegrations }
    /// Empty chooses `$default`.
    package var templateSelection: RecordRange

    package init(templateSelection: RecordRange) { self.templateSelection = templateSelection }
}

/// What chooses the template of an integration response.
package struct SocketResponseRecord: PlanRecord {
    package static var section: SectionKind { .socketResponses }
    /// Empty chooses `$default`.
    package var templateSelection: RecordRange

    package init(templateSelection: RecordRange) { self.templateSelection = templateSelection }
}

/// How often a stage lets messages of a route pass.
package struct RouteLimitRecord: PlanRecord {
    package static var section: SectionKind { .routeLimits }

    /// Index of the route's method; `none` is every route without a limit of its own.
    package var method: UInt32
    /// Messages at once.
    package var burst: UInt32
    /// Bits of a double, messages a second.
    private var rateLow: UInt32
    private var rateHigh: UInt32

    package init(method: UInt32, rate: Double, burst: Int) {
        self.method = method
        self.burst = UInt32(clamping: burst)
        rateLow = UInt32(truncatingIfNeeded: rate.bitPattern)
        rateHigh = UInt32(truncatingIfNeeded: rate.bitPattern >> 32)
    }

    package var rate: Double { Double(bitPattern: UInt64(rateHigh) << 32 | UInt64(rateLow)) }
}

extension PlanImage {
    /// What makes a plan one of a WebSocket API; nil for others.
    package var socket: SocketRecord? { sockets.count == 0 ? nil : sockets[0] }

    /// The method of a route's key, or `none`.
    package func route(_ key: ByteView, of socket: SocketRecord) -> UInt32 {
        let slots = Int(socket.keys.count)
        if slots == 0 { return PlanFormat.none }
        let hash = UInt32(truncatingIfNeeded: key.fnv1a)
        var slot = Int(hash) & (slots - 1)
        while true {
            let record = socketKeys[Int(socket.keys.start) + slot]
            if record.method == PlanFormat.none { return PlanFormat.none }
            if record.hash == hash, string(record.key) == key { return record.method }
            slot = (slot + 1) & (slots - 1)
        }
    }
}

extension PlanRecordSizes {
    static func socketSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .sockets: size(SocketRecord.self)
        case .socketRoutes: size(SocketRouteRecord.self)
        case .socketKeys: size(SocketKeyRecord.self)
        case .socketIntegrations: size(SocketIntegrationRecord.self)
        case .socketResponses: size(SocketResponseRecord.self)
        case .routeLimits: size(RouteLimitRecord.self)
        default: nil
        }
    }
}

extension PlanVerifier {
    func verifySocket() throws(PlanError) {
        let isSocket = image.api.kind == APIKind.webSocket.rawValue
        try check(image.sockets.count == (isSocket ? 1 : 0), .sockets, 0, "count")
        guard let socket = image.socket else {
            try check(image.routeLimits.count == 0, .routeLimits, 0, "method")
            return
        }
        let methods = image.methods.count
        let parts = image.textParts.count
        try check(image.socketRoutes.count == methods, .socketRoutes, 0, "count")
        try check(image.socketIntegrations.count == image.integrations.count, .socketIntegrations, 0, "count")
        try check(image.socketResponses.count == image.integrationResponses.count, .socketResponses, 0, "count")
        try check(isSound(socket.routeSelection, within: parts), .sockets, 0, "routeSelection")
        for route in [socket.connectRoute, socket.disconnectRoute, socket.defaultRoute] {
            try check(isSound(route, within: methods, orNone: true), .sockets, 0, "route")
        }
        try verifyKeys(socket)
        for index in 0..<methods {
            let range = image.socketRoutes[index].modelSelection
            try check(isSound(range, within: parts), .socketRoutes, index, "modelSelection")
        }
        for index in 0..<image.socketIntegrations.count {
            let range = image.socketIntegrations[index].templateSelection
            try check(isSound(range, within: parts), .socketIntegrations, index, "templateSelection")
        }
        for index in 0..<image.socketResponses.count {
            let range = image.socketResponses[index].templateSelection
            try check(isSound(range, within: parts), .socketResponses, index, "templateSelection")
        }
        for index in 0..<image.routeLimits.count {
            let record = image.routeLimits[index]
            try check(isSound(record.method, within: methods, orNone: true), .routeLimits, index, "method")
            try check(record.rate.isFinite && record.rate >= 0, .routeLimits, index, "rate")
        }
    }

    private func verifyKeys(_ socket: SocketRecord) throws(PlanError) {
        let slots = Int(socket.keys.count)
        try check(isSound(socket.keys, within: image.socketKeys.count), .sockets, 0, "keys")
        try check(slots & (slots - 1) == 0 || slots == 0, .sockets, 0, "keys")
        for index in 0..<image.socketKeys.count {
            let record = image.socketKeys[index]
            try check(isSound(record.key), .socketKeys, index, "key")
            try check(isSound(record.method, within: image.methods.count, orNone: true), .socketKeys, index, "method")
        }
        // A free slot ends every lookup.
        let isOpen = socket.keys.indices.contains { image.socketKeys[$0].method == PlanFormat.none }
        try check(isOpen || slots == 0, .sockets, 0, "keys")
    }
}

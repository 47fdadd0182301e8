// What an answer is found by. Every part has its length or a fixed size, so no two requests that differ in a part have
// one key:
//
//   8 bytes        the deployment's scope
//   1 byte         verb
//   1 byte         what kinds of answer the client takes (below)
//   8 bytes        the namespace, or the resource's identifier
//   each parameter 8 bytes: its name; 4 bytes: how many values; each value with 4 bytes in front: its length
//   4 bytes, text  the first type of `Accept`, where answers have templates of several
//
// Of repeated parameters and headers all values count, of headers whatever the case of their name: a mapping sees one
// of them, but a backend behind a proxy integration may take another, and whoever sends both must not choose what
// others get.

import GateBytes
import GatePlan
import GateWire

/// What kinds of answer a client takes, as far as a kept answer depends on it.
private struct AnswerKinds {
    var bits: UInt8 = 0

    static let codings: [(StaticString, UInt8)] = [("gzip", 1), ("deflate", 2), ("br", 4), ("zstd", 8)]
    static let binary: UInt8 = 16
    /// Of `gzip` and `deflate` the one that the gateway would choose.
    static let prefersDeflate: UInt8 = 32
}

extension Gateway {
    /// Writes the key of a request. False when it is too long.
    func writeCacheKey(
        _ exchange: Exchange, _ deployment: Deployment, _ table: CacheTable, _ method: MethodRecord,
        _ integration: IntegrationRecord, _ scratch: inout Scratch
    ) -> Bool {
        let plan = deployment.plan
        scratch.key.removeAll()
        scratch.key.append(word: table.scope)
        scratch.key.append(exchange.verb.rawValue)
        scratch.key.append(answerKinds(exchange, deployment, integration))
        let hasNamespace = integration.cacheNamespace.length > 0
        scratch.key.append(name: hasNamespace ? integration.cacheNamespace : method.resourceIdentifier)
        for index in integration.cacheKeys.indices {
            let key = plan.mappings[index]
            scratch.key.append(name: key.targetName)
            appendValues(of: key, exchange, deployment, &scratch)
            if scratch.key.count > Gateway.cacheKeyBytesMax { return false }
        }
        if hasSeveralTypes(integration, plan) {
            let type = exchange.acceptedType
            scratch.key.append(half: UInt32(type.count))
            scratch.key.append(type)
        }
        return scratch.key.count <= Gateway.cacheKeyBytesMax
    }

    /// All values of a parameter.
    private func appendValues(
        of key: MappingRecord, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) {
        let plan = deployment.plan
        let name = plan.string(key.sourceText)
        let start = scratch.key.count
        scratch.key.append(half: 0)
        var count: UInt32 = 0
        switch MappingSource(rawValue: key.source) {
        case .requestPath?:
            if let value = exchange.pathParameter(named: name, in: plan) {
                scratch.key.append(value: value)
                count = 1
            }
        case .requestQueryString?, .requestMultivalueQueryString?:
            var pairs = QueryPairs(exchange.query)
            while let pair = pairs.next() {
                if !QueryText.equals(pair.name, decoded: name) { continue }
                let place = scratch.key.count
                scratch.key.append(half: 0)
                QueryText.appendDecoded(pair.value, to: &scratch.key)
                scratch.key.set(half: UInt32(scratch.key.count - place - 4), at: place)
                count += 1
            }
        case .requestHeader?, .requestMultivalueHeader?:
            for index in 0..<exchange.headers.count {
                let slot = exchange.headers[index]
                if Int(slot.nameLength) != name.count || !exchange.headerName(slot).equalsIgnoringCase(name) {
                    continue
                }
                scratch.key.append(value: exchange.headerValue(slot))
                count += 1
            }
        default:
            _ = forEachValue(of: key, exchange, deployment, &scratch) { value, scratch in
                scratch.key.append(value: value)
                count += 1
            }
        }
        scratch.key.set(half: count, at: start)
    }

    /// The codings matter where answers are compressed here, or by backends and functions that see what the client
    /// takes; bytes or text where the API has binary media types.
    private func answerKinds(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord
    ) -> UInt8 {
        var kinds = AnswerKinds()
        if deployment.hasBinaryTypes, acceptsBinary(exchange, deployment.plan) { kinds.bits |= AnswerKinds.binary }
        let isProxy =
            integration.kind == IntegrationKind.httpProxy.rawValue
            || integration.kind == IntegrationKind.awsProxy.rawValue
        let compresses = deployment.minimumCompressionBytes != Int.max
        guard isProxy || compresses, exchange.headers.contains(.acceptEncoding) else { return kinds.bits }
        var next = exchange.headers.first(known: .acceptEncoding)
        while let index = next {
            var members = ListMembers(exchange.headerValue(exchange.headers[index]))
            while let member = members.next() {
                let end = member.firstIndex(of: 0x3b) ?? member.count
                let name = member.slice(0, end).trimmingBlanks()
                for (coding, bit) in AnswerKinds.codings where name.equalsIgnoringCase(ByteView(coding)) {
                    if !Gateway.isRefused(member.dropFirst(end)) { kinds.bits |= bit }
                }
            }
            next = exchange.headers.index(of: .acceptEncoding, from: index + 1)
        }
        if compresses, exchange.acceptedCoding == .deflate { kinds.bits |= AnswerKinds.prefersDeflate }
        return kinds.bits
    }

    /// Whether a weight says no: `;q=0`, `;q=0.00`.
    private static func isRefused(_ text: ByteView) -> Bool {
        var isZero = false
        for index in 0..<text.count {
            switch text[index] {
            case 0x30: isZero = true
            case 0x31...0x39: return false
            default: break
            }
        }
        return isZero
    }

    /// Whether a coding is one that keys tell apart.
    static func isKnownCoding(_ value: ByteView) -> Bool {
        let value = value.trimmingBlanks()
        if value.isEmpty || value.equalsIgnoringCase(ByteView("identity")) { return true }
        return AnswerKinds.codings.contains { value.equalsIgnoringCase(ByteView($0.0)) }
    }

    /// Whether the client's `Accept` chooses among templates.
    private func hasSeveralTypes(_ integration: IntegrationRecord, _ plan: PlanImage) -> Bool {
        for index in integration.responses.indices where plan.integrationResponses[index].templates.count > 1 {
            return true
        }
        return false
    }
}

extension ByteBuffer {
    fileprivate mutating func append(half: UInt32) {
        write(room: 4) { free in
            UnsafeMutableRawBufferPointer(free).storeBytes(of: half.littleEndian, as: UInt32.self)
            return 4
        }
    }

    fileprivate mutating func set(half: UInt32, at place: Int) {
        for index in 0..<4 { set(UInt8(truncatingIfNeeded: half >> UInt32(index * 8)), at: place + index) }
    }

    /// A text of the plan: where it is says which one it is, for equal texts of a plan are one.
    fileprivate mutating func append(name: StringReference) {
        append(half: name.offset)
        append(half: name.length)
    }

    fileprivate mutating func append(value: ByteView) {
        append(half: UInt32(truncatingIfNeeded: value.count))
        append(value)
    }
}

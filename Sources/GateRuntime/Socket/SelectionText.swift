// What a selection expression comes to for one event: text, and values as Java prints them (a list is `[a, b]`). A path
// without a value is the empty text.

import GateBytes
import GateJSON
import GatePlan

extension Gateway {
    /// Writes what an expression comes to into `exchange.selectionKey`; an empty one is `$default`. False when it reads
    /// a message that is no JSON.
    func select(
        _ parts: RecordRange, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> Bool {
        exchange.selectionKey.removeAll()
        if parts.count == 0 {
            exchange.selectionKey.append("$default")
            return true
        }
        let plan = deployment.plan
        for index in parts.indices {
            let part = plan.textParts[index]
            switch TextPartKind(rawValue: part.kind) {
            case .literal?: exchange.selectionKey.append(plan.string(part.text))
            case .requestBody?:
                if !appendSelected(part.index, .request, exchange, deployment, &scratch) { return false }
            case .responseBody?:
                if !appendSelected(part.index, .response, exchange, deployment, &scratch) { return false }
            case .responseStatus?: exchange.selectionKey.append(decimal: exchange.integrationStatus)
            case .responseHeader?: appendFields(plan.string(part.text), exchange, isFirstOnly: true)
            case .responseMultivalueHeader?: appendFields(plan.string(part.text), exchange, isFirstOnly: false)
            default: break
            }
        }
        return true
    }

    private func appendFields(_ name: ByteView, _ exchange: Exchange, isFirstOnly: Bool) {
        var count = 0
        for index in 0..<exchange.upstreamHeaders.count {
            let slot = exchange.upstreamHeaders[index]
            let start = Int(slot.nameOffset)
            let own = exchange.upstreamBytes.slice(start, start + Int(slot.nameLength))
            if !own.equalsIgnoringCase(name) { continue }
            if !isFirstOnly { exchange.selectionKey.append(count == 0 ? "[" : ", ") }
            let value = Int(slot.valueOffset)
            exchange.selectionKey.append(exchange.upstreamBytes.slice(value, value + Int(slot.valueLength)))
            count += 1
            if isFirstOnly { return }
        }
        if !isFirstOnly, count > 0 { exchange.selectionKey.append("]") }
    }

    private func appendSelected(
        _ path: UInt32, _ side: TemplateSide, _ exchange: Exchange, _ deployment: Deployment,
        _ scratch: inout Scratch
    ) -> Bool {
        if path == PlanFormat.none {
            exchange.selectionKey.append(side == .request ? exchange.requestBody.view : exchange.upstreamBody.view)
            return true
        }
        do throws(BodyFailure) {
            try scratch.bodyValue.read(side, mode: .permissive, exchange, deployment)
        } catch {
            return false
        }
        let root = scratch.bodyValue.tape.pointee.root
        // A text alone is what the permissive grammar makes of anything.
        if root.kind != .object, root.kind != .array { return false }
        guard scratch.selector.select(path, in: root, deployment.tables) == .found, !scratch.selector.isNull else {
            return true
        }
        if let value = scratch.selector.value {
            JavaValue.append(value, to: &exchange.selectionKey)
        } else {
            scratch.selector.appendText(to: &exchange.selectionKey)
        }
        return true
    }
}

/// JSON values as Java's `toString` of what they are read as.
enum JavaValue {
    /// Appends a value; the depth is the tape's.
    static func append(_ value: JSONCursor, to out: inout ByteBuffer) {
        switch value.kind {
        case .string: value.decode(into: &out)
        case .array:
            out.append(0x5b)
            var elements = value.elements
            var isFirst = true
            while let element = elements.next() {
                if !isFirst { out.append(", ") }
                isFirst = false
                append(element, to: &out)
            }
            out.append(0x5d)
        case .object:
            out.append(0x7b)
            var members = value.members
            var isFirst = true
            while let member = members.next() {
                if !isFirst { out.append(", ") }
                isFirst = false
                member.name.decode(into: &out)
                out.append(0x3d)
                append(member.value, to: &out)
            }
            out.append(0x7d)
        default: out.append(value.text)
        }
    }
}

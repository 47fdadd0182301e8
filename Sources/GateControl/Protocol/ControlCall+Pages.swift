// Lists in pages. AWS: `limit` (25 unless given, 500 at most) and `position`; `maxResults` and `nextToken` in the
// second service; what stands in a position is nobody's business but ours: where the next page starts.

import GateBytes
import GateJSON
import GateStore

extension ControlCall {
    /// Entries of a page, unless asked. AWS: "API Gateway API reference", limit.
    package static let pageCount = 25
    /// Most entries of a page. AWS: the same.
    package static let pageCountMax = 500

    /// A page of the records of a kind, as `form` shows them; nil leaves one out.
    package func page(
        _ kind: String, _ scope: String, newestFirst: Bool = false,
        _ form: (JSONValue) throws(ControlError) -> JSONValue? = { (value) throws(ControlError) in value }
    ) throws(ControlError) -> JSONValue {
        let wanted = try pageSize()
        var after = try position()
        var items: [JSONValue] = []
        // Where the next page starts: behind the last entry of this one.
        var last = after
        while true {
            let batch = try kept {
                let limit = ControlCall.pageCountMax
                return newestFirst
                    ? try store.recordsNewestFirst(kind: kind, scope: scope, before: after, limit: limit)
                    : try store.records(kind: kind, scope: scope, after: after, limit: limit)
            }
            for record in batch {
                guard let item = try form(record.value) else { continue }
                if items.count == wanted { return answer(items, next: last) }
                items.append(item)
                last = record.sequence
            }
            guard let end = batch.last, batch.count == ControlCall.pageCountMax else { break }
            after = end.sequence
        }
        return answer(items, next: nil)
    }

    /// A page of a list that is at hand.
    package func page(of all: [JSONValue]) throws(ControlError) -> JSONValue {
        let start = min(try position() ?? 0, all.count)
        let end = min(start + (try pageSize()), all.count)
        return answer(Array(all[start..<end]), next: end < all.count ? end : nil)
    }

    private var isREST: Bool { operation.service == .rest }

    private func answer(_ items: [JSONValue], next: Int?) -> JSONValue {
        var answer: JSONValue = [isREST ? "item" : "items": .array(items)]
        // Of an empty page the next would be itself.
        if let next, !items.isEmpty {
            answer[isREST ? "position" : "nextToken"] = .string(ControlCall.token(next))
        }
        return answer
    }

    /// A limit below one gives an empty page, as recorded.
    private func pageSize() throws(ControlError) -> Int {
        if isREST { return max(0, min(integer("limit") ?? ControlCall.pageCount, ControlCall.pageCountMax)) }
        if let number = integer("maxResults") { return number }
        guard let text = text("maxResults") else { return ControlCall.pageCount }
        guard let number = Int(text), number > 0 else { throw .badRequest("Invalid maxResults specified") }
        return min(number, ControlCall.pageCountMax)
    }

    private func position() throws(ControlError) -> Int? {
        guard let text = text(isREST ? "position" : "nextToken"), !text.isEmpty else { return nil }
        var bytes = ByteBuffer(capacity: 32)
        let isRead = Array(text.utf8).withByteView { Base64.decode($0, to: &bytes) }
        guard isRead, bytes.view.hasPrefix(ByteView("p1.")), let place = Decimal.parse(bytes.view.dropFirst(3)) else {
            throw .badRequest(isREST ? "Invalid position parameter" : "Invalid nextToken specified")
        }
        return place
    }

    private static func token(_ place: Int) -> String {
        var text = ByteBuffer(capacity: 32)
        text.append("p1.")
        text.append(decimal: place)
        var token = ByteBuffer(capacity: 32)
        Base64.append(text.view, to: &token)
        return String(decoding: token.view.buffer, as: UTF8.self)
    }
}

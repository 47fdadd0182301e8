// What comes one by one: events of `text/event-stream`, elements of pages.

import Foundation

/// An event of a `text/event-stream`.
public struct ServerSentEvent: Hashable, Sendable {
    public var event: String
    public var data: String
    public var id: String
}

/// Events, as they come.
public struct ServerSentEvents: AsyncSequence, Sendable {
    public typealias Element = ServerSentEvent

    let body: ByteStream

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: body.makeAsyncIterator())
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var body: ByteStream.AsyncIterator
        private var line: [UInt8] = []
        private var endedByReturn = false
        private var pending: ArraySlice<UInt8> = []
        private var event = ServerSentEvent(event: "message", data: "", id: "")

        init(body: ByteStream.AsyncIterator) { self.body = body }

        public mutating func next() async throws -> ServerSentEvent? {
            while true {
                while let byte = pending.popFirst() {
                    if let event = take(byte) { return event }
                }
                guard let data = try await body.next() else { return nil }
                pending = Array(data)[...]
            }
        }

        private mutating func take(_ byte: UInt8) -> ServerSentEvent? {
            let isSecond = byte == 0x0a && endedByReturn
            endedByReturn = byte == 0x0d
            if isSecond { return nil }
            guard byte == 0x0a || byte == 0x0d else {
                line.append(byte)
                return nil
            }
            defer { line.removeAll(keepingCapacity: true) }
            return end(of: String(decoding: line, as: UTF8.self))
        }

        /// The event that a line ends, if it ends one: HTML, "Server-sent events".
        private mutating func end(of line: String) -> ServerSentEvent? {
            if line.isEmpty {
                var done = event
                event = ServerSentEvent(event: "message", data: "", id: event.id)
                if done.data.isEmpty { return nil }
                done.data.removeLast()
                return done
            }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            var text = parts.count > 1 ? String(parts[1]) : ""
            if text.hasPrefix(" ") { text.removeFirst() }
            switch parts[0] {
            case "data": event.data += text + "\n"
            case "event": event.event = text
            case "id": event.id = text
            default: break
            }
            return nil
        }
    }
}

/// Each element of all pages of an answer.
public struct Pages<Page: Sendable, Element: Sendable>: AsyncSequence, Sendable {
    let first: String?
    let items: @Sendable (Page) -> [Element]?
    let next: @Sendable (Page) -> String?
    let get: @Sendable (String?) async throws -> Page

    init(
        from first: String?, items: @escaping @Sendable (Page) -> [Element]?,
        next: @escaping @Sendable (Page) -> String?,
        get: @escaping @Sendable (String?) async throws -> Page
    ) {
        self.first = first
        self.items = items
        self.next = next
        self.get = get
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pages: self, token: first) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let pages: Pages
        var token: String?
        private var isLast = false
        private var elements: ArraySlice<Element> = []

        init(pages: Pages, token: String?) {
            self.pages = pages
            self.token = token
        }

        public mutating func next() async throws -> Element? {
            while elements.isEmpty, !isLast {
                let page = try await pages.get(token)
                elements = (pages.items(page) ?? [])[...]
                let following = pages.next(page)
                isLast = following == nil || following == "" || following == token
                token = following
            }
            return elements.popFirst()
        }
    }
}

// Fuzz entry of the wire codec: whatever the bytes, however they are cut, parsing ends, stays inside, and comes to
// the same.

import GateBytes
import GateWire

let wireTarget = FuzzTarget(
    name: "wire",
    seeds: { WireSeeds.texts.map { Array($0.utf8) } },
    dictionary: WireSeeds.words.map { Array($0.utf8) },
    run: fuzzWire)

/// Reads the bytes as a request, as an answer and as a chunked body.
private func fuzzWire(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    var cuts = SplitMix(bytes.withByteView { $0.fnv1a })
    let kind = bytes.first.map { Int($0) % 7 } ?? 0
    let whole = requestReading(bytes, [])
    checkSame(whole, requestReading(bytes, somePlaces(&cuts, bytes.count)), "request")
    precondition(whole == rememberedRequest(bytes), "a memo changed a request")
    whole.add(to: &outcome)
    let answer = responseReading(bytes, [], requestWasHEAD: kind == 0)
    let cutAnswer = responseReading(bytes, somePlaces(&cuts, bytes.count), requestWasHEAD: kind == 0)
    checkSame(answer, cutAnswer, "answer")
    precondition(answer == rememberedResponse(bytes, requestWasHEAD: kind == 0), "a memo changed an answer")
    answer.add(to: &outcome)
    let body = chunkedReading(bytes, [])
    precondition(body == chunkedReading(bytes, somePlaces(&cuts, bytes.count)), "a cut changed a body")
    body.add(to: &outcome)
    if case .consumed(_, let payload) = body { checkWriting(payload) }
    return outcome.value
}

/// What a parse came to.
private enum WireReading: Equatable {
    case consumed(Int, [UInt8])
    case more([UInt8])
    case failed(WireError)

    func add(to outcome: inout Outcome) {
        switch self {
        case .consumed(_, let details):
            outcome.add(1)
            outcome.add(magnitudeOf: details.count)
            outcome.add(Int(details.first ?? 0))
        case .more(let details):
            outcome.add(2)
            outcome.add(magnitudeOf: details.count)
        case .failed(let error):
            outcome.add(3)
            outcome.add(Int(error.rawValue))
        }
    }
}

/// Cut bytes come to the same, except that an error in a line which has not ended may wait for its end.
private func checkSame(_ whole: WireReading, _ cut: WireReading, _ what: StaticString) {
    if case .failed = whole, case .more = cut { return }
    precondition(whole == cut, "a cut changed a head")
}

private func somePlaces(_ random: inout SplitMix, _ count: Int) -> [Int] {
    if count < 2 { return [] }
    // Byte by byte now and then; else a few places.
    if count < 512, random.next() % 8 == 0 { return Array(1..<count) }
    return (0..<1 + random.next() % 6).map { _ in 1 + Int(random.next() % UInt64(count - 1)) }.sorted()
}

/// The bytes up to `end`, in memory that ends where they end.
private func withExactly<Result>(
    _ bytes: ArraySlice<UInt8>, _ body: (ByteView) throws(WireError) -> Result
) throws(WireError) -> Result {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    defer { copy.deallocate() }
    for (index, byte) in bytes.enumerated() { copy[index] = byte }
    return try body(ByteView(base: copy, count: bytes.count))
}

private func requestReading(_ bytes: [UInt8], _ cuts: [Int]) -> WireReading {
    var head = RequestHead()
    var table = HeaderTable()
    var seen = 0
    for end in cuts + [bytes.count] {
        do throws(WireError) {
            let consumed = try withExactly(bytes[..<end]) { (view) throws(WireError) -> Int? in
                try parseRequestHead(view, alreadySeen: seen, limits: WireLimits(), into: &head, &table)
            }
            seen = end
            guard let consumed else { continue }
            checkSlots(table, bytes, consumed)
            precondition(head.contentLength >= -1 && !(head.isChunked && head.contentLength >= 0))
            precondition(Int(head.pathOffset) + Int(head.pathLength) <= consumed && head.pathLength > 0)
            precondition(Int(head.queryOffset) + max(0, Int(head.queryLength)) <= consumed)
            precondition(Int(head.methodOffset) + Int(head.methodLength) <= consumed && head.methodLength > 0)
            let first = bytes[Int(head.pathOffset)]
            precondition(first == 0x2f || (first == 0x2a && head.verb == .options), "a path that is none")
            return .consumed(consumed, summary("\(head)", table))
        } catch {
            return .failed(error)
        }
    }
    return .more([])
}

private func responseReading(_ bytes: [UInt8], _ cuts: [Int], requestWasHEAD: Bool) -> WireReading {
    var head = ResponseHead()
    var table = HeaderTable()
    var seen = 0
    for end in cuts + [bytes.count] {
        do throws(WireError) {
            let consumed = try withExactly(bytes[..<end]) { (view) throws(WireError) -> Int? in
                try parseResponseHead(
                    view, alreadySeen: seen, limits: .upstream, requestWasHEAD: requestWasHEAD, into: &head, &table)
            }
            seen = end
            guard let consumed else { continue }
            checkSlots(table, bytes, consumed)
            precondition((100...999).contains(head.status))
            precondition(Int(head.reasonOffset) + Int(head.reasonLength) <= consumed)
            if requestWasHEAD { precondition(head.framing == .none) }
            if head.framing == .untilClose { precondition(!head.keepsAlive) }
            return .consumed(consumed, summary("\(head)", table))
        } catch {
            return .failed(error)
        }
    }
    return .more([])
}

/// Read where the same fields have been seen behind another request line, and then the same bytes.
private func rememberedRequest(_ bytes: [UInt8]) -> WireReading {
    var memo = RequestFieldsMemo()
    var head = RequestHead()
    var table = HeaderTable()
    var reading = WireReading.more([])
    let fields = bytes.firstIndex(of: 0x0a).map { bytes[($0 + 1)...] } ?? []
    for message in [Array("GET /another HTTP/1.1\r\n".utf8) + fields, bytes, bytes] {
        do throws(WireError) {
            let consumed = try withExactly(message[...]) { (view) throws(WireError) -> Int? in
                try memo.parseRequestHead(view, alreadySeen: 0, limits: WireLimits(), into: &head, &table)
            }
            if let consumed { checkSlots(table, message, consumed) }
            reading = consumed.map { .consumed($0, summary("\(head)", table)) } ?? .more([])
        } catch {
            reading = .failed(error)
        }
    }
    return reading
}

/// Read where the same has been an answer to the other kind of request, and then the same bytes.
private func rememberedResponse(_ bytes: [UInt8], requestWasHEAD: Bool) -> WireReading {
    var memo = ResponseHeadMemo()
    var head = ResponseHead()
    var table = HeaderTable()
    var reading = WireReading.more([])
    for wasHEAD in [!requestWasHEAD, requestWasHEAD, requestWasHEAD] {
        do throws(WireError) {
            let consumed = try withExactly(bytes[...]) { (view) throws(WireError) -> Int? in
                try memo.parseResponseHead(
                    view, alreadySeen: 0, limits: .upstream, requestWasHEAD: wasHEAD, into: &head, &table)
            }
            if let consumed { checkSlots(table, bytes, consumed) }
            reading = consumed.map { .consumed($0, summary("\(head)", table)) } ?? .more([])
        } catch {
            reading = .failed(error)
        }
    }
    return reading
}

/// Everything a reading says, to be compared.
private func summary(_ head: String, _ table: borrowing HeaderTable) -> [UInt8] {
    var bytes = [UInt8(truncatingIfNeeded: table.count)] + Array(head.utf8)
    for index in 0..<table.count { bytes += Array("\(table[index])".utf8) }
    return bytes
}

/// Slots lie inside the head in their order; names are tokens, values hold nothing that splits a message.
private func checkSlots(_ table: borrowing HeaderTable, _ bytes: [UInt8], _ consumed: Int) {
    precondition(consumed > 0 && consumed <= bytes.count, "consumed more than there is")
    precondition(bytes[consumed - 1] == 0x0a && bytes[consumed - 2] == 0x0d, "a head ends in CRLF")
    var end = 0
    for index in 0..<table.count {
        let slot = table[index]
        let name = Int(slot.nameOffset)..<Int(slot.nameOffset) + Int(slot.nameLength)
        let value = Int(slot.valueOffset)..<Int(slot.valueOffset) + Int(slot.valueLength)
        precondition(name.lowerBound >= end && !name.isEmpty && value.lowerBound > name.upperBound)
        precondition(value.upperBound + 2 <= consumed)
        precondition(bytes[name].allSatisfy { ASCII.isToken($0) }, "a name that is no token")
        precondition(bytes[value].allSatisfy { $0 == 0x09 || !ASCII.isControl($0) }, "a control in a value")
        let known = Array(bytes[name]).withByteView { KnownHeader.id(of: $0) }
        precondition(slot.known == known, "a name with two ids")
        end = value.upperBound
    }
}

private func chunkedReading(_ bytes: [UInt8], _ cuts: [Int]) -> WireReading {
    var decoder = ChunkedDecoder()
    var payload = ByteBuffer()
    var used = 0
    for end in cuts + [bytes.count] where !decoder.isComplete {
        do throws(WireError) {
            used += try withExactly(bytes[used..<max(used, end)]) { (view) throws(WireError) -> Int in
                try decoder.decode(view, into: &payload)
            }
        } catch {
            return .failed(error)
        }
    }
    precondition(used <= bytes.count && decoder.payloadCount == payload.count)
    let decoded = [UInt8](payload.view)
    if decoder.isComplete { return .consumed(used, decoded) }
    precondition(used == bytes.count, "bytes left before the end")
    return .more(decoded)
}

/// What was decoded can be written and decoded again.
private func checkWriting(_ payload: [UInt8]) {
    var encoded = ByteBuffer()
    payload.withByteView { view in
        ChunkedEncoding.append(view.slice(0, view.count / 3), to: &encoded)
        ChunkedEncoding.append(view.dropFirst(view.count / 3), to: &encoded)
    }
    ChunkedEncoding.appendEnd(to: &encoded)
    var decoder = ChunkedDecoder()
    var decoded = ByteBuffer()
    precondition(decoder.decodeAll(encoded.view, into: &decoded))
    precondition([UInt8](decoded.view) == payload, "writing and reading differ")
}

/// Texts and words to start from.
private enum WireSeeds {
    static let texts = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://a.example:80/p/q?x=1&y=%20#f HTTP/1.1\r\nHost: a.example:80\r\nAccept: */*\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
        "POST /a?b HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX-Amzn-Trace-Id: Root=1-2-3\r\n\r\n0\r\n\r\n",
        "\r\nDELETE /x HTTP/1.1\r\nhost: a\r\nUser-Agent: f\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\nabc",
        "HTTP/1.1 404\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "5\r\nhello\r\n6;a=b;c=\"d\\\"e\"\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n",
        "a\r\n0123456789\r\n0000\r\n\r\nnext",
        "7fffffffffffffff\r\nabc",
    ]
    static let words = [
        "\r\n", "\r\n\r\n", "\n", "\r", ": ", ":", " ", "\t", "\0", "\r\n ", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "GET ",
        "HEAD ", "POST ", "OPTIONS * ", "CONNECT ", "http://", "https://", "Host: a\r\n", "Content-Length: 0\r\n",
        "Content-Length: 18446744073709551616\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Connection: close\r\n", "Connection: keep-alive\r\n", "Expect: 100-continue\r\n", "chunked", "gzip", ",",
        "0\r\n\r\n",
        "1\r\na\r\n", "ffffffffffffffff\r\n", ";a=\"b\"", "?", "#", "%00", "{", "|", "\u{80}",
        "X-HTTP-Method-Override: PUT\r\n",
        "Access-Control-Request-Headers: x\r\n", " 200 OK\r\n", "HTTP/1.1 204 \r\n",
    ]
}

// The HTTP codec alone: heads, chunks, lookups.

import CMallocCount
import GateBytes
import GateWire

/// A browser's GET of 372 bytes with eight fields: the size that the literature measures with.
private let browserRequest =
    "GET /api/v1/orders/81f2c1de?expand=items&page=2 HTTP/1.1\r\n"
    + "Host: api.example.com\r\n"
    + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\n"
    + "Accept: application/json\r\n"
    + "Accept-Language: en-GB,en;q=0.7\r\n"
    + "Accept-Encoding: gzip, deflate, br\r\n"
    + "Authorization: Bearer 5f2c9a0c7e3b4d1a8f6e2b7c9d0a1e3f\r\n"
    + "X-Api-Key: 0123456789abcdefghijklmnopqrstuvwxyzABCDEF\r\n"
    + "Connection: keep-alive\r\n\r\n"

private let backendAnswer =
    "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 21:16:14 GMT\r\nServer: backend\r\nContent-Type: application/json\r\n"
    + "Cache-Control: no-store\r\nETag: \"33a64df551425fcc\"\r\nContent-Length: 1024\r\nConnection: keep-alive\r\n\r\n"

func benchWire(_ arguments: [String]) {
    let count = arguments.first.flatMap { Int($0) } ?? 1_000_000
    Array(browserRequest.utf8).withByteView { benchRequest($0, count) }
    Array(backendAnswer.utf8).withByteView { benchResponse($0, count) }
    benchDripped(count / 100)
    benchChunks()
}

/// Prints what one of `count` repetitions of `body` costs.
private func report(_ name: String, _ count: Int, _ body: () -> Void) {
    body()
    let before = gate_malloc_count()
    let best = bestOfNine(body)
    let mallocs = Double(gate_malloc_count() - before) / Double(9 * count)
    let tenths = best * 10 / UInt64(count)
    print("\(name): \(tenths / 10).\(tenths % 10) ns, \(mallocs) allocations")
}

private func benchRequest(_ request: ByteView, _ count: Int) {
    var head = RequestHead()
    var table = HeaderTable()
    let limits = WireLimits()
    var consumed = 0
    report("request head, \(request.count) bytes", count) {
        for _ in 0..<count {
            do throws(WireError) {
                consumed &+= try parseRequestHead(request, alreadySeen: 0, limits: limits, into: &head, &table) ?? 0
            } catch {
                stop("the request is refused: \(error)", status: 1)
            }
        }
    }
    if consumed % request.count != 0 || table.count != 8 { stop("the request is read differently", status: 1) }
    var found = 0
    report("look up X-Api-Key", count) {
        for _ in 0..<count { found &+= table.first(known: .xAPIKey) ?? 0 }
    }
    report("look up an absent name", count) {
        for _ in 0..<count { found &+= table.first(known: .xHTTPMethodOverride) ?? 0 }
    }
    if found == 1 { print("") }
}

private func benchResponse(_ answer: ByteView, _ count: Int) {
    var head = ResponseHead()
    var table = HeaderTable()
    let limits = WireLimits.upstream
    report("answer head, \(answer.count) bytes", count) {
        for _ in 0..<count {
            do throws(WireError) {
                _ = try parseResponseHead(
                    answer, alreadySeen: 0, limits: limits, requestWasHEAD: false, into: &head, &table)
            } catch {
                stop("the answer is refused: \(error)", status: 1)
            }
        }
    }
}

/// The request byte by byte: what a client that sends slowly can make the gateway do.
private func benchDripped(_ count: Int) {
    var head = RequestHead()
    var table = HeaderTable()
    let limits = WireLimits()
    Array(browserRequest.utf8).withByteView { request in
        report("request head, byte by byte", count) {
            for _ in 0..<count {
                for end in 1...request.count {
                    do throws(WireError) {
                        _ = try parseRequestHead(
                            request.slice(0, end), alreadySeen: end - 1, limits: limits, into: &head, &table)
                    } catch {
                        stop("the request is refused: \(error)", status: 1)
                    }
                }
            }
        }
    }
}

private func benchChunks() {
    for size in [16, 1024, 65_536] {
        var encoded = ByteBuffer(capacity: 1 << 21)
        let payload = [UInt8](repeating: 0x61, count: size)
        for _ in 0..<(1 << 20) / size { payload.withByteView { ChunkedEncoding.append($0, to: &encoded) } }
        ChunkedEncoding.appendEnd(to: &encoded)
        var decoded = ByteBuffer(capacity: 1 << 21)
        let best = bestOfNine {
            decoded.removeAll()
            var decoder = ChunkedDecoder()
            if !decoder.decodeAll(encoded.view, into: &decoded) { stop("the chunks are refused", status: 1) }
        }
        print("decode chunks of \(size) bytes: \((1 << 20) * 1000 / best) MB/s")
    }
}

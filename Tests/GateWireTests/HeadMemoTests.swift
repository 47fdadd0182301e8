// What parsers remember of the last head: the same bytes come to the same, other bytes to what they say.

import GateBytes
import Testing

@testable import GateWire

@Suite struct HeadMemoTests {
    /// One connection's requests, each as the values of its fields, or its error.
    private func requests(_ heads: [String], forgetting: Bool = false) -> [String] {
        var memo = RequestFieldsMemo()
        var head = RequestHead()
        var table = HeaderTable()
        return heads.map { text in
            if forgetting { memo.forget() }
            return Array(text.utf8).withByteView { bytes in
                do throws(WireError) {
                    let size = try memo.parseRequestHead(
                        bytes, alreadySeen: 0, limits: WireLimits(), into: &head, &table)
                    let path = bytes.slice(Int(head.pathOffset), Int(head.pathOffset) + Int(head.pathLength))
                    return "\(String(path)) \(head.keepsAlive) \(head.contentLength) \(head.isChunked)"
                        + "\(fields(bytes, table)) \(size == bytes.count)"
                } catch {
                    return "\(error)"
                }
            }
        }
    }

    private func fields(_ bytes: ByteView, _ table: borrowing HeaderTable) -> String {
        var text = ""
        for index in 0..<table.count {
            let slot = table[index]
            let name = bytes.slice(Int(slot.nameOffset), Int(slot.nameOffset) + Int(slot.nameLength))
            text += " \(String(name))=\(String(FieldValues.value(bytes, slot)))/\(slot.known)"
        }
        return text + (table.contains(.host) ? " h" : "") + (table.contains(.accept) ? " a" : "")
    }

    @Test func fieldsAreFoundBehindAnyRequestLine() {
        let section = "Host: a.example\r\nAccept: */*\r\nContent-Length: 12\r\n\r\n"
        let heads = ["/", "/a/longer/path?q=1", "/b", "/b"].map { "GET \($0) HTTP/1.1\r\n" + section }
        #expect(requests(heads) == requests(heads, forgetting: true))
        #expect(requests(heads)[1].contains(" Host=a.example/"))
    }

    @Test func whatIsDifferentIsReadAgain() {
        let heads = [
            "GET / HTTP/1.1\r\nHost: a.example\r\nAccept: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a.example\r\nAccept: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: b.example\r\nAccept: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: b.example\r\nAccept: b\r\nX: 1\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: b.example\r\nAccept: b\r\nX: 1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: b.example\r\nAccept: b\r\nX: 1\r\n\r\n",
            "GET http://other.example/ HTTP/1.1\r\nHost: b.example\r\nAccept: b\r\nX: 1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: b.example\r\nAccept: b\r\nX 1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: b.example\r\nAccept: b\r\nX: 1\r\n\r\n",
        ]
        let read = requests(heads)
        #expect(read == requests(heads, forgetting: true))
        #expect(read[4].hasPrefix("/ false"))
        #expect(read[6] == "hostMismatch")
        #expect(read[7] == "spaceBeforeColon")
    }

    @Test func shortAndLongSectionsAreReadToo() {
        let short = "GET /1 HTTP/1.0\r\nA: b\r\n\r\n"
        let long = "GET /2 HTTP/1.1\r\nHost: a\r\nCookie: \(String(repeating: "c", count: 3000))\r\n\r\n"
        let middle = "GET /3 HTTP/1.1\r\nHost: a\r\nCookie: \(String(repeating: "c", count: 900))\r\n\r\n"
        let many = "GET /4 HTTP/1.1\r\nHost: a\r\n" + (0..<90).map { "H\($0): \($0)\r\n" }.joined() + "\r\n"
        let heads = [short, short, long, long, middle, middle, many, many, short, middle, long]
        #expect(requests(heads) == requests(heads, forgetting: true))
    }

    @Test func aSectionThatIsNotAllHereWaits() {
        let text = "GET / HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n"
        var memo = RequestFieldsMemo()
        var head = RequestHead()
        var table = HeaderTable()
        for _ in 0..<2 {
            for count in [text.utf8.count - 1, text.utf8.count] {
                let size = Array(text.utf8.prefix(count)).withByteView {
                    try? memo.parseRequestHead($0, alreadySeen: 0, limits: WireLimits(), into: &head, &table)
                }
                #expect(size == (count == text.utf8.count ? count : nil))
            }
        }
        #expect(table.count == 2)
    }

    // MARK: Answers

    private func answers(_ heads: [(String, wasHEAD: Bool)], remembering: Bool) -> [String] {
        var memo = ResponseHeadMemo()
        var head = ResponseHead()
        var table = HeaderTable()
        return heads.map { text, wasHEAD in
            if !remembering { memo = ResponseHeadMemo() }
            return Array(text.utf8).withByteView { bytes in
                do throws(WireError) {
                    let size = try memo.parseResponseHead(
                        bytes, alreadySeen: 0, limits: .upstream, requestWasHEAD: wasHEAD, into: &head, &table)
                    return "\(head)\(fields(bytes, table)) \(size ?? -1)"
                } catch {
                    return "\(error)"
                }
            }
        }
    }

    @Test func answersComeToWhatTheySay() {
        let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
        let other = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n"
        let missing = "HTTP/1.1 404 No\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
        let proceed = "HTTP/1.1 100 Continue\r\nX: interim\r\n\r\n"
        let broken = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: x\r\n\r\n"
        let heads: [(String, wasHEAD: Bool)] = [
            (ok, false), (ok + "hello", false), (ok, true), (ok, true), (ok, false), (other, false), (missing, false),
            (proceed, false), (missing, false), (broken, false), (missing, false), (String(ok.dropLast(2)), false),
            (ok, false),
        ]
        #expect(answers(heads, remembering: true) == answers(heads, remembering: false))
    }
}

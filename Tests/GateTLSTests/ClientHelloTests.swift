// What is read of a client's first flight, whole, in pieces, and broken.

import GateBytes
import GateTLS
import Testing

@Suite struct ClientHelloTests {
    /// A hello of OpenSSL's that asks for a name; an address asks for none.
    private func hello(_ name: String) throws -> [UInt8] {
        let session = try TLSSession(client: TLSContext.client(), peer: TLSPeer(name: name))
        var bytes = ByteBuffer()
        session.takeCiphertext(into: &bytes)
        return [UInt8](bytes.view)
    }

    private func read(_ bytes: [UInt8]) -> ClientHello { bytes.withByteView { ClientHello($0) } }

    /// The same message in records of so many bytes.
    private func split(_ hello: [UInt8], _ size: Int) -> [UInt8] {
        var records: [UInt8] = []
        var rest = hello.dropFirst(5)
        while !rest.isEmpty {
            let part = rest.prefix(size)
            records += [22, 3, 1, UInt8(part.count >> 8), UInt8(part.count & 255)] + part
            rest = rest.dropFirst(size)
        }
        return records
    }

    @Test func namesAreRead() throws {
        #expect(read(try hello("api.example.com")) == .whole(serverName: "api.example.com"))
        #expect(read(try hello("API.Example.com")) == .whole(serverName: "api.example.com"))
        #expect(read(try hello("127.0.0.1")) == .whole(serverName: ""))
        #expect(read(split(try hello("api.example.com"), 3)) == .whole(serverName: "api.example.com"))
    }

    @Test func everyBeginningIsIncomplete() throws {
        for bytes in [try hello("api.example.com"), split(try hello("api.example.com"), 40)] {
            for count in 0..<bytes.count - 1 { #expect(read(Array(bytes.prefix(count))) == .incomplete, "\(count)") }
        }
    }

    @Test(arguments: ["GET / HTTP/1.1", "\u{16}GET", "\u{16}\u{3}\u{1}\u{0}\u{0}", "\u{15}\u{3}\u{3}\u{0}\u{2}"])
    func othersAreForeign(text: String) {
        #expect(read(Array(text.utf8)) == .foreign)
    }

    @Test func sizesAreKept() {
        let limit = ClientHello.bytesMax
        #expect(read([22, 3, 1, UInt8(limit >> 8), 0, 1]) == .incomplete)
        #expect(read([22, 3, 1, UInt8(limit >> 8), 1, 1]) == .foreign)
        let length = limit - 4
        #expect(read([22, 3, 1, 64, 0, 1, 0, UInt8(length >> 8), UInt8(length & 255)]) == .incomplete)
        #expect(read([22, 3, 1, 64, 0, 1, 0, UInt8(limit >> 8), 0]) == .foreign)
    }

    @Test func whatIsCutOffInsideIsForeign() throws {
        let whole = try hello("api.example.com")
        // Every length inside of the message made too large: no reading past the end, no trap.
        for index in 9..<whole.count {
            var broken = whole
            broken[index] = 255
            _ = read(broken)
        }
        var body: [UInt8] = [1, 0, 0, 35, 3, 3] + [UInt8](repeating: 7, count: 32) + [9]
        body = [22, 3, 1, 0, UInt8(body.count)] + body
        #expect(read(body) == .foreign)
    }

    @Test func wildcardsStandForOneLabel() throws {
        let made = try Certificates.shared.get()
        let context = try TLSContext.server(
            .init(certificateFile: made.path("good.pem"), keyFile: made.path("good.key")))
        let directory = TLSDirectory(names: ["*.example.com": context, "a.example.com": context], fallback: nil)
        #expect(directory.context(for: "a.example.com") != nil && directory.context(for: "b.example.com") != nil)
        for name in ["", "example.com", ".example.com", "a.b.example.com", "example.org"] {
            #expect(directory.context(for: name) == nil, "\(name)")
        }
    }
}

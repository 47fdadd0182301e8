// Client and server sessions against each other, over memory.

import Foundation
import GateBytes
import Testing

@testable import GateTLS

/// Two sessions and what they have said to each other.
private final class Pair {
    let client: TLSSession
    let server: TLSSession
    var clientRead = ByteBuffer()
    var serverRead = ByteBuffer()

    init(peer: TLSPeer, trust: TLSContext.Trust, certificate: String) throws {
        let made = try Certificates.shared.get()
        let server = try TLSContext.server(
            .init(certificateFile: made.path("\(certificate).pem"), keyFile: made.path("\(certificate).key")))
        self.client = try TLSSession(client: TLSContext.client(trust: trust), peer: peer)
        self.server = try TLSSession(server: server)
    }

    /// Carries what waits in both directions, `stride` bytes at a time, until nothing waits.
    func exchange(stride: Int = 1 << 20) throws(TLSFailure) {
        while true {
            var toServer = ByteBuffer()
            var toClient = ByteBuffer()
            client.takeCiphertext(into: &toServer)
            server.takeCiphertext(into: &toClient)
            if toServer.isEmpty && toClient.isEmpty { return }
            try Pair.carry(toServer.view, stride, to: server, &serverRead)
            try Pair.carry(toClient.view, stride, to: client, &clientRead)
        }
    }

    private static func carry(
        _ bytes: ByteView, _ stride: Int, to session: TLSSession, _ read: inout ByteBuffer
    ) throws(TLSFailure) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + stride)
            try session.receive(bytes.slice(start, end), plaintext: &read)
            start = end
        }
    }
}

private func root() throws -> TLSContext.Trust { .file(try Certificates.shared.get().root) }

/// The failure a handshake ends with.
private func failure(peer: TLSPeer, trust: TLSContext.Trust, certificate: String) throws -> TLSFailure? {
    let pair = try Pair(peer: peer, trust: trust, certificate: certificate)
    do throws(TLSFailure) {
        try pair.exchange()
        return nil
    } catch {
        return error
    }
}

@Suite struct TLSSessionTests {
    @Test(arguments: [1, 7, 1 << 20])
    func carriesBytesBothWays(stride: Int) throws {
        let pair = try Pair(peer: TLSPeer(name: "backend.test"), trust: root(), certificate: "good")
        try pair.exchange(stride: stride)
        #expect(pair.client.isHandshakeDone && pair.server.isHandshakeDone)
        let request = [UInt8](repeating: 0x61, count: 100_000)
        try request.withByteView { view throws(TLSFailure) in try pair.client.send(view) }
        try pair.server.send(ByteView("answer"))
        try pair.exchange(stride: stride)
        #expect([UInt8](pair.serverRead.view) == request)
        #expect(String(pair.clientRead.view) == "answer")
        #expect(!pair.client.isPeerClosed)
        pair.server.close()
        try pair.exchange(stride: stride)
        #expect(pair.client.isPeerClosed)
    }

    @Test func verifiesAddresses() throws {
        #expect(try failure(peer: TLSPeer(name: "127.0.0.1"), trust: root(), certificate: "good") == nil)
        let other = try failure(peer: TLSPeer(name: "127.0.0.2"), trust: root(), certificate: "good")
        #expect(other == .wrongName)
    }

    @Test func refusesAnUnknownRoot() throws {
        #expect(isUntrusted(try failure(peer: TLSPeer(name: "backend.test"), trust: .system, certificate: "good")))
    }

    @Test func refusesAnotherName() throws {
        #expect(try failure(peer: TLSPeer(name: "other.test"), trust: root(), certificate: "good") == .wrongName)
    }

    @Test func refusesAnExpiredCertificate() throws {
        #expect(isUntrusted(try failure(peer: TLSPeer(name: "backend.test"), trust: root(), certificate: "expired")))
    }

    @Test func forgivingTheRootForgivesNothingElse() throws {
        func peer(_ name: String) -> TLSPeer { TLSPeer(name: name, forgivesUnknownRoot: true) }
        #expect(try failure(peer: peer("backend.test"), trust: .system, certificate: "good") == nil)
        #expect(try failure(peer: peer("other.test"), trust: .system, certificate: "good") == .wrongName)
        #expect(isUntrusted(try failure(peer: peer("backend.test"), trust: .system, certificate: "expired")))
    }

    @Test func anUnverifiedPeerMayShowAnything() throws {
        let peer = TLSPeer(name: "other.test", isVerified: false)
        #expect(try failure(peer: peer, trust: .system, certificate: "expired") == nil)
    }

    @Test func garbageEndsTheSession() throws {
        let pair = try Pair(peer: TLSPeer(name: "backend.test"), trust: root(), certificate: "good")
        var plaintext = ByteBuffer()
        var caught: [TLSFailure] = []
        for _ in 0..<2 {
            do throws(TLSFailure) {
                try pair.client.receive(ByteView("HTTP/1.1 400 Bad Request\r\n\r\n"), plaintext: &plaintext)
            } catch {
                caught.append(error)
            }
        }
        #expect(caught.count == 2)
        #expect(caught.last == .unusable)
        let readBytes = plaintext.count
        #expect(readBytes == 0)
    }

    @Test func aMissingKeyFileIsASetUpFailure() throws {
        #expect(throws: TLSFailure.self) {
            try TLSContext.server(.init(certificateFile: "/nonexistent.pem", keyFile: "/nonexistent.key"))
        }
        #expect(throws: TLSFailure.self) { try TLSContext.client(trust: .file("/nonexistent.pem")) }
    }
}

private func isUntrusted(_ failure: TLSFailure?) -> Bool {
    if case .untrusted? = failure { return true }
    return false
}

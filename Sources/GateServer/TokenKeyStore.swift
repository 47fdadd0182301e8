// Fetches the keys of tokens' issuers for one event loop: each issuer once at a time, however many requests wait. What
// is kept, and when it is fetched again, the gateway decides (GateRuntime/Authorize/TokenKeyCache.swift).

import GateBytes
import GateLoop
import GateRuntime

/// One loop's fetches of keys.
final class TokenKeyStore {
    /// Time for one request of an issuer, in milliseconds. AWS: "Quotas for HTTP APIs", discovery and JWKS, 1,500 ms.
    static let callMilliseconds = 1_500
    /// Most requests that wait for the keys of one issuer. Ours.
    static let waitersMax = 4_096
    /// Most issuers of which it is known where their keys are. Ours.
    static let addressesMax = 1_024

    private final class Flight {
        var waiters: [() -> Void] = []
    }

    private unowned(unsafe) let worker: Worker
    private var flights: [TokenKeySource: Flight] = [:]
    /// What discovery documents say, until a fetch fails.
    private var addresses: [TokenKeySource: String] = [:]

    init(_ worker: Worker) { self.worker = worker }

    /// Calls `resume` on the loop when the keys are here or cannot be had, never before it returns. False when too many
    /// wait already.
    func fetch(_ source: TokenKeySource, _ resume: @escaping () -> Void) -> Bool {
        let flight = begin(source)
        if flight.waiters.count >= TokenKeyStore.waitersMax { return false }
        flight.waiters.append(resume)
        return true
    }

    /// The same, with nobody waiting.
    func refresh(_ source: TokenKeySource) { _ = begin(source) }

    private func begin(_ source: TokenKeySource) -> Flight {
        if let known = flights[source] { return known }
        let flight = Flight()
        flights[source] = flight
        worker.gateway.beginKeys(source)
        if let address = addresses[source] ?? (source.isDiscovery ? nil : source.url) {
            fetchKeys(source, address)
        } else {
            discover(source)
        }
        return flight
    }

    private func discover(_ source: TokenKeySource) {
        get(source.url, source) { [unowned self] body in
            guard let address = body.withByteView({ source.keySetURL($0) }) else {
                return end(source, nil, "its discovery document names no keys of it")
            }
            if addresses.count >= TokenKeyStore.addressesMax { addresses.removeAll() }
            addresses[source] = address
            fetchKeys(source, address)
        }
    }

    private func fetchKeys(_ source: TokenKeySource, _ address: String) {
        get(address, source) { [unowned self] body in end(source, body, "") }
    }

    private func get(_ url: String, _ source: TokenKeySource, _ done: @escaping ([UInt8]) -> Void) {
        guard let (endpoint, request) = TokenKeySource.request(url) else {
            let mail = KeyMail { [unowned self] in end(source, nil, "`\(url)` is no http(s) URL") }
            return worker.loop.post { mail.open() }
        }
        let milliseconds = TokenKeyStore.callMilliseconds
        let call = OutboundCall(worker, endpoint, request: request, timeoutMilliseconds: milliseconds) {
            [unowned self] outcome in
            switch outcome {
            case .answer(200, let body): done(body)
            case .answer(let status, _): end(source, nil, "`\(url)` answered \(status)")
            case .connected: end(source, nil, "there was nothing to send")
            case .failed(let failure): end(source, nil, "`\(url)`: \(failure.phrase)")
            }
        }
        call.start()
    }

    private func end(_ source: TokenKeySource, _ text: [UInt8]?, _ reason: String) {
        worker.setClock()
        if !worker.gateway.endKeys(source, text) {
            addresses[source] = nil
            let reason = text == nil ? reason : "what came is no key set"
            worker.notice("no keys of the issuer `\(source.issuer)`: \(reason)")
        }
        let waiters = flights.removeValue(forKey: source)?.waiters ?? []
        for resume in waiters { resume() }
    }
}

/// Carries a continuation through the loop's mailbox; only the loop opens it.
private struct KeyMail: @unchecked Sendable {
    let open: () -> Void

    init(_ open: @escaping () -> Void) { self.open = open }
}

// Names to addresses for one loop. getaddrinfo blocks, so it runs on a work thread; answers are kept for a short
// while, because it does not tell how long they hold. Several askers of one name share one question.

import CGateSystem

/// One loop's resolver.
package final class Resolver {
    /// How long addresses are used, in milliseconds. Ours: getaddrinfo hides the records' TTL; cloud load balancers
    /// publish 60 s, and Envoy re-resolves every 5 s.
    package static let keepMilliseconds = 10_000
    /// How long a failure is believed, in milliseconds. Ours.
    package static let keepFailureMilliseconds = 1_000
    /// Most addresses of a name that are tried. Ours.
    package static let addressesMax = 8
    /// Most names kept. Ours; the cache is emptied when it is full.
    package static let namesMax = 1024

    /// What is asked: the port travels along so that answers can be used as they are.
    private struct Question: Hashable {
        let name: String
        let port: UInt16
    }

    private struct Answer {
        var addresses: [SocketAddress]
        var expires: UInt64
    }

    private let loop: EventLoop
    /// Literal addresses of names that nobody is asked for.
    private let fixed: [String: [String]]
    private var answers: [Question: Answer] = [:]
    private var askers: [Question: [([SocketAddress]) -> Void]] = [:]

    package init(_ loop: EventLoop, fixed: [String: [String]] = [:]) {
        self.loop = loop
        self.fixed = fixed
    }

    /// The addresses when they are known: literals, fixed names, and names asked before. An empty list is a known
    /// failure.
    package func known(_ name: String, port: UInt16) -> [SocketAddress]? {
        if let literal = SocketAddress(name, port: port) { return [literal] }
        if let addresses = fixed[name] { return addresses.compactMap { SocketAddress($0, port: port) } }
        guard let answer = answers[Question(name: name, port: port)], answer.expires > loop.now else { return nil }
        return answer.addresses
    }

    /// Asks for the addresses of a name; `completion` is called on the loop, later, with none when there are none.
    package func resolve(_ name: String, port: UInt16, _ completion: @escaping ([SocketAddress]) -> Void) {
        let question = Question(name: name, port: port)
        if askers[question] != nil {
            askers[question]?.append(completion)
            return
        }
        askers[question] = [completion]
        let mail = ResolverMail(self)
        let isSubmitted = WorkPool.shared.submit { [loop] in
            let addresses = SocketAddress.lookUp(name, port: port)
            loop.post { mail.resolver.received(question, addresses) }
        }
        if !isSubmitted { loop.post { mail.resolver.received(question, []) } }
    }

    private func received(_ question: Question, _ addresses: [SocketAddress]) {
        let keep = addresses.isEmpty ? Resolver.keepFailureMilliseconds : Resolver.keepMilliseconds
        if answers.count >= Resolver.namesMax { answers.removeAll() }
        answers[question] = Answer(addresses: addresses, expires: loop.now + UInt64(keep) * 1000)
        for completion in askers.removeValue(forKey: question) ?? [] { completion(addresses) }
    }
}

/// Carries a resolver through a work thread back to its loop; only the loop opens it.
private struct ResolverMail: @unchecked Sendable {
    let resolver: Resolver

    init(_ resolver: Resolver) { self.resolver = resolver }
}

// What the answers of an API say to browsers (Fetch standard, "CORS protocol"), as the command line gives it.

import GateBytes

/// The values of the `Access-Control-…` headers.
struct CORSPolicy {
    /// `*`, or the one origin that may read answers.
    let origin: String
    /// What preflights allow; nil: the methods that the path has.
    let methods: String?
    /// Request headers that preflights allow.
    let headers: String
    let allowsCredentials: Bool
    /// How long a browser may remember a preflight, in seconds.
    let maxAgeSeconds: Int?

    /// The headers that AWS's console allows when it enables CORS.
    static let usualHeaders = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token"

    init(
        origin: String, methods: [String], headers: String, allowsCredentials: Bool, maxAgeSeconds: Int?
    ) throws(CommandFailure) {
        guard CORSPolicy.isOrigin(origin) else {
            throw .unusable(
                "`\(origin)` is no origin", help: "write `*`, or scheme, host and port as https://shop.example")
        }
        if allowsCredentials, origin == "*" {
            throw .unusable(
                "browsers refuse credentials where every origin may read the answer",
                help: "name one: --origin https://…"
            )
        }
        for word in methods + headers.split(separator: ",").map({ $0.trimmingBlanks() }) {
            let isName = !word.isEmpty && word.utf8.allSatisfy { ASCII.isToken($0) }
            guard isName, !word.contains("'"), word != "*" || !allowsCredentials else {
                throw .unusable("`\(word)` is no name of a method or header", help: nil)
            }
        }
        if let maxAgeSeconds, maxAgeSeconds < 0 {
            throw .unusable("--max-age takes seconds, 0 or more", help: nil)
        }
        self.origin = origin
        self.methods = methods.isEmpty ? nil : methods.joined(separator: ",")
        self.headers = headers.split(separator: ",").map { $0.trimmingBlanks() }.joined(separator: ",")
        self.allowsCredentials = allowsCredentials
        self.maxAgeSeconds = maxAgeSeconds
    }

    /// Headers of every answer, name and value.
    var answerHeaders: [(name: String, value: String)] {
        [("Access-Control-Allow-Origin", origin)]
            + (allowsCredentials ? [("Access-Control-Allow-Credentials", "true")] : [])
    }

    /// Headers of the answer to a preflight; `methods` are those of its path.
    func preflightHeaders(_ pathMethods: String) -> [(name: String, value: String)] {
        answerHeaders + [
            ("Access-Control-Allow-Methods", methods ?? pathMethods), ("Access-Control-Allow-Headers", headers),
        ] + (maxAgeSeconds.map { [("Access-Control-Max-Age", "\($0)")] } ?? [])
    }

    /// `*`, `null`, or scheme, host and port (RFC 6454 §6.1).
    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" || text == "null" { return true }
        guard let mark = text.firstRange(of: "://") else { return false }
        let (scheme, rest) = (text[..<mark.lowerBound], text[mark.upperBound...])
        let isHost = rest.utf8.allSatisfy { ASCII.isAlphanumeric($0) || [0x2d, 0x2e, 0x3a, 0x5b, 0x5d].contains($0) }
        return !scheme.isEmpty && scheme.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x2b || $0 == 0x2d }
            && !rest.isEmpty && isHost
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    fileprivate func trimmingBlanks() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

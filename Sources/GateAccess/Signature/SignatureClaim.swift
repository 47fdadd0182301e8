// What a request claims about its signer: read from the Authorization header or from the query of a pre-signed URL.
// AWS: "Elements of an AWS API request signature"; "Authenticating requests: using query parameters".

import GateBytes
import GateSign

/// A request as it came, for its signature.
package struct SignedRequest {
    package let method: ByteView
    /// As sent: percent-encoded, with the base path.
    package let path: ByteView
    package let query: ByteView
    /// In the order of the request, names in lower case.
    package let fields: [(name: [UInt8], value: ByteView)]

    package init(method: ByteView, path: ByteView, query: ByteView, fields: [(name: [UInt8], value: ByteView)]) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
    }

    /// The first field of a name in lower case.
    func field(_ name: StaticString) -> ByteView? {
        let name = ByteView(name)
        return fields.first { $0.name.withByteView { $0 == name } }?.value
    }

    /// A query parameter by its exact name, decoded.
    func parameter(_ name: StaticString) -> [UInt8]? {
        let name = ByteView(name)
        var position = 0
        while position < query.count {
            let end = query.firstIndex(of: 0x26, from: position) ?? query.count
            let pair = query.slice(position, end)
            position = end + 1
            guard let equals = pair.firstIndex(of: 0x3d), pair.slice(0, equals) == name else { continue }
            return CanonicalURI.decoded(pair.dropFirst(equals + 1))
        }
        return nil
    }
}

/// Bounds of signatures.
package enum SignatureLimits {
    /// How far a client's clock may be off, in seconds. AWS: 5 minutes.
    package static let skewSeconds: Int64 = 300
    /// Longest life of a pre-signed URL, in seconds. AWS: seven days.
    package static let expiresSecondsMax = 604_800
    /// Most signed headers. Ours: as many as a request has.
    package static let signedHeadersMax = 100
}

/// A signature and what it is said to be made with.
package struct SignatureClaim: Sendable {
    let algorithm: SignatureAlgorithm
    package let accessKeyID: [UInt8]
    package let sessionToken: [UInt8]
    let day: [UInt8]
    /// The region, or of SigV4a the set of them.
    package let region: [UInt8]
    let service: [UInt8]
    let terminator: [UInt8]
    /// `YYYYMMDDThhmmssZ`.
    let time: [UInt8]
    /// In the order given, in lower case.
    let signedHeaders: [[UInt8]]
    let signature: [UInt8]
    /// Seconds that a pre-signed URL lives; nil for signatures in the header.
    let expires: Int64?

    /// Reads the claim of a request.
    package static func read(_ request: SignedRequest) throws(SignatureFailure) -> SignatureClaim {
        if let value = request.field("authorization") { return try readHeader(value.trimmingBlanks(), request) }
        if request.parameter("X-Amz-Signature") != nil || request.parameter("X-Amz-Algorithm") != nil {
            return try readQuery(request)
        }
        throw .missing
    }

    // MARK: Header

    private static func readHeader(
        _ value: ByteView, _ request: SignedRequest
    ) throws(SignatureFailure) -> SignatureClaim {
        if value.isEmpty { throw .missing }
        var rest = value
        var algorithm: SignatureAlgorithm?
        if let space = value.firstIndex(of: 0x20), let named = SignatureAlgorithm(value.slice(0, space)) {
            algorithm = named
            rest = value.dropFirst(space + 1)
        } else if value.firstIndex(of: 0x3d) == nil {
            throw .notPairs(value)
        }
        var parts: [String: [UInt8]] = [:]
        var position = 0
        while position < rest.count {
            var end = position
            while end < rest.count, rest[end] != 0x2c, rest[end] != 0x20 { end += 1 }
            let pair = rest.slice(position, end)
            position = end + 1
            if pair.isEmpty { continue }
            guard let equals = pair.firstIndex(of: 0x3d), equals > 0 else { throw .notPairs(value) }
            let name = String(pair.slice(0, equals))
            // One value each: what is said twice could be read in two ways.
            if parts[name] != nil { throw .notPairs(value) }
            parts[name] = [UInt8](pair.dropFirst(equals + 1))
        }
        let time = try headerTime(request)
        let missing = ["Credential", "Signature", "SignedHeaders"].filter { parts[$0]?.isEmpty ?? true }
        guard let algorithm, missing.isEmpty, let time, let credential = parts["Credential"],
            let signature = parts["Signature"], let headers = parts["SignedHeaders"]
        else {
            let all =
                algorithm != nil ? missing : ["Credential", "Signature", "SignedHeaders"].filter { parts[$0] == nil }
            throw .incomplete(all.isEmpty ? ["Credential"] : all, hasDate: time != nil, value)
        }
        let token = request.field("x-amz-security-token").map { [UInt8]($0.trimmingBlanks()) } ?? []
        return try SignatureClaim(
            algorithm, credential: credential, token: token, time: time, headers: headers, signature: signature,
            regions: request.field("x-amz-region-set").map { [UInt8]($0.trimmingBlanks()) })
    }

    private static func headerTime(_ request: SignedRequest) throws(SignatureFailure) -> [UInt8]? {
        guard let value = request.field("x-amz-date") ?? request.field("date") else { return nil }
        let text = value.trimmingBlanks()
        if SignatureTime.seconds(text) != nil { return [UInt8](text) }
        if let seconds = SignatureTime.httpDate(text) { return SignatureTime.basic(seconds) }
        throw badTime(text)
    }

    private static func badTime(_ text: ByteView) -> SignatureFailure {
        SignatureFailure(
            .incomplete,
            "Date must be in ISO-8601 'basic format'. Got '\(String(text.slice(0, min(64, text.count))))'. "
                + "See http://en.wikipedia.org/wiki/ISO_8601")
    }

    // MARK: Query

    private static func readQuery(_ request: SignedRequest) throws(SignatureFailure) -> SignatureClaim {
        let names: [StaticString] = [
            "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date",
            "X-Amz-Expires",
        ]
        let missing = names.filter { request.parameter($0)?.isEmpty ?? true }
        guard missing.isEmpty, let algorithm = request.parameter("X-Amz-Algorithm"),
            let credential = request.parameter("X-Amz-Credential"),
            let signature = request.parameter("X-Amz-Signature"),
            let headers = request.parameter("X-Amz-SignedHeaders"), let time = request.parameter("X-Amz-Date"),
            let life = request.parameter("X-Amz-Expires")
        else { throw .incompleteQuery(missing.map { String(ByteView($0)) }) }
        guard let algorithm = algorithm.withByteView({ SignatureAlgorithm($0) }) else {
            throw SignatureFailure(.incomplete, "Unsupported AWS 'algorithm'.")
        }
        guard time.withByteView({ SignatureTime.seconds($0) }) != nil else {
            throw time.withByteView { badTime($0) }
        }
        guard let seconds = life.withByteView({ Decimal.parse($0, limit: SignatureLimits.expiresSecondsMax) }),
            seconds > 0
        else {
            throw SignatureFailure(
                .incomplete, "X-Amz-Expires must be a number between 1 and \(SignatureLimits.expiresSecondsMax)")
        }
        return try SignatureClaim(
            algorithm, credential: credential, token: request.parameter("X-Amz-Security-Token") ?? [], time: time,
            headers: headers, signature: signature, regions: request.parameter("X-Amz-Region-Set"),
            expires: Int64(seconds))
    }

    /// - Parameter regions: Of SigV4a, whose credential names none.
    private init(
        _ algorithm: SignatureAlgorithm, credential: [UInt8], token: [UInt8], time: [UInt8], headers: [UInt8],
        signature: [UInt8], regions: [UInt8]?, expires: Int64? = nil
    ) throws(SignatureFailure) {
        var parts = credential.split(separator: 0x2f, omittingEmptySubsequences: false).map(Array.init)
        if algorithm == .asymmetric {
            guard parts.count == 4, let regions, !regions.isEmpty else {
                throw SignatureFailure(
                    .incomplete,
                    "Credential must have exactly 4 slash-delimited elements, e.g. keyid/date/service/term, beside a "
                        + "'X-Amz-Region-Set', got \(parts.count)")
            }
            parts.insert(regions, at: 2)
        }
        self.algorithm = algorithm
        guard parts.count == 5, !parts[0].isEmpty else {
            throw SignatureFailure(
                .incomplete,
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "
                    + "\(parts.count)")
        }
        accessKeyID = parts[0]
        day = parts[1]
        region = parts[2]
        service = parts[3]
        terminator = parts[4]
        sessionToken = token
        self.time = time
        signedHeaders = headers.split(separator: 0x3b).map { $0.map { ASCII.lowercased($0) } }
        self.signature = signature
        self.expires = expires
        if signedHeaders.isEmpty || signedHeaders.count > SignatureLimits.signedHeadersMax {
            throw SignatureFailure(.incomplete, "SignedHeaders must name at least one header")
        }
    }
}

/// Times of signatures.
enum SignatureTime {
    /// Seconds since 1970 of `YYYYMMDDThhmmssZ`; nil for other text.
    static func seconds(_ text: ByteView) -> Int64? {
        guard text.count == 16, text[8] == 0x54, text[15] == 0x5a,
            let date = Decimal.parse(text.slice(0, 8)), let clock = Decimal.parse(text.slice(9, 15))
        else { return nil }
        return seconds(date / 10_000, date / 100 % 100, date % 100, clock / 10_000, clock / 100 % 100, clock % 100)
    }

    private static func seconds(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
    ) -> Int64? {
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60 else { return nil }
        return Int64(CivilDay.number(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second)
    }

    private static let months = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)

    /// Seconds since 1970 of `Fri, 27 Nov 2026 08:00:00 GMT` (RFC 9110 §5.6.7).
    static func httpDate(_ text: ByteView) -> Int64? {
        guard text.count == 29, text.dropFirst(25) == " GMT", text[3] == 0x2c, text[19] == 0x3a, text[22] == 0x3a,
            let day = Decimal.parse(text.slice(5, 7)), let year = Decimal.parse(text.slice(12, 16)),
            let hour = Decimal.parse(text.slice(17, 19)), let minute = Decimal.parse(text.slice(20, 22)),
            let second = Decimal.parse(text.slice(23, 25)),
            let month = (0..<12).first(where: { text.slice(8, 11).buffer.elementsEqual(months[$0 * 3..<$0 * 3 + 3]) })
        else { return nil }
        return seconds(year, month + 1, day, hour, minute, second)
    }

    /// `YYYYMMDDThhmmssZ`.
    static func basic(_ seconds: Int64) -> [UInt8] {
        let date = CivilDay(Int(seconds / 86_400))
        let clock = Int(seconds % 86_400)
        var out = ByteBuffer(capacity: 16)
        out.append(decimal: date.year, digits: 4)
        out.append(decimal: date.month, digits: 2)
        out.append(decimal: date.day, digits: 2)
        out.append(0x54)
        out.append(decimal: clock / 3600, digits: 2)
        out.append(decimal: clock / 60 % 60, digits: 2)
        out.append(decimal: clock % 60, digits: 2)
        out.append(0x5a)
        return [UInt8](out.view)
    }
}

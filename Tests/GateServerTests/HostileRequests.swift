// Requests that two implementations might read in two ways, or that no client in its right mind sends. Text is
// Latin-1: a scalar is a byte. `/proxy/…` is a route that relays, so what were let through would reach a backend.

/// One request and the status it deserves.
struct HostileRequest {
    let name: String
    let text: String
    let status: Int

    var bytes: [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    init(_ name: String, _ text: String, _ status: Int = 400) {
        self.name = name
        self.text = text
        self.status = status
    }

    /// A request line in front of good fields.
    static func line(_ line: String, _ status: Int = 400) -> HostileRequest {
        HostileRequest("line `\(line.prefix(60))`", line + "\r\nHost: t\r\n\r\n", status)
    }

    /// A GET with these `Host` fields.
    static func host(_ fields: String, _ status: Int = 400) -> HostileRequest {
        HostileRequest("host `\(fields)`", "GET /proxy/x HTTP/1.1\r\n\(fields)\r\n", status)
    }

    /// A POST with these fields and five bytes that might be a body.
    static func fields(_ fields: String, _ status: Int = 400) -> HostileRequest {
        HostileRequest(
            "fields `\(fields.prefix(60))`", "POST /proxy/x HTTP/1.1\r\nHost: t\r\n\(fields)\r\nhello", status)
    }

    /// A POST with a length.
    static func length(_ value: String, _ status: Int = 400) -> HostileRequest {
        fields("Content-Length:\(value)\r\n", status)
    }

    /// A POST with a transfer coding and a chunked body.
    static func coding(_ value: String, _ status: Int = 400) -> HostileRequest {
        HostileRequest(
            "coding `\(value)`",
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding:\(value)\r\n\r\n5\r\nhello\r\n0\r\n\r\n", status)
    }

    /// A chunked body behind a good head.
    static func chunks(_ body: String, _ status: Int = 400) -> HostileRequest {
        HostileRequest(
            "chunks `\(body.prefix(60))`",
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", status)
    }

    /// Refused before a backend hears of them.
    static let heads = lines + targets + hosts + names + values + lengths + codings + mixtures
    /// The head is fine, the body is not: a backend may see the head and never a whole request.
    static let bodies = sizes + extensions + ends + trailers

    private static let lines: [HostileRequest] = [
        line("GET  /proxy/x HTTP/1.1"), line("GET /proxy/x  HTTP/1.1"), line(" GET /proxy/x HTTP/1.1"),
        line("GET\t/proxy/x HTTP/1.1"), line("GET /proxy/x\tHTTP/1.1"), line("GET /proxy/x HTTP/1.1 "),
        line("GET /proxy/x HTTP/1.1\t"), line("GET /proxy/x"), line("GET /proxy/x "), line("GET /proxy/x HTTP"),
        line("GET /proxy/x HTTP/1"), line("GET /proxy/x HTTP/1."), line("GET /proxy/x HTTP/1.10"),
        line("GET /proxy/x HTTP/11"), line("GET /proxy/x HTTP/01.1"), line("GET /proxy/x http/1.1"),
        line("GET /proxy/x HTTPS/1.1"), line("GET /proxy/x HTTP/1,1"), line("GET /proxy/x HTTP/+1.1"),
        line("GET /proxy/x HTTP/1.2", 505), line("GET /proxy/x HTTP/1.9", 505), line("GET /proxy/x HTTP/0.9", 505),
        line("GET /proxy/x HTTP/2.0", 505), line("GET /proxy/x HTTP/3.0", 505), line("GET /proxy/x FTP/1.1"),
        line("GET /proxy/x HTTP/1.1\r"), line("G\u{0}T /proxy/x HTTP/1.1"), line("G(T /proxy/x HTTP/1.1"),
        line("GET: /proxy/x HTTP/1.1"), line("\u{e9}T /proxy/x HTTP/1.1"), line("\"GET\" /proxy/x HTTP/1.1"),
        line("/proxy/x HTTP/1.1"), line(""), line("HTTP/1.1 200 OK"), line("CONNECT t:443 HTTP/1.1", 501),
        line("CONNECT /proxy/x HTTP/1.1", 501), line(String(repeating: "M", count: 25) + " /proxy/x HTTP/1.1", 501),
        HostileRequest("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        HostileRequest("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}"),
        HostileRequest("SSH", "SSH-2.0-OpenSSH_9.6\r\n"), HostileRequest("SMTP", "EHLO example.com\r\n"),
        HostileRequest("two blank lines", "\r\n\r\nGET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n"),
        HostileRequest("a line feed first", "\nGET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n"),
        HostileRequest("line feeds only", "GET /proxy/x HTTP/1.1\nHost: t\n\n"),
        HostileRequest(
            "PROXY protocol", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n"),
    ]

    private static let targets: [HostileRequest] = [
        line("GET proxy/x HTTP/1.1"), line("GET ?x HTTP/1.1"), line("GET #x HTTP/1.1"), line("GET * HTTP/1.1"),
        line("GET t:80 HTTP/1.1"), line("GET t HTTP/1.1"), line("GET \\proxy\\x HTTP/1.1"),
        line("GET /proxy/a b HTTP/1.1"), line("GET /proxy/a\u{0}b HTTP/1.1"), line("GET /proxy/a\rb HTTP/1.1"),
        line("GET /proxy/a\nb HTTP/1.1"), line("GET /proxy/a\u{7f} HTTP/1.1"), line("GET /proxy/\u{e4} HTTP/1.1"),
        line("GET /proxy/\u{1} HTTP/1.1"), line("GET /proxy/x?a=\u{0} HTTP/1.1"),
        line("GET /proxy/x?a=\u{ff} HTTP/1.1"),
        line("GET /proxy/x?{a} HTTP/1.1"), line("GET /proxy/x?a|b HTTP/1.1"), line("GET /proxy/x#\u{0} HTTP/1.1"),
        line("GET http://u:p@t/proxy/x HTTP/1.1"), line("GET http://u@t/proxy/x HTTP/1.1"),
        line("GET http://t@u/proxy/x HTTP/1.1"), line("GET http://@t/proxy/x HTTP/1.1"),
        line("GET http://other/proxy/x HTTP/1.1"), line("GET http://t:80/proxy/x HTTP/1.1"),
        line("GET http:///proxy/x HTTP/1.1"), line("GET http://?x HTTP/1.1"), line("GET http:/t/proxy/x HTTP/1.1"),
        line("GET http:t/proxy/x HTTP/1.1"), line("GET ftp://t/proxy/x HTTP/1.1"), line("GET ws://t/proxy/x HTTP/1.1"),
        line("GET http://t\\/proxy/x HTTP/1.1"),
        HostileRequest("userinfo without Host", "GET http://u:p@t/proxy/x HTTP/1.0\r\n\r\n"),
        line("GET /proxy/" + String(repeating: "x", count: 10_240) + " HTTP/1.1", 414),
    ]

    private static let hosts: [HostileRequest] = [
        host(""), host("Host:\r\n"), host("Host: \t \r\n"), host("Host: t\r\nHost: t\r\n"),
        host("Host: t\r\nhost: u\r\n"), host("Host: t\r\nX: y\r\nHOST:\r\n"), host("Host: t u\r\n"),
        host("Host: t,u\r\n"), host("Host: t/u\r\n"), host("Host: u@t\r\n"), host("Host: t?u\r\n"),
        host("Host: t#u\r\n"), host("Host: t\\u\r\n"), host("Host: t%2fu\r\n"), host("Host: {t}\r\n"),
        host("Host: t:\u{e9}\r\n"), host("Host: t:65536\r\n"), host("Host: t:-1\r\n"), host("Host: t:+1\r\n"),
        host("Host: t:80:80\r\n"), host("Host: :80\r\n"), host("Host: http://t\r\n"), host("Host: [::1\r\n"),
        host("Host: []\r\n"), host("Host: [::g]\r\n"), host("Host: [::1]x\r\n"), host("Host: \u{e4}\r\n"),
        host("Host: \"t\"\r\n"), host("Host: t\u{0}\r\n"), host("Host : t\r\n"), host("Host\r\n"),
        host("Host: t\r\n :80\r\n"),
        HostileRequest("two hosts in HTTP/1.0", "GET /proxy/x HTTP/1.0\r\nHost: t\r\nHost: t\r\n\r\n"),
    ]

    private static let names: [HostileRequest] = [
        fields("Content-Length : 5\r\n"), fields("Content-Length\t: 5\r\n"), fields("Transfer-Encoding : chunked\r\n"),
        fields(" Content-Length: 5\r\n"), fields("\tTransfer-Encoding: chunked\r\n"), fields(": x\r\n"),
        fields("X\r\n"), fields("X Y: z\r\n"), fields("X(: y\r\n"), fields("X\u{0}: y\r\n"), fields("X\u{1}: y\r\n"),
        fields("X\u{7f}: y\r\n"), fields("X\u{e4}: y\r\n"), fields("\"X\": y\r\n"), fields("X/Y: z\r\n"),
        fields("X{}: y\r\n"), fields("=: y\r\n"), fields("Transfer-Encoding\u{0}: chunked\r\n"),
        fields("\u{ef}\u{bb}\u{bf}Content-Length: 5\r\n"),
        fields((0..<100).map { "X-\($0): y\r\n" }.joined(), 431),
        fields((0..<30).map { "X-\($0): \(String(repeating: "y", count: 1_000))\r\n" }.joined(), 431),
        fields("X: " + String(repeating: "y", count: 20_480) + "\r\n", 431),
        fields(String(repeating: "X", count: 20_480) + ": y\r\n", 431),
    ]

    private static let values: [HostileRequest] = [
        fields("X: a\r\n b\r\n"), fields("X: a\r\n\tb\r\n"), fields("X:\r\n b\r\n"), fields("X: a\u{0}b\r\n"),
        fields("X: a\rb\r\n"), fields("X: a\r\r\n"), fields("X: a\u{b}b\r\n"), fields("X: a\u{c}b\r\n"),
        fields("X: \u{1b}[0m\r\n"), fields("X: a\u{7f}\r\n"), fields("X: a\n"), fields("X: a\nContent-Length: 5\r\n"),
        fields("X: a\rContent-Length: 5\r\n"), fields("X: a\n\n"), fields("X: a\r\n\n"), fields("X: a\r\n\rGET"),
        fields("X: a\u{0}\r\nContent-Length: 5\r\n"),
    ]

    private static let lengths: [HostileRequest] = [
        length(" +5"), length(" -5"), length(" -0"), length(" 0x5"), length(" 5h"), length(" 5,5"), length(" 5, 5"),
        length(" 5,6"), length(" 5,"), length(" ,5"), length(" 5 5"), length(" 5;x"), length(" 5.0"), length(" 5e0"),
        length(""), length(" "), length(" five"), length(" \"5\""), length(" 5\u{a0}"), length(" \u{b2}"),
        length(" 0b101"), length(" 0o5"), length(" 5\r\n 0"), length("\r\n 5"), length(" NaN"), length(" null"),
        length(" 10485761", 413), length(" 4294967301", 413), length(" 9223372036854775807", 413),
        length(" 9223372036854775808", 413), length(" 18446744073709551621", 413),
        length(" 99999999999999999999999999999999999999", 413),
        fields("Content-Length: 5\r\nContent-Length: 5\r\n"), fields("Content-Length: 5\r\nContent-Length: 6\r\n"),
        fields("Content-Length: 0\r\nX: y\r\ncontent-length: 5\r\n"),
        fields("Content-Length: 5\r\nContent-Length:\r\n"),
    ]

    private static let codings: [HostileRequest] = [
        coding(" identity"), coding(" chunked, identity"), coding(" identity, chunked", 501),
        coding(" chunked, chunked"),
        coding(" chunked chunked"), coding(" xchunked"), coding(" chunkedx"), coding(" x chunked"), coding(" chun ked"),
        coding(" \"chunked\""), coding(" 'chunked'"), coding(" chunked;q=1"), coding(" chunked;"), coding(" chunked,"),
        coding(" ,chunked"), coding(" , chunked ,"), coding(" gzip"), coding(" gzip, chunked", 501),
        coding(" deflate, gzip, chunked", 501), coding(" chunked, gzip"), coding(""), coding(" \t"),
        coding(" \u{b}chunked"), coding(" \u{0}chunked"), coding(" chunked\u{0}"), coding(" \u{a0}chunked"),
        coding("\r\n chunked"), coding(" chunked\r\n , identity"), coding(" c\u{0}hunked"), coding(" chunked=1"),
        coding(" \u{212a}chunked"), coding(" cow"), coding(" chunked\tidentity"),
    ]

    private static let mixtures: [HostileRequest] = [
        coding(" chunked\r\nContent-Length: 5"), coding(" chunked\r\nContent-Length: 0"),
        fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        fields("Content-Length: 5\r\nTransfer-Encoding: identity\r\n"),
        fields("Content-Length: x\r\nTransfer-Encoding: chunked\r\n"),
        coding(" chunked\r\nTransfer-Encoding: chunked"), coding(" chunked\r\nTransfer-Encoding: identity"),
        coding(" identity\r\nTransfer-Encoding: chunked"), coding(" chunked\r\nTransfer-Encoding:"),
        HostileRequest(
            "chunks in HTTP/1.0",
            "POST /proxy/x HTTP/1.0\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        fields("Content-Length: 5\r\nExpect: 200-ok\r\n", 417),
        fields("Content-Length: 5\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n", 417),
        fields("Content-Length: 5\r\nExpect: 100-continue, x\r\n", 417),
        fields("Content-Length: 5\r\nExpect:\r\n", 417),
    ]

    private static let sizes: [HostileRequest] =
        [
            "0x5", "+5", "-5", " 5", "5 ", "\t5", "5\t", "", "g", "5g", "5,5", "5.", "\u{0}5", "5\u{0}", "\"5\"", "5h",
            "FFFFFFFFFFFFFFFF", "8000000000000000", "FFFFFFFFFFFFFFFFF", "00000000000000005", "-1", "\u{ff}",
        ].map { chunks("\($0)\r\nhello\r\n0\r\n\r\n") } + [
            chunks("5\nhello\r\n0\r\n\r\n"), chunks("5\rhello\r\n0\r\n\r\n"), chunks("5\r\r\nhello\r\n0\r\n\r\n"),
            chunks("5\r\nhello\r\n0\n\r\n"), chunks("5\r\nhello\r\n\r\n0\r\n\r\n"),
        ]

    private static let extensions: [HostileRequest] =
        [
            ";", ";;a", ";=x", ";a=", ";a b", ";a=b c", ";a=\"x", ";a=\"x\"y", ";a=\u{0}", ";a=\"\u{0}\"", ";a=\"\n\"",
            ";a\nb",
            ";a=\"\r\"", " ;a", "\t;a", ";a=b\n", ";" + String(repeating: "a", count: 257),
        ].map { chunks("5\($0)\r\nhello\r\n0\r\n\r\n") } + [
            chunks(String(repeating: "1;" + String(repeating: "a", count: 250) + "\r\nx\r\n", count: 300), 413)
        ]

    private static let ends: [HostileRequest] = [
        chunks("5\r\nhelloX0\r\n\r\n"), chunks("5\r\nhello\n0\r\n\r\n"), chunks("5\r\nhello\r0\r\n\r\n"),
        chunks("5\r\nhello\r\r\n0\r\n\r\n"), chunks("5\r\nhello0\r\n\r\n"), chunks("4\r\nhello\r\n0\r\n\r\n"),
        chunks("5\r\nhello \r\n0\r\n\r\n"),
    ]

    private static let trailers: [HostileRequest] =
        [
            " X: y\r\n", "\tX: y\r\n", "X y\r\n", "X : y\r\n", ": y\r\n", "X\r\n", "X: y\n", "X: \u{0}\r\n",
            "X: a\rb\r\n",
            "X: a\r\n b\r\n", "X\u{0}: y\r\n", "\n", "\rX", "GET /proxy/smuggled HTTP/1.1\r\nHost: t\r\n",
        ].map { chunks("5\r\nhello\r\n0\r\n\($0)\r\n") } + [
            chunks("0\r\n" + String(repeating: "X: y\r\n", count: 1_400) + "\r\n", 431)
        ]
}

// Every bound of the codec, with its unit and its source. A peer that exceeds one gets the status that `WireError`
// names for it.

/// Bounds of one connection's messages. The defaults are AWS's where AWS has one.
package struct WireLimits: Sendable {
    /// Longest head: request or status line, header section and the blank line behind it, in bytes.
    /// AWS: "API Gateway quotas", REST APIs, total size of request line and headers (20,480 since 2025; 10,240 before).
    package var headBytesMax: Int = 20_480
    /// Longest request target, in bytes. AWS: "API Gateway quotas", REST APIs, URL length of Regional APIs.
    package var targetBytesMax: Int = 10_240
    /// Longest method token, in bytes. Ours: the longest registered one has 17 (UPDATEREDIRECTREF).
    package var methodBytesMax: Int = 24
    /// Most header fields. Ours: 20,480 bytes of shortest fields would be 4,096; servers in use take 100 (Apache).
    package var headerCountMax: Int = 100
    /// Most empty lines in front of a request line. RFC 9112 §2.2 asks for at least one.
    package var blankLinesMax: Int = 1
    /// Longest extension text of one chunk, in bytes. Ours: no extension is in use.
    package var chunkExtensionBytesMax: Int = 256
    /// Most hexadecimal digits of a chunk size, leading zeros included. 16 are 64 bits.
    package var chunkSizeDigitsMax: Int = 16
    /// Bytes of a chunked body that may be framing whatever the payload. Ours.
    package var chunkOverheadBytesMax: Int = 64 * 1024
    /// Further framing bytes allowed for each byte of payload. A body of one-byte chunks needs five.
    package var chunkOverheadPerPayloadByteMax: Int = 8
    /// Longest trailer section, in bytes. Ours: trailers are dropped.
    package var trailerBytesMax: Int = 8 * 1024

    package init() {}

    /// Longest head that slots can describe: names are measured in 16 bits.
    package static let headBytesCeiling = 65_535

    /// Limits for heads that come from backends. Ours: no AWS limit is published for integrations' answers, so the
    /// ceiling of many servers is taken.
    package static var upstream: WireLimits {
        var limits = WireLimits()
        limits.headBytesMax = headBytesCeiling
        limits.headerCountMax = 256
        return limits
    }
}

// The field names that the gateway or its peers give a meaning to, as small numbers. A name is found by its length
// and its first and last eight bytes, folded to lower case; lengths above sixteen compare the middle as well.
// The numbers never reach a file, so their order may change; they stay below 64 because `HeaderTable` keeps a bit for
// each.

import GateBytes

/// A field name with a meaning.
@usableFromInline
package enum KnownHeader: UInt16, CaseIterable, Sendable {
    case accept = 1
    case acceptCharset
    case acceptEncoding
    case acceptLanguage
    case accessControlRequestHeaders
    case accessControlRequestMethod
    case age
    case authorization
    case cacheControl
    case connection
    case contentDisposition
    case contentEncoding
    case contentLength
    case contentMD5
    case contentRange
    case contentType
    case cookie
    case date
    case etag
    case expect
    case expires
    case forwarded
    case from
    case host
    case ifMatch
    case ifModifiedSince
    case ifNoneMatch
    case keepAlive
    case lastModified
    case location
    case maxForwards
    case origin
    case proxyAuthenticate
    case proxyAuthorization
    case proxyConnection
    case range
    case referer
    case retryAfter
    case server
    case setCookie
    case te
    case trailer
    case transferEncoding
    case upgrade
    case userAgent
    case vary
    case via
    case warning
    case wwwAuthenticate
    case xAmzDate
    case xAmzSecurityToken
    case xAmznErrorType
    case xAmznRequestId
    case xAmznTraceId
    case xAPIKey
    case xForwardedFor
    case xForwardedHost
    case xForwardedPort
    case xForwardedProto
    case xHTTPMethodOverride

    /// The `known` value of a name: a raw value, or 0 for a name without a meaning. Any bytes may be asked for.
    package static func id(of name: ByteView) -> UInt16 {
        let id = id(name.base, name.count)
        // Folding with 0x20 also joins bytes that no token holds (CR and `-`): names from elsewhere are compared whole.
        guard let header = KnownHeader(rawValue: id) else { return 0 }
        return name.equalsIgnoringCase(ByteView(header.name)) ? id : 0
    }

    /// As `id(of:)` for bytes that are known to be a token.
    @inline(__always)
    static func id(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
        if count < 4 { return shortID(base, count) }
        if count < 8 { return mediumID(base, count) }
        if count <= 16 { return longID(base, count) }
        return longestID(base, count)
    }

    private static func shortID(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
        if count < 2 { return 0 }
        let first = base[0] | 0x20
        let second = base[1] | 0x20
        if count == 2 { return first == 0x74 && second == 0x65 ? KnownHeader.te.rawValue : 0 }
        let third = base[2] | 0x20
        if first == 0x76, second == 0x69, third == 0x61 { return KnownHeader.via.rawValue }
        if first == 0x61, second == 0x67, third == 0x65 { return KnownHeader.age.rawValue }
        return 0
    }

    @inline(__always)
    private static func mediumID(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
        let name = FoldedName(half: base, count)
        switch count {
        case 4:
            if name.isHalf("host") { return KnownHeader.host.rawValue }
            if name.isHalf("date") { return KnownHeader.date.rawValue }
            if name.isHalf("etag") { return KnownHeader.etag.rawValue }
            if name.isHalf("vary") { return KnownHeader.vary.rawValue }
            if name.isHalf("from") { return KnownHeader.from.rawValue }
        case 5:
            if name.isHalf("range") { return KnownHeader.range.rawValue }
        case 6:
            if name.isHalf("accept") { return KnownHeader.accept.rawValue }
            if name.isHalf("cookie") { return KnownHeader.cookie.rawValue }
            if name.isHalf("origin") { return KnownHeader.origin.rawValue }
            if name.isHalf("server") { return KnownHeader.server.rawValue }
            if name.isHalf("expect") { return KnownHeader.expect.rawValue }
        default:
            if name.isHalf("referer") { return KnownHeader.referer.rawValue }
            if name.isHalf("upgrade") { return KnownHeader.upgrade.rawValue }
            if name.isHalf("trailer") { return KnownHeader.trailer.rawValue }
            if name.isHalf("expires") { return KnownHeader.expires.rawValue }
            if name.isHalf("warning") { return KnownHeader.warning.rawValue }
        }
        return 0
    }

    @inline(__always)
    private static func longID(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
        let name = FoldedName(base, count)
        switch count {
        case 8:
            if name.is("location") { return KnownHeader.location.rawValue }
            if name.is("if-match") { return KnownHeader.ifMatch.rawValue }
        case 9:
            if name.is("x-api-key") { return KnownHeader.xAPIKey.rawValue }
            if name.is("forwarded") { return KnownHeader.forwarded.rawValue }
        case 10:
            if name.is("user-agent") { return KnownHeader.userAgent.rawValue }
            if name.is("connection") { return KnownHeader.connection.rawValue }
            if name.is("keep-alive") { return KnownHeader.keepAlive.rawValue }
            if name.is("set-cookie") { return KnownHeader.setCookie.rawValue }
            if name.is("x-amz-date") { return KnownHeader.xAmzDate.rawValue }
        case 11:
            if name.is("content-md5") { return KnownHeader.contentMD5.rawValue }
            if name.is("retry-after") { return KnownHeader.retryAfter.rawValue }
        case 12:
            if name.is("content-type") { return KnownHeader.contentType.rawValue }
            if name.is("max-forwards") { return KnownHeader.maxForwards.rawValue }
        default: return longID(name)
        }
        return 0
    }

    /// Thirteen to sixteen bytes.
    private static func longID(_ name: FoldedName) -> UInt16 {
        switch name.count {
        case 13:
            if name.is("authorization") { return KnownHeader.authorization.rawValue }
            if name.is("cache-control") { return KnownHeader.cacheControl.rawValue }
            if name.is("content-range") { return KnownHeader.contentRange.rawValue }
            if name.is("if-none-match") { return KnownHeader.ifNoneMatch.rawValue }
            if name.is("last-modified") { return KnownHeader.lastModified.rawValue }
        case 14:
            if name.is("content-length") { return KnownHeader.contentLength.rawValue }
            if name.is("accept-charset") { return KnownHeader.acceptCharset.rawValue }
        case 15:
            if name.is("accept-encoding") { return KnownHeader.acceptEncoding.rawValue }
            if name.is("accept-language") { return KnownHeader.acceptLanguage.rawValue }
            if name.is("x-forwarded-for") { return KnownHeader.xForwardedFor.rawValue }
            if name.is("x-amzn-trace-id") { return KnownHeader.xAmznTraceId.rawValue }
        default:
            if name.is("content-encoding") { return KnownHeader.contentEncoding.rawValue }
            if name.is("x-forwarded-host") { return KnownHeader.xForwardedHost.rawValue }
            if name.is("x-forwarded-port") { return KnownHeader.xForwardedPort.rawValue }
            if name.is("x-amzn-errortype") { return KnownHeader.xAmznErrorType.rawValue }
            if name.is("x-amzn-requestid") { return KnownHeader.xAmznRequestId.rawValue }
            if name.is("www-authenticate") { return KnownHeader.wwwAuthenticate.rawValue }
            if name.is("proxy-connection") { return KnownHeader.proxyConnection.rawValue }
        }
        return 0
    }

    private static func longestID(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
        let candidates: (KnownHeader, KnownHeader?, KnownHeader?)
        switch count {
        case 17: candidates = (.transferEncoding, .xForwardedProto, .ifModifiedSince)
        case 18: candidates = (.proxyAuthenticate, nil, nil)
        case 19: candidates = (.contentDisposition, .proxyAuthorization, nil)
        case 20: candidates = (.xAmzSecurityToken, nil, nil)
        case 22: candidates = (.xHTTPMethodOverride, nil, nil)
        case 29: candidates = (.accessControlRequestMethod, nil, nil)
        case 30: candidates = (.accessControlRequestHeaders, nil, nil)
        default: return 0
        }
        let name = ByteView(base: base, count: count)
        if name.equalsIgnoringCase(ByteView(candidates.0.name)) { return candidates.0.rawValue }
        if let second = candidates.1, name.equalsIgnoringCase(ByteView(second.name)) { return second.rawValue }
        if let third = candidates.2, name.equalsIgnoringCase(ByteView(third.name)) { return third.rawValue }
        return 0
    }
}

/// The first and the last word of a name in lower case; for names of eight to sixteen bytes they cover all of it.
private struct FoldedName {
    let first: UInt64
    let last: UInt64
    let count: Int

    /// A name of 8 to 16 bytes.
    @inline(__always)
    init(_ base: UnsafePointer<UInt8>, _ count: Int) {
        first = ByteScan.word(base) | ByteScan.repeated(0x20)
        last = ByteScan.word(base + (count - 8)) | ByteScan.repeated(0x20)
        self.count = count
    }

    /// A name of 4 to 7 bytes: `first` holds its first and its last four bytes.
    @inline(__always)
    init(half base: UnsafePointer<UInt8>, _ count: Int) {
        first = FoldedName.halves(base, count)
        last = 0
        self.count = count
    }

    @inline(__always)
    private static func halves(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let low = UInt64(ByteScan.halfWord(base))
        let high = UInt64(ByteScan.halfWord(base + (count - 4)))
        return (low | high << 32) | ByteScan.repeated(0x20)
    }

    /// The literal has the name's length and is in lower case: both words fold to constants when this is compiled.
    @inline(__always)
    func `is`(_ literal: StaticString) -> Bool {
        let base = literal.utf8Start
        let length = literal.utf8CodeUnitCount
        return first == ByteScan.word(base) && last == ByteScan.word(base + (length - 8))
    }

    @inline(__always)
    func isHalf(_ literal: StaticString) -> Bool {
        first == FoldedName.halves(literal.utf8Start, literal.utf8CodeUnitCount)
    }
}

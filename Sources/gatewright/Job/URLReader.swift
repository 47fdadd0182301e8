// A specification behind an http or https URL: one file, which is read whole before anything is made of it. References
// in it to other files lead nowhere: what a server says must not choose what is read next.

import GateBytes
import GateSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads documents of the web.
enum URLReader {
    /// Most redirections that are followed. Ours.
    static let redirectionsMax = 5
    /// Longest URL, in bytes. Ours.
    static let urlBytesMax = 8_192

    static func isURL(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start == "https://"
    }

    /// The document behind a URL, of at most `FileReader.bytesMax` bytes.
    static func read(_ url: String) throws(CommandFailure) -> [UInt8] {
        var url = url
        for _ in 0...redirectionsMax {
            let (address, target) = try parts(of: url)
            let reply = try ask(address, target, url)
            switch reply.status {
            case 200:
                if reply.body.count > FileReader.bytesMax {
                    throw .unusable("`\(url)` has more than \(FileReader.bytesMax) bytes")
                }
                return reply.body
            case 301, 302, 303, 307, 308:
                guard let place = reply.field("location") else {
                    throw .unusable("`\(url)` is elsewhere and does not say where")
                }
                let next = place.hasPrefix("/") ? address.text + place : place
                guard isURL(next), !address.isTLS || next.lowercased().hasPrefix("https://") else {
                    throw .unusable("`\(url)` leads to `\(DisplayText.safe(place))`, which is not followed")
                }
                url = next
            default: throw .unusable("`\(url)` answers status \(reply.status), expected 200")
            }
        }
        throw .unusable("`\(url)` is one of more than \(redirectionsMax) redirections")
    }

    /// Where a URL's server is, and what is asked of it.
    private static func parts(of url: String) throws(CommandFailure) -> (ControlAddress, String) {
        guard url.utf8.count <= urlBytesMax else {
            throw .unusable("the URL has more than \(urlBytesMax) bytes")
        }
        let scheme = url.lowercased().hasPrefix("https://") ? 8 : 7
        let rest = url.dropFirst(scheme).prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = String(rest[end...])
        let target = path.hasPrefix("/") ? path : "/" + path
        guard let address = ControlAddress(argument: String(url.prefix(scheme)) + String(rest[..<end])) else {
            throw .unusable("`\(DisplayText.safe(url))` names no host", help: "write https://HOST/PATH, without a user")
        }
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .unusable(
                "`\(DisplayText.safe(url))` has characters that a URL cannot have", help: "percent-encode them")
        }
        return (address, target)
    }

    private static func ask(
        _ address: ControlAddress, _ target: String, _ url: String
    ) throws(CommandFailure) -> ControlReply {
        var request = ByteBuffer(capacity: target.utf8.count + 512)
        request.append(text: "GET \(target) HTTP/1.1\r\nHost: \(address.authority)\r\n")
        request.append(text: "Accept: application/yaml, application/json;q=0.9, */*;q=0.1\r\n")
        request.append(text: "User-Agent: gatewright/\(Gatewright.version)\r\nConnection: close\r\n\r\n")
        do throws(ControlFailure) {
            return try ControlConnection.ask(address, request.view)
        } catch {
            let reason: String
            switch error {
            case .nameUnknown: reason = "\(address.host) has no address"
            case .refused(let number): reason = systemText(number)
            case .tls(let text): reason = text
            case .timeout: reason = "no answer came in time"
            case .broken: reason = "the connection ends without an answer"
            }
            throw .unusable("`\(url)` cannot be read: \(reason)")
        }
    }
}

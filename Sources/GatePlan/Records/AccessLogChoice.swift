// What `--access-log` and `x-gatewright-access-log` say: the lines of an access log.

/// A form of access-log lines.
package enum AccessLogChoice: Equatable, Sendable {
    case off
    /// Text with `$context.…` in it.
    case format(String)

    /// Longest format, in bytes. AWS: "API Gateway quotas", access log template, 3 KB.
    package static let bytesMax = 3 * 1024

    /// AWS's example for JSON: what is written when nothing is said.
    package static let json =
        "{\"requestId\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\","
        + "\"requestTime\":\"$context.requestTime\",\"httpMethod\":\"$context.httpMethod\","
        + "\"path\":\"$context.path\",\"resourcePath\":\"$context.resourcePath\",\"status\":$context.status,"
        + "\"protocol\":\"$context.protocol\",\"responseLength\":$context.responseLength,"
        + "\"responseLatency\":$context.responseLatency,\"integrationLatency\":\"$context.integrationLatency\","
        + "\"integrationError\":\"$context.integrationErrorMessage\"}"

    /// Apache's common log format in AWS's variables; AWS: "Set up CloudWatch logging", CLF.
    package static let commonLogFormat =
        "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
        + "\"$context.httpMethod $context.resourcePath $context.protocol\" $context.status "
        + "$context.responseLength $context.requestId $context.extendedRequestId"

    /// AWS's example for XML.
    package static let xml =
        "<request id=\"$context.requestId\"> <ip>$context.identity.sourceIp</ip> "
        + "<caller>$context.identity.caller</caller> <user>$context.identity.user</user> "
        + "<requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> "
        + "<resourcePath>$context.resourcePath</resourcePath> <status>$context.status</status> "
        + "<protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> "
        + "<extendedRequestId>$context.extendedRequestId</extendedRequestId> </request>"

    /// AWS's example for comma-separated values.
    package static let csv =
        "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,"
        + "$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,"
        + "$context.requestId,$context.extendedRequestId"

    private static let named = [("json", json), ("clf", commonLogFormat), ("xml", xml), ("csv", csv)]

    /// Reads `off`, `json`, `clf`, `xml`, `csv` or a format; nil for other texts and for formats above `bytesMax`.
    package init?(_ text: String) {
        if text == "off" {
            self = .off
        } else if let (_, format) = AccessLogChoice.named.first(where: { $0.0 == text }) {
            self = .format(format)
        } else {
            guard text.utf8.count <= AccessLogChoice.bytesMax, text.contains("$context.") else { return nil }
            self = .format(text)
        }
    }

    /// What `init` reads.
    package var text: String {
        switch self {
        case .off: return "off"
        case .format(let text): return AccessLogChoice.named.first { $0.1 == text }?.0 ?? text
        }
    }
}

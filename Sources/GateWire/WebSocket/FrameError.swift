// Why bytes are no WebSocket messages, and the status code that the connection is closed with.

/// A violation of RFC 6455 or of a limit.
package enum FrameError: UInt8, Error, CaseIterable, Sendable {
    case reservedBits
    case reservedOpcode
    /// A client's frame without a mask.
    case unmasked
    /// A server's frame with a mask.
    case masked
    case fragmentedControl
    case controlTooLong
    /// A continuation although no message is open.
    case unexpectedContinuation
    /// A new message although one is open.
    case missingContinuation
    /// A length in more bytes than it needs.
    case lengthNotMinimal
    /// A length of 2^63 or more.
    case badLength
    case frameTooLarge
    case messageTooLarge
    case tooManyFragments
    case badUTF8
    case binaryRefused
    /// One byte, where a close frame has none or a code.
    case badClosePayload
    /// A code that must not be sent.
    case badCloseCode

    /// RFC 6455 §7.4.1.
    package var closeCode: CloseCode {
        switch self {
        case .frameTooLarge, .messageTooLarge, .tooManyFragments: .messageTooBig
        case .badUTF8: .invalidPayload
        case .binaryRefused: .unsupportedData
        default: .protocolError
        }
    }
}

/// A status code of a close frame.
package struct CloseCode: Hashable, Sendable {
    package let number: UInt16

    package init(_ number: UInt16) { self.number = number }

    package static let normal = CloseCode(1000)
    package static let goingAway = CloseCode(1001)
    package static let protocolError = CloseCode(1002)
    package static let unsupportedData = CloseCode(1003)
    /// Never sent: the close frame had no code.
    package static let noStatus = CloseCode(1005)
    /// Never sent: there was no close frame.
    package static let abnormal = CloseCode(1006)
    package static let invalidPayload = CloseCode(1007)
    package static let policyViolation = CloseCode(1008)
    package static let messageTooBig = CloseCode(1009)
    package static let internalError = CloseCode(1011)
    package static let serviceRestart = CloseCode(1012)

    /// Whether a peer may send it: RFC 6455 §7.4 and IANA's registry, and the ranges for libraries and applications.
    package var maySend: Bool {
        switch number {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

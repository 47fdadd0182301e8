// Why bytes are not a message. Facts without text: the runtime renders a status, and a log names the case.

/// A violation of HTTP/1.1 or of a limit.
package enum WireError: UInt8, Error, CaseIterable, Sendable {
    case badChunkEnd
    case badChunkExtension
    case badChunkSize
    case badContentLength
    case badFieldName
    case badFieldValue
    case badHost
    case badMethod
    case badStatusLine
    case badTarget
    case badTrailer
    case badTransferEncoding
    case badVersion
    case bareCarriageReturn
    case bareLineFeed
    case chunkOverheadTooLarge
    case connectRefused
    case contentLengthTooLarge
    case emptyFieldName
    case headTooLong
    /// The authority of an absolute-form target is not the `Host` field's.
    case hostMismatch
    case lengthBesideTransferEncoding
    case methodTooLong
    case missingHost
    case obsoleteFold
    case repeatedContentLength
    case repeatedHost
    case repeatedTransferEncoding
    case spaceBeforeColon
    case targetTooLong
    case tooManyFields
    case trailerTooLong
    /// RFC 9112 §6.1: an HTTP/1.0 sender cannot mean it.
    case transferEncodingInHTTP10
    case unsupportedExpectation
    case unsupportedTransferEncoding
    case unsupportedVersion

    /// The status of the answer to a request with this defect.
    package var status: Int {
        switch self {
        case .chunkOverheadTooLarge, .contentLengthTooLarge: return 413
        case .targetTooLong: return 414
        case .unsupportedExpectation: return 417
        case .headTooLong, .tooManyFields, .trailerTooLong: return 431
        case .connectRefused, .methodTooLong, .unsupportedTransferEncoding: return 501
        case .unsupportedVersion: return 505
        default: return 400
        }
    }
}

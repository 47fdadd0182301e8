// How commands that take files take APIs and stages of control planes as well:
//
//   api:NAME           the API as it is now, deployed or not, at the control plane of --control
//   api:NAME/STAGE     what the stage serves
//   aws:NAME/STAGE     the same at AWS
//   URL/NAME/STAGE     the same at a control plane of one's own
//
// A file of such a name is written ./api:NAME.

import GateJSON

/// What an argument names.
enum APIReference: Equatable {
    /// A path.
    case file(String)
    case remote(RemoteReference)

    init(_ text: String) throws(CommandFailure) {
        let lower = text.lowercased()
        if lower.hasPrefix("api:") {
            self = .remote(try RemoteReference(text.dropFirst(4), at: .chosen, named: text))
        } else if lower.hasPrefix("aws:") {
            self = .remote(try RemoteReference(text.dropFirst(4), at: .aws, named: text))
        } else if lower.hasPrefix("http://") || lower.hasPrefix("https://") {
            let start = text.index(text.startIndex, offsetBy: lower.hasPrefix("https") ? 8 : 7)
            let slash = text[start...].firstIndex(of: "/") ?? text.endIndex
            guard let address = ControlAddress(argument: String(text[..<slash])) else {
                throw .unusable("`\(text)` is no URL of a control plane", help: RemoteReference.help)
            }
            let rest = text[slash...].dropFirst()
            self = .remote(try RemoteReference(rest, at: .address(address), named: text))
        } else {
            self = .file(text)
        }
    }

    /// A name as the last part of a URL has it: escapes are undone.
    fileprivate static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// An API at a control plane, or a stage of it.
struct RemoteReference: Equatable {
    enum Place: Equatable {
        /// Where --control or the environment says.
        case chosen
        case aws
        case address(ControlAddress)
    }

    static let help = "write api:NAME/STAGE, aws:NAME/STAGE or http://127.0.0.1:8090/NAME/STAGE; a file as ./NAME"

    let place: Place
    /// A name or an identifier.
    let api: String
    /// nil for the API as it is now.
    let stage: String?
    /// As the user wrote it.
    let shown: String

    init(place: Place, api: String, stage: String?) {
        self.place = place
        self.api = api
        self.stage = stage
        shown = "api:" + api + (stage.map { "/" + $0 } ?? "")
    }

    /// `NAME` or `NAME/STAGE`. A stage's name has no slash, so that the last one stands before it.
    fileprivate init(_ rest: Substring, at place: Place, named shown: String) throws(CommandFailure) {
        let isURL = if case .address = place { true } else { false }
        let slash = rest.lastIndex(of: "/")
        let name = slash.map { rest[..<$0] } ?? rest
        let stage = slash.map { String(rest[rest.index(after: $0)...]) }
        if name.isEmpty { throw .unusable("`\(shown)` names no API", help: RemoteReference.help) }
        if stage?.isEmpty == true {
            throw .unusable("`\(shown)` names no stage behind its last slash", help: RemoteReference.help)
        }
        self.place = place
        api = isURL ? APIReference.decoded(name) : String(name)
        self.stage = stage
        self.shown = shown
    }
}

/// An API that a reference led to.
struct RemoteSource {
    let api: RemoteAPI
    /// AWS's Stage; nil for the API as it is now.
    let stage: JSONValue?
    /// As the user wrote it.
    let shown: String

    static func find(_ reference: RemoteReference, _ options: ControlOptions) throws(CommandFailure) -> RemoteSource {
        let address: ControlAddress? =
            switch reference.place {
            case .chosen: nil
            case .aws: ControlAddress(awsRegion: options.region ?? AWSAccess.chain().region)
            case .address(let address): address
            }
        let api = try RemoteAPI.need(reference.api, try options.client(at: address))
        var stage: JSONValue?
        if let name = reference.stage { stage = try api.needStage(name) }
        return RemoteSource(api: api, stage: stage, shown: reference.shown)
    }
}

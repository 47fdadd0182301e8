// The value of the body at hand: read once for an exchange's step, whoever asks first (the check against the model,
// parameter mappings, templates). A body whose media type has an XML model is turned into JSON text by the model's
// `xml` rules; every other body is JSON itself.
//
// The tape borrows the body's buffer (or this object's, for XML), so a value lives as long as its step: `forget` is
// called when a step begins. One loop owns it.

import GateBytes
import GateJSON
import GatePlan
import GateXML

/// Why a body has no value.
enum BodyFailure: Error {
    case notJSON(JSONFailure)
    case notXML(XMLFailure)

    /// What was found and where, for an error text.
    var wording: String {
        switch self {
        case .notJSON(let failure): "the body is not JSON: \(failure.wording)"
        case .notXML(let failure): "the body is not XML as its model describes it: \(failure.wording)"
        }
    }
}

/// A worker's body value.
final class BodyValue {
    private enum Content: Equatable {
        case nothing
        /// Read as JSON by a grammar, or as XML.
        case value(TemplateSide, JSONMode)
    }

    /// Most bytes of JSON text kept from XML.
    private static let textBytesKept = 64 * 1024

    /// Where the value stands once it was read.
    let tape: UnsafeMutablePointer<JSONTape>
    @exclusivity(unchecked) private var content = Content.nothing
    @exclusivity(unchecked) private var reader = XMLReader()
    @exclusivity(unchecked) private var text = ByteBuffer(capacity: 64)

    init() {
        tape = .allocate(capacity: 1)
        tape.initialize(to: JSONTape())
    }

    deinit {
        tape.deinitialize(count: 1)
        tape.deallocate()
    }

    /// A new step begins: what was read may be another message's.
    @inline(__always)
    func forget() { content = .nothing }

    /// Reads the body of one side of an exchange. What is JSON is also JSON by the permissive grammar, with the same
    /// value.
    func read(
        _ side: TemplateSide, mode: JSONMode, _ exchange: Exchange, _ deployment: Deployment
    ) throws(BodyFailure) {
        if content == .value(side, mode) || content == .value(side, .strict) { return }
        content = .nothing
        let body = side == .request ? exchange.requestBody.view : exchange.upstreamBody.view
        if side == .request, !body.isEmpty, let shape = BodyValue.shape(of: exchange, deployment) {
            return try read(xml: body, shape, side, deployment)
        }
        do throws(JSONFailure) {
            // An absent body is read as an empty object (observed).
            try tape.pointee.read(body.isEmpty ? ByteView("{}") : body, mode: mode)
        } catch {
            throw .notJSON(error)
        }
        content = .value(side, mode)
    }

    private func read(
        xml body: ByteView, _ shape: UInt32, _ side: TemplateSide, _ deployment: Deployment
    ) throws(BodyFailure) {
        text.removeAll()
        text.shrink(toCapacity: BodyValue.textBytesKept)
        do throws(XMLFailure) {
            try reader.read(body, shape: shape, deployment.tables.xml, into: &text)
        } catch {
            throw .notXML(error)
        }
        do throws(JSONFailure) {
            try tape.pointee.read(text.view, mode: .strict)
        } catch {
            throw .notJSON(error)
        }
        content = .value(side, .strict)
    }

    /// The XML shape of a request's media type; nil where its body is JSON.
    static func shape(of exchange: Exchange, _ deployment: Deployment) -> UInt32? {
        if deployment.tables.xml.shapes.count == 0 { return nil }
        guard exchange.method != PlanFormat.none, let record = exchange.mediaSchema(in: deployment.plan),
            record.xmlShape != PlanFormat.none
        else { return nil }
        return record.xmlShape
    }
}

extension Exchange {
    /// The model of the request's media type, else the `$default` one.
    func mediaSchema(in plan: PlanImage) -> MediaSchemaRecord? {
        let range = plan.methods[method].mediaSchemas
        if range.count == 0 { return nil }
        let type = contentType
        var found: MediaSchemaRecord?
        for index in range.indices {
            let record = plan.mediaSchemas[index]
            let own = plan.string(record.contentType)
            if own.equalsIgnoringCase(type) { return record }
            if own == "$default" { found = record }
        }
        return found
    }
}

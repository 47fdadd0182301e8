// The value that the model and the templates see of an XML body: what `gatewright trace` shows.

import GateBytes
import GateJSON
import GatePlan

extension RequestDriver {
    /// The request's body as JSON, where its model has `xml` rules to read it by; nil for other bodies and for those
    /// that cannot be read. Call it inside `observe`.
    package func xmlBodyValue(_ exchange: Exchange) -> [UInt8]? {
        guard let deployment = exchange.deployment, !exchange.requestBody.isEmpty,
            BodyValue.shape(of: exchange, deployment) != nil
        else { return nil }
        let value = BodyValue()
        do throws(BodyFailure) {
            try value.read(.request, mode: .strict, exchange, deployment)
        } catch {
            return nil
        }
        var text = ByteBuffer()
        JSONWriter.append(value.tape.pointee.root, to: &text)
        return [UInt8](text.view)
    }
}

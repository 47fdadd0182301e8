// Events of a WebSocket connection without sockets: frames in, frames out.

import GateBytes
import GateWire

/// What came of bytes that a client has sent on a connection.
package enum DrivenEvent: Equatable {
    /// Nothing was sent to the client.
    case nothing
    case text([UInt8])
    case binary([UInt8])
    /// The connection closes: the frames that went out.
    case closing([UInt8])
    /// There is no open connection, or the bytes hold no whole message.
    case incomplete
}

extension RequestDriver {
    /// Carries out what one frame of the client's holds; the last handshake opened the connection.
    package func perform(
        frame opcode: FrameOpcode, _ payload: [UInt8], upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream
    ) -> DrivenEvent {
        guard let session else { return .incomplete }
        var frame = ByteBuffer(capacity: payload.count + FrameHead.bytesMax)
        payload.withByteView {
            FrameWriting.append(opcode, $0, frameBytesMax: .max, masks: { 0x1234_5678 }, to: &frame)
        }
        out.removeAll()
        setClock()
        var position = 0
        switch session.next(frame.view, &position, gateway.clock, &out) {
        case nil: return out.isEmpty ? .nothing : .text([UInt8](out.view))
        case .closing?:
            let sent = [UInt8](out.view)
            out.removeAll()
            if let step = gateway.beginDisconnect(exchange, session, &out) { _ = run(step, body: .empty, upstream) }
            return .closing(sent)
        case .message?:
            out.removeAll()
            guard case .answered(let bytes) = run(gateway.beginMessage(exchange, session, &out), body: .empty, upstream)
            else { return .incomplete }
            observe?(exchange)
            switch exchange.reply {
            case .none: return .nothing
            case .text: return .text(bytes)
            case .binary: return .binary(bytes)
            }
        }
    }

    /// Closes the connection as a client does; nil gives no code.
    package func close(
        _ code: CloseCode?, reason: String = "", upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream
    ) -> DrivenEvent {
        var payload: [UInt8] = []
        if let code { payload = [UInt8(code.number >> 8), UInt8(code.number & 0xff)] + Array(reason.utf8) }
        return perform(frame: .close, payload, upstream: upstream)
    }
}

// Where TLS is spoken: the command line's address, or the configuration's.

import GateServer

extension TLSService {
    /// The listener; nil when nobody wants one.
    func listener(_ option: HostPort?, configured: HostPort?) throws(CommandFailure) -> TLSListener? {
        guard let address = option ?? configured else {
            if directory != nil {
                Terminal.error("warning: `tls` says nowhere to listen: add `listen`, or --tls-listen HOST:PORT")
            }
            return nil
        }
        guard let directory else {
            throw .unusable(
                "TLS shall be spoken on \(address), and there is no certificate",
                help: "name some under `tls` of the configuration, as README, \"TLS\" shows")
        }
        return TLSListener(host: address.host, port: address.port, directory: directory)
    }

    /// What people read when it starts.
    static func banner(_ address: HostPort?, port: UInt16) -> [String] {
        guard let address, port != 0 else { return [] }
        return ["TLS on https://\(HostPort.text(address.host, port))"]
    }
}

// Identifiers as API Gateway gives them, made from what they name: the same API has the same ones on every machine
// and after every edit that leaves its name alone.

import GateBytes

/// Makes identifiers.
enum Identifiers {
    /// Ten characters of base 36, as AWS's API identifiers.
    static func api(name: String, basePath: String) -> String {
        text(hash(["api", name, basePath]), length: 10)
    }

    /// Six characters of base 36; ten for the root, as AWS's resource identifiers.
    static func resource(_ path: String, of api: String) -> String {
        text(hash(["resource", api, path]), length: path == "/" ? 10 : 6)
    }

    private static func hash(_ parts: [String]) -> UInt64 {
        var bytes: [UInt8] = []
        for part in parts {
            bytes.append(contentsOf: part.utf8)
            bytes.append(0)
        }
        let value = bytes.withByteView { $0.fnv1a }
        // FNV's low bits of short texts are close to each other; this spreads them (finaliser of SplitMix64).
        var mixed = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    private static func text(_ hash: UInt64, length: Int) -> String {
        var value = hash
        var bytes: [UInt8] = []
        for _ in 0..<length {
            let digit = UInt8(value % 36)
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            value /= 36
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

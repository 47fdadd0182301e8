// `Signatures.swift`: keys and digests of Signature Version 4.

extension SwiftRuntime {
    static let signatures = #"""
        // Signature Version 4's keys and digests, on a SHA-256 of its own: what is the same on every
        // platform needs no other package.

        import Foundation

        /// Keys for Signature Version 4.
        public struct AWSCredentials: Sendable {
            public var accessKeyID: String
            public var secretAccessKey: String
            public var sessionToken: String?
            /// Needed where the endpoint does not tell it.
            public var region: String?

            public init(
                accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil,
                region: String? = nil
            ) {
                self.accessKeyID = accessKeyID
                self.secretAccessKey = secretAccessKey
                self.sessionToken = sessionToken
                self.region = region
            }
        }

        extension AWSCredentials: CustomStringConvertible {
            public var description: String { "AWSCredentials(\(accessKeyID))" }
        }

        /// Signs for `execute-api`.
        struct Signer {
            let credentials: AWSCredentials
            let time: Date

            /// `20260131T120000Z`
            var moment: String {
                let whole = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
                return String(Timestamp.text(whole).filter { $0 != "-" && $0 != ":" })
            }

            /// What a signature is good for: a day, a region, a service.
            func scope(host: String) throws -> String {
                guard let region = credentials.region ?? Signer.region(of: host) else {
                    throw UnsendableValue(description: "the credentials need a region")
                }
                return "\(moment.prefix(8))/\(region)/execute-api/aws4_request"
            }

            /// The signature of a canonical request.
            func signature(of canonical: [String], scope: String) -> String {
                let digest = SHA256.hex(SHA256.digest(Array(canonical.joined(separator: "\n").utf8)))
                let text = "AWS4-HMAC-SHA256\n\(moment)\n\(scope)\n\(digest)"
                var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
                for part in scope.split(separator: "/") {
                    key = SHA256.authenticate(Array(part.utf8), key: key)
                }
                return SHA256.hex(SHA256.authenticate(Array(text.utf8), key: key))
            }

            /// A path as it is signed: encoded once more.
            static func canonicalPath(_ path: String) -> String {
                path.split(separator: "/", omittingEmptySubsequences: false).map {
                    String($0).percentEncoded
                }
                .joined(separator: "/")
            }

            /// The pairs of a query as they are signed: in order.
            static func canonicalQuery(_ query: String) -> String {
                let pairs = query.split(separator: "&").map { pair -> (String, String) in
                    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
                }
                return pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
            }

            /// Host with port, path and query of a URL.
            static func parts(of url: String) -> (host: String, path: String, query: String) {
                let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
                let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
                let place = halves.first ?? ""
                let slash = place.firstIndex(of: "/") ?? place.endIndex
                let path = String(place[slash...])
                return (
                    place[..<slash].lowercased(), path.isEmpty ? "/" : path,
                    halves.count > 1 ? String(halves[1]) : ""
                )
            }

            private static func region(of host: String) -> String? {
                let labels = host.split(separator: ".")
                guard let place = labels.firstIndex(of: "execute-api"), place + 1 < labels.count else {
                    return nil
                }
                return String(labels[place + 1])
            }
        }

        /// FIPS 180-4.
        struct SHA256 {
            private static let constants: [UInt32] = [
                0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
                0xab1c_5ed5,
                0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7,
                0xc19b_f174,
                0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc,
                0x76f9_88da,
                0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351,
                0x1429_2967,
                0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e,
                0x9272_2c85,
                0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585,
                0x106a_a070,
                0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f,
                0x682e_6ff3,
                0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
                0xc671_78f2,
            ]

            private var state: [UInt32] = [
                0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
                0x5be0_cd19,
            ]
            private var count: UInt64 = 0
            /// What does not fill a block yet.
            private var rest: [UInt8] = []

            static func digest(_ message: [UInt8]) -> [UInt8] {
                var hash = SHA256()
                hash.update(message)
                return hash.finished()
            }

            mutating func update(_ bytes: some Sequence<UInt8>) {
                let bytes = rest + bytes
                count += UInt64(bytes.count - rest.count)
                let end = bytes.count - bytes.count % 64
                for start in stride(from: 0, to: end, by: 64) { mix(bytes, at: start) }
                rest = Array(bytes[end...])
            }

            mutating func finished() -> [UInt8] {
                let bits = count * 8
                update([0x80] + Array(repeating: 0, count: (119 - rest.count) % 64))
                update(
                    stride(from: UInt64(56), through: 0, by: -8).map {
                        UInt8(truncatingIfNeeded: bits >> $0)
                    })
                return state.flatMap { word in
                    stride(from: UInt32(24), through: 0, by: -8).map {
                        UInt8(truncatingIfNeeded: word >> $0)
                    }
                }
            }

            /// Takes one block in.
            private mutating func mix(_ bytes: [UInt8], at start: Int) {
                var words = [UInt32](repeating: 0, count: 64)
                for index in 0..<16 {
                    let place = start + index * 4
                    words[index] = bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
                }
                for index in 16..<64 {
                    let (late, early) = (words[index - 2], words[index - 15])
                    let first = SHA256.rotated(late, 17) ^ SHA256.rotated(late, 19) ^ (late >> 10)
                    let second = SHA256.rotated(early, 7) ^ SHA256.rotated(early, 18) ^ (early >> 3)
                    words[index] = first &+ words[index - 7] &+ second &+ words[index - 16]
                }
                SHA256.mix(words, into: &state)
            }

            private static func mix(_ words: [UInt32], into state: inout [UInt32]) {
                var round = state
                for index in 0..<64 {
                    let (low, high) = (round[0], round[4])
                    let choice = (high & round[5]) ^ (~high & round[6])
                    let sum = rotated(high, 6) ^ rotated(high, 11) ^ rotated(high, 25)
                    let first = round[7] &+ sum &+ choice &+ constants[index] &+ words[index]
                    let majority = (low & round[1]) ^ (low & round[2]) ^ (round[1] & round[2])
                    let second = (rotated(low, 2) ^ rotated(low, 13) ^ rotated(low, 22)) &+ majority
                    round = [
                        first &+ second, low, round[1], round[2], round[3] &+ first, high, round[5],
                        round[6],
                    ]
                }
                for index in 0..<8 { state[index] = state[index] &+ round[index] }
            }

            private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
                word >> count | word << (32 - count)
            }

            /// RFC 2104, HMAC.
            static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
                var block = key.count > 64 ? digest(key) : key
                block += Array(repeating: 0, count: 64 - block.count)
                return digest(block.map { $0 ^ 0x5c } + digest(block.map { $0 ^ 0x36 } + message))
            }

            static func hex(_ bytes: [UInt8]) -> String {
                bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }
        }

        """#
}

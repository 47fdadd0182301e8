// What versions and ciphers a listener takes, by AWS's names. AWS: "Security policies for custom domains in API
// Gateway", "Security policies for REST APIs in API Gateway", read through their tables of versions and ciphers.

import COpenSSL

/// A security policy.
package struct SecurityPolicy: Hashable, Sendable {
    package let name: String
    /// OpenSSL's number of the oldest version.
    let oldestVersion: Int32
    /// Whether keys are agreed on for each connection alone (ECDHE).
    let isForwardSecret: Bool
    /// Whether AES is the only cipher of TLS 1.3.
    let isFIPS: Bool

    /// What AWS gives to new domain names.
    package static let usual = known[1]

    package static let known = [
        policy("TLS_1_0", TLS1_VERSION), policy("TLS_1_2", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_3_2025_09", TLS1_3_VERSION),
        policy("SecurityPolicy_TLS13_1_3_FIPS_2025_09", TLS1_3_VERSION),
        policy("SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_2_PQ_2025_09", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_1_2_2021_06", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS13_2025_EDGE", TLS1_3_VERSION),
        policy("SecurityPolicy_TLS12_PFS_2025_EDGE", TLS1_2_VERSION),
        policy("SecurityPolicy_TLS12_2018_EDGE", TLS1_2_VERSION),
    ]

    /// nil for names that AWS does not have.
    package init?(_ name: String) {
        guard let known = SecurityPolicy.known.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    private init(name: String, oldestVersion: Int32) {
        self.name = name
        self.oldestVersion = oldestVersion
        isForwardSecret = name.contains("_PFS_")
        isFIPS = name.contains("_FIPS_")
    }

    private static func policy(_ name: String, _ version: Int32) -> SecurityPolicy {
        SecurityPolicy(name: name, oldestVersion: version)
    }

    /// OpenSSL's list for TLS 1.2 and older; nil takes its own. TLS 1.0 signs with SHA-1, which OpenSSL's level of
    /// security has to let pass.
    var ciphers: String? {
        if oldestVersion == TLS1_VERSION { return "DEFAULT:@SECLEVEL=0" }
        if isForwardSecret { return "ECDHE+AESGCM:ECDHE+AES" + (isFIPS ? "" : ":ECDHE+CHACHA20") }
        return isFIPS ? "ECDHE+AESGCM:ECDHE+AES:AESGCM:AES128-SHA256:AES256-SHA256" : nil
    }

    /// OpenSSL's list for TLS 1.3; nil takes its own.
    var suites: String? { isFIPS ? "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384" : nil }
}

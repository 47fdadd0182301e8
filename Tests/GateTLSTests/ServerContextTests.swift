// Server contexts: what they are made of, policies, truststores and what is said of certificates.

import Foundation
import GateBytes
import GateTLS
import Testing

@Suite struct ServerContextTests {
    private func settings(_ certificate: String, _ key: String) throws -> TLSContext.ServerSettings {
        let made = try Certificates.shared.get()
        return .init(certificateFile: made.path(certificate), keyFile: made.path(key))
    }

    private func failure(_ certificate: String, _ key: String) throws -> TLSFailure? {
        let settings = try settings(certificate, key)
        do throws(TLSFailure) {
            _ = try TLSContext.server(settings)
            return nil
        } catch {
            return error
        }
    }

    @Test func faultsOfFilesAreToldApart() throws {
        #expect(try failure("good.pem", "good.key") == nil)
        #expect(try failure("good.pem", "expired.key") == .keyMismatch)
        guard case .certificate? = try failure("none.pem", "good.key") else { throw Unexpected() }
        guard case .certificate? = try failure("good.key", "good.key") else { throw Unexpected() }
        guard case .key? = try failure("good.pem", "none.key") else { throw Unexpected() }
        guard case .key? = try failure("good.pem", "good.pem") else { throw Unexpected() }
    }

    private struct Unexpected: Error {}

    @Test func doubtsAreTold() throws {
        let good = try TLSContext.server(settings("good.pem", "good.key"))
        #expect(good.faults(for: "backend.test").isEmpty && good.faults(for: "").isEmpty)
        #expect(good.faults(for: "other.test") == ["is for other names"])
        #expect(good.faults(for: "*.test") == ["is for other names"])
        let expired = try TLSContext.server(settings("expired.pem", "expired.key"))
        #expect(expired.faults(for: "backend.test").first?.hasPrefix("has expired: ") == true)
    }

    // Facts: access-12.6
    @Test func everyPolicyMakesAContext() throws {
        for policy in SecurityPolicy.known {
            var settings = try settings("good.pem", "good.key")
            settings.policy = policy
            #expect(throws: Never.self, "\(policy.name)") { try TLSContext.server(settings) }
        }
        #expect(SecurityPolicy("TLS_1_2") == .usual && SecurityPolicy("TLS_1_1") == nil)
    }

    // Facts: access-12.6
    @Test func truststoresAreBounded() throws {
        let made = try Certificates.shared.get()
        let root = try Array(Data(contentsOf: URL(fileURLWithPath: made.root)))
        func failure(_ bytes: [UInt8]) -> TruststoreFailure? {
            do throws(TruststoreFailure) {
                _ = try Truststore(bytes)
                return nil
            } catch {
                return error
            }
        }
        let most = (0..<TruststoreLimits.certificatesMax).flatMap { _ in root }
        #expect(failure(most) == nil && failure(most + root) == .tooManyCertificates)
        let padding = [UInt8](repeating: 0x0a, count: TruststoreLimits.bytesMax - root.count)
        #expect(failure(root + padding) == nil)
        #expect(failure(root + padding + [0x0a]) == .tooLarge(bytes: TruststoreLimits.bytesMax + 1))
        #expect(failure([]) == .empty && failure(Array("text".utf8)) == .empty)
        guard case .malformed(certificate: 2, reason: _)? = failure(root + Array("-----BEGIN CERTIFICATE-----\n".utf8))
        else { throw Unexpected() }
        let expired = try Array(Data(contentsOf: URL(fileURLWithPath: made.path("expired.pem"))))
        #expect(try Truststore(root + expired).warnings == ["CN=expired: the certificate has expired"])
        #expect(try Truststore(root).warnings.isEmpty)
    }
}

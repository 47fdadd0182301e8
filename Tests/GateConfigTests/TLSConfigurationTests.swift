// What `tls` says of certificates, policies and truststores.

import GateConfig
import GateTLS
import Testing

@Suite struct TLSConfigurationTests {
    private let files: Set = ["conf/a.pem", "conf/a.key", "/etc/roots.pem", "conf/roots.pem", "conf/two.pem"]

    private func certificate(_ more: String, name: String = "default") -> String {
        "tls:\n  certificates:\n    \(name): {certificate: a.pem, key: a.key\(more)}\n"
    }

    @Test func readsEveryMember() throws {
        let text = """
            tls:
              listen: "[::1]:8443"
              certificates:
                default: {certificate: a.pem, key: a.key}
                API.example.com: {certificate: a.pem, key: a.key, securityPolicy: TLS_1_0}
                "*.example.com":
                  certificate: a.pem
                  key: a.key
                  mutualTlsAuthentication: {truststoreUri: /etc/roots.pem}
                arn:aws:acm:eu-west-1:1:certificate/x:
                  certificate: a.pem
                  key: a.key
                  mutualTlsAuthentication: {truststoreUri: s3://b/k, truststoreVersion: "2"}
              truststores: {"s3://b/k": {"1": roots.pem, "2": two.pem}, "s3://b/other": roots.pem}
            """
        let result = read(text, files: files)
        #expect(result.diagnostics.isEmpty)
        let tls = try #require(result.configuration.tls)
        #expect(tls.listen?.host == "::1" && tls.listen?.port == 8443)
        #expect(
            tls.certificates.map(\.name) == [
                "default", "api.example.com", "*.example.com", "arn:aws:acm:eu-west-1:1:certificate/x",
            ])
        #expect(tls.certificates.map(\.policy.name) == ["TLS_1_2", "TLS_1_0", "TLS_1_2", "TLS_1_2"])
        #expect(tls.certificates[0].certificateFile == "conf/a.pem" && tls.certificates[0].mutual == nil)
        #expect(try tls.file(of: #require(tls.certificates[2].mutual)) == "/etc/roots.pem")
        #expect(try tls.file(of: #require(tls.certificates[3].mutual)) == "conf/two.pem")
        #expect(tls.file(of: .init(uri: "s3://b/k", version: nil)) == nil)
        #expect(tls.file(of: .init(uri: "s3://b/other", version: "7")) == "conf/roots.pem")
        #expect(tls.files.count == 8 + 3 + 2)
        #expect(read("tls: {listen: '0.0.0.0:0'}\n").configuration.tls?.listen?.port == 0)
        #expect(read("account: '123456789012'\n").configuration.tls == nil)
    }

    @Test func reportsFaults() {
        for address in ["8443", "a", "a:x", "::1:80"] {
            expect(5049, "tls:\n  listen: ⟦\"\(address)\"⟧\n" + certificate("").dropFirst(5), files: files)
        }
        expect(5050, "tls:\n  certificates:\n    ⟦default⟧: {certificate: a.pem}\n", files: files)
        expect(5050, "tls:\n  certificates:\n    ⟦default⟧: {key: a.key}\n", files: files)
        for name in ["api.*.com", "a..b", "a b", "http://a", "\"*\""] {
            expect(5051, certificate("", name: "⟦\(name)⟧"), files: files)
        }
        expect(5052, certificate(", securityPolicy: ⟦TLS_1_1⟧"), files: files)
        expect(5053, certificate(", ⟦mutualTlsAuthentication⟧: {}"), files: files)
        expect(5053, certificate(", mutualTlsAuthentication: {truststoreUri: ⟦s3://b/k⟧}"), files: files)
        expect(5045, certificate(", mutualTlsAuthentication: {truststoreUri: ⟦none.pem⟧}"), files: files)
        expect(5045, "tls:\n  certificates:\n    default: {certificate: ⟦b.pem⟧, key: a.key}\n", files: files)
        expect(5054, certificate("") + "  truststores: {⟦roots⟧: roots.pem}\n", files: files)
        expect(5055, "⟦tls⟧: {listen: '127.0.0.1:0'}\n")
        expect(5055, "⟦tls⟧: {certificates: {}}\n")
        expect(5002, certificate(", ⟦chain⟧: a.pem"), files: files)
        expect(5003, "tls: {certificates: ⟦a.pem⟧}\n", files: files)
        expect(5003, certificate(", securityPolicy: ⟦1.2⟧"), files: files)
    }

    @Test func certificatesAndTruststoresAreBounded() {
        let all = (0..<TLSBounds.certificatesMax).map { "    h\($0).test: {certificate: a.pem, key: a.key}\n" }
        let most = "tls:\n  certificates:\n" + all.joined()
        #expect(read(most, files: files).configuration.tls?.certificates.count == TLSBounds.certificatesMax)
        let more = "    one.test: {certificate: a.pem, key: a.key}\n"
        expect(5048, most.replacing("certificates:", with: "⟦certificates⟧:") + more, files: files)
        let stores = (0...TLSBounds.truststoresMax).map { "\"s3://b/\($0)\": roots.pem" }.joined(separator: ", ")
        expect(5048, certificate("") + "  ⟦truststores⟧: {\(stores)}\n", files: files)
    }
}

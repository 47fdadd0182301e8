// Certificates for the tests, made by the openssl command when they start: a root of our own, a server's
// certificate under it, one that has expired, and one for another name.

import Foundation
import Testing

/// The folder with this run's certificates.
struct Certificates: Sendable {
    let folder: URL

    var root: String { path("root.pem") }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Made once for all tests of the process.
    static let shared: Result<Certificates, CertificateError> = Result { () throws(CertificateError) in try make() }

    struct CertificateError: Error { let command: String }

    private static func make() throws(CertificateError) -> Certificates {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatetls-\(getpid())")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CertificateError(command: "mkdir")
        }
        let made = Certificates(folder: folder)
        try run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=Test Root", "-keyout", made.path("root.key"), "-out", made.root,
        ])
        try made.issue("good", names: "DNS:backend.test,IP:127.0.0.1", days: "30")
        try made.issue("expired", names: "DNS:backend.test", days: "-1")
        return made
    }

    private func issue(_ name: String, names: String, days: String) throws(CertificateError) {
        try Certificates.run([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-keyout", path("\(name).key"),
            "-out", path("\(name).csr"),
        ])
        try Certificates.run([
            "x509", "-req", "-in", path("\(name).csr"), "-CA", root, "-CAkey", path("root.key"),
            "-CAcreateserial", "-copy_extensions", "copy", "-days", days, "-out", path("\(name).pem"),
        ])
    }

    private static func run(_ arguments: [String]) throws(CertificateError) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw CertificateError(command: "openssl") }
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw CertificateError(command: arguments.joined(separator: " ")) }
    }
}

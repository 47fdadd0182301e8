// `gatewright client-certificate`: certificates that backends recognise the gateway by.

import ArgumentParser
import GateTLS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Client certificates.
struct ClientCertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client-certificate",
        abstract: "Make certificates that HTTPS backends recognise the gateway by.",
        subcommands: [GenerateCertificateCommand.self])
}

/// Makes a certificate and its key.
struct GenerateCertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write a self-signed certificate and its key.",
        discussion: """
            NAME.pem and NAME.key are what GenerateClientCertificate makes: self-signed, RSA of 2048 bits, good for \
            365 days. Files that are there are not overwritten. Backends are given the certificate to trust; the \
            configuration names both files:

              clientCertificates:
                NAME: {certificate: NAME.pem, key: NAME.key}
              clientCertificateId: NAME
            """)

    @Argument(help: "Path of both files without their endings.", completion: .file())
    var name: String

    /// AWS: "Generate and configure an SSL certificate for backend authentication".
    private static let days = 365

    mutating func run() throws {
        let pair: (certificate: [UInt8], key: [UInt8])
        do throws(TLSFailure) {
            pair = try SelfSignedCertificate.make(commonName: "ApiGateway", days: GenerateCertificateCommand.days)
        } catch {
            throw CommandFailure.unusable("OpenSSL makes no certificate")
        }
        try GenerateCertificateCommand.write(pair.key, to: name + ".key", mode: 0o600)
        try GenerateCertificateCommand.write(pair.certificate, to: name + ".pem", mode: 0o644)
        Terminal.error("wrote \(name).pem and \(name).key")
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        if descriptor < 0 {
            throw .unusable("`\(path)` cannot be written: \(systemText(errno))", help: "choose another name")
        }
        var number = Terminal.write(bytes, to: descriptor)
        if close(descriptor) != 0, number == 0 { number = errno }
        if number != 0 { throw .unusable("`\(path)` cannot be written: \(systemText(number))") }
    }
}

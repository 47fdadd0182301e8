// The configuration file as values: what `gatewright.yaml` says about the surroundings of an API. Each part is a
// section of its own with a reader of its own (`functions:` is FunctionSettings.swift and FunctionsReader.swift); this
// module neither reads files nor starts anything.

import GateCache
import GateUsage

/// What a configuration file says.
package struct Configuration: Equatable, Sendable {
    /// The name under which the command looks for a configuration that nobody named.
    package static let defaultName = "gatewright.yaml"

    /// Local functions in the order of the file.
    package var functions: [FunctionSettings] = []
    /// VPC links in the order of the file.
    package var links: [LinkSettings] = []
    /// Certificates for backends in the order of the file.
    package var certificates: [CertificateSettings] = []
    /// The certificate that the stage presents, `clientCertificateId`; nil presents none.
    package var certificateName: String?
    /// TLS of clients; nil when the file has none.
    package var tls: TLSSettings?
    /// Keys whose values the file tells, in its order.
    package var keys: [KeySettings] = []
    /// Usage plans and limits; without keys.
    package var usage = UsageSettings()
    /// The caches of stages, in the order of the file.
    package var caches: [StageCache] = []
    /// The folder of what outlives the process, seen from where the configuration was named.
    package var stateFolder = Configuration.defaultStateFolder

    /// The state folder when the file names none, beside it.
    package static let defaultStateFolder = ".gatewright"

    /// How many things the control plane keeps.
    package var limits = AccountLimits()
    /// The account that APIs belong to, twelve digits; nil when the file names none.
    package var accountIdentifier: String?
    /// The base of the addresses in answers of the control plane; nil gives AWS's own.
    package var publicAddress: PublicAddress?

    /// Who may sign requests, in the order of the file.
    package var identities: [IdentitySettings] = []

    package init() {}
}

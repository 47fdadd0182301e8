// The configuration file from the disk: found, read, its findings printed.

import GateConfig
import GateSource
import GateTree

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A configuration and the files that it depends on.
struct ConfigurationFile {
    /// Its path; nil when there is none.
    let path: String?
    let configuration: Configuration
    /// Files whose change changes what it says or what its functions do.
    let watchedPaths: [String]

    /// Largest configuration, in bytes. Ours.
    static let bytesMax = 4 << 20
    /// GW1004.
    private static let noDocument: UInt16 = 1004

    /// Reads the named file, or the one with the default name when it is there. Prints findings; throws after errors.
    static func load(_ name: String?, _ reporting: ReportOptions) throws(CommandFailure) -> ConfigurationFile {
        let path = name ?? Configuration.defaultName
        let bytes: [UInt8]
        switch FileReader.readFile(path, limit: bytesMax) {
        case .success(let content): bytes = content
        case .failure(.notFound) where name == nil:
            // It may appear while somebody watches.
            return ConfigurationFile(path: nil, configuration: Configuration(), watchedPaths: [path])
        case .failure(let failure):
            throw .unusable("`\(path)` cannot be read: \(failure.text)", help: "name a configuration: --config FILE")
        }
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let source = sources.add(path: path, bytes: bytes)
        var configuration = Configuration()
        if let root = TreeParser.parse(source, sources: sources, sink: sink) {
            configuration = readConfiguration(
                root, folder: folder(of: path), sink: sink, fileExists: ConfigurationFile.isFile)
        }
        // A file without a document, empty or with comments alone, says nothing; as a specification it would be none.
        let isEmpty = sink.diagnostics.allSatisfy { $0.code.number == noDocument }
        let report = reporting.report(isEmpty ? [] : sink.diagnostics, sources)
        if report.hasErrors || report.warningCount > 0 { try reporting.write(report) }
        if report.hasErrors { throw .findings }
        let handlers = configuration.functions.compactMap { function in
            if case .handler(_, _, let file) = function.program { file } else { nil }
        }
        let certificates = configuration.certificates.flatMap { [$0.certificateFile, $0.keyFile] }
        let roots = configuration.links.map(\.rootsFile).filter { !$0.isEmpty }
        return ConfigurationFile(
            path: path, configuration: configuration,
            watchedPaths: [path] + handlers + certificates + roots
                + (configuration.tls?.files ?? []))
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The folder of a path; empty for the current one.
    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: 0x2f) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

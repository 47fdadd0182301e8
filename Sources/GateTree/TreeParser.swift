// The entry to this module's readers: one file's bytes in, one located tree out.

import GateSource

/// Reads the text of a file.
package struct TreeParser {
    /// The document in a file, or nil after errors that leave no tree. Reports to `sink`; a nil result always
    /// comes with an error.
    ///
    /// A path that ends in `.json`, or in no known extension while the text starts with `{` or `[`, is JSON
    /// (RFC 8259). A `.yaml` or `.yml` file that starts with `{` or `[` is read as JSON when it is JSON, which is
    /// faster, and as YAML otherwise. Everything else is YAML.
    package static func parse(
        _ id: SourceID, sources: SourceMap, limits: TreeLimits = .init(), sink: DiagnosticSink
    ) -> Node? {
        let root = read(id, sources: sources, limits: limits, sink: sink)
        if let root { SecretValues.hide(root, sources) }
        return root
    }

    private static func read(
        _ id: SourceID, sources: SourceMap, limits: TreeLimits, sink: DiagnosticSink
    ) -> Node? {
        let file = sources[id]
        let size = file.bytes.count
        let start = SourceRange(source: id, start: 0, end: 0)
        let sizeMax = min(limits.bytesMax, TreeLimits.bytesCeiling)
        guard size <= sizeMax else {
            sink.report(TreeProblem.tooLarge(size: size, limit: sizeMax, at: start))
            return nil
        }
        if let name = Encoding.unsupported(file.bytes) {
            sink.report(TreeProblem.encoding(name, at: start))
            return nil
        }
        switch Dialect.of(file) {
        case .json:
            return JSONReader.read(file, id, limits: limits, sink: sink).tree?.root
        case .perhapsJSON:
            let attempt = DiagnosticSink()
            let result = JSONReader.read(file, id, limits: limits, sink: attempt)
            if !result.isNotJSON {
                attempt.diagnostics.forEach { sink.report($0) }
                return result.tree?.root
            }
        case .yaml: break
        }
        guard size <= limits.yamlBytesMax else {
            sink.report(TreeProblem.tooLarge(size: size, limit: limits.yamlBytesMax, at: start))
            return nil
        }
        return YAMLReader.read(file, id, limits: limits, sink: sink)?.root
    }

    /// Which language a file is in, as far as its name and first byte tell.
    private enum Dialect {
        case json, perhapsJSON, yaml

        static func of(_ file: SourceFile) -> Dialect {
            let first = Encoding.withoutMark(file.bytes).first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
            let startsAsJSON = first == 0x7b || first == 0x5b
            let name = file.path.lowercased()
            if name.hasSuffix(".json") { return .json }
            if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return startsAsJSON ? .perhapsJSON : .yaml }
            return startsAsJSON ? .json : .yaml
        }
    }
}

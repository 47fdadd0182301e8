// The bounds a document must keep. They exist so that every later pass may recurse over nodes and trust that it
// ends: hostile files are refused here, with a diagnostic, and nowhere else.

/// Bounds of one document.
package struct TreeLimits: Sendable {
    /// Largest file read as JSON, in bytes. AWS imports up to 6 MB ("API Gateway quotas", OpenAPI definition);
    /// ten times that leaves room for documents with long descriptions.
    package var bytesMax = 64 << 20
    /// Largest file read as YAML, in bytes; smaller, because libyaml reads some 20 MB a second.
    package var yamlBytesMax = 48 << 20
    /// Deepest nesting of arrays and objects. Real specifications stay under 60; recursive passes need a few
    /// hundred bytes of stack a level.
    package var depthMax = 512
    /// Most nodes in a document: about 170 MB of records.
    package var nodesMax = 4_000_000
    /// Most nodes that aliases and merge keys may add when they are written out in full.
    package var aliasNodesMax = 1_000_000
    /// Most bytes of scalar text that aliases may add when they are written out in full.
    package var aliasBytesMax = 64 << 20

    /// Nothing may be larger: ids, offsets and sizes are packed into 27 bits and more (see `Tree.Record`).
    static let bytesCeiling = 64 << 20
    static let nodesCeiling = 1 << 26

    /// The bounds used by the command.
    package init() {}
}

// What every TypeScript client brings along, whatever its API: three modules without a dependency but `fetch` and
// WebCrypto, which browsers and Node from 18 on have.

/// Texts of modules that are the same for every API.
enum TypeScriptRuntime {
    /// The modules by their names.
    static let modules = [("encoding", encoding), ("runtime", transport), ("signing", signing)]
    /// Those of clients of WebSocket APIs.
    static let socketModules = [
        ("encoding", encoding), ("presigning", presigning), ("signing", signing), ("socket", socket),
    ]
}

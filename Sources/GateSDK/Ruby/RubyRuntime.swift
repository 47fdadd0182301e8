// What every Ruby client brings along, whatever its API: files that need Ruby's own libraries alone. MODULE and LIBRARY
// stand for the client's names.

/// Texts of files that are the same for every API.
enum RubyRuntime {
    /// The files by their names.
    static let files = [
        ("cancellation", cancellation), ("credentials", credentials), ("requests", requests), ("transport", transport),
        ("values", values),
    ]
    /// Those of a WebSocket API.
    static let socketFiles = [
        ("connection", connection), ("handshake", handshake), ("values", values), ("websocket", webSocket),
    ]
}

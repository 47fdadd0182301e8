// What every Go client brings along, whatever its API: files of its package that need the standard library alone.

/// Texts of files that are the same for every API, without the line that names the package.
enum GoRuntime {
    /// The files of a client that sends requests, by their names.
    static let files = [
        ("backoff", backoff), ("credentials", credentials), ("errors", errors), ("request", request),
        ("signing", signing), ("streams", streams), ("transport", transport), ("values", values),
    ]

    /// The files of a client that holds a connection, by their names.
    static let socketFiles = [
        ("backoff", backoff), ("credentials", credentials), ("frames", frames), ("handshake", handshake),
        ("socket", socket), ("values", values),
    ]
}

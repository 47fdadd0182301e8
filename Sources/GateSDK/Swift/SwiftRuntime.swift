// What every Swift client brings along, whatever its API: files of its module that need Foundation alone.

/// Texts of files that are the same for every API.
enum SwiftRuntime {
    /// The files of every client by their names.
    private static let shared = [
        ("Credentials", credentials),
        ("Fields", fields),
        ("Signatures", signatures),
        ("ValueEncoder", valueEncoder),
        ("Values", values),
    ]
    /// Those of a client whose operations are calls.
    static let files =
        shared + [
            ("APIClient", client),
            ("AsyncHTTPClientTransport", asyncTransport),
            ("Failures", failures),
            ("RequestChecks", requestChecks),
            ("Requests", requests),
            ("Sequences", sequences),
            ("Signing", signing),
            ("Transport", transport),
            ("URLSessionTransport", sessionTransport),
            ("Uploads", uploads),
        ]
    /// Those of a client of a WebSocket API.
    static let socketFiles =
        shared + [
            ("Socket", socket),
            ("StreamChannel", streamChannel),
            ("WebSocket", webSocket),
            ("WebSocketTransport", webSocketTransport),
        ]
}

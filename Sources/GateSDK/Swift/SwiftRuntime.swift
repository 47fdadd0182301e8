// What every Swift client brings along, whatever its API: files of its module that need Foundation alone.

/// Texts of files that are the same for every API.
enum SwiftRuntime {
    /// The files by their names.
    static let files = [
        ("APIClient", client),
        ("AsyncHTTPClientTransport", asyncTransport),
        ("Failures", failures),
        ("Requests", requests),
        ("Sequences", sequences),
        ("Signing", signing),
        ("Transport", transport),
        ("URLSessionTransport", sessionTransport),
        ("ValueEncoder", valueEncoder),
        ("Values", values),
    ]
}

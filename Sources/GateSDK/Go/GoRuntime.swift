// What every Go client brings along, whatever its API: files of its package that need the standard library alone.

/// Texts of files that are the same for every API, without the line that names the package.
enum GoRuntime {
    /// The files by their names.
    static let files = [
        ("credentials", credentials), ("errors", errors), ("request", request), ("streams", streams),
        ("transport", transport), ("values", values),
    ]
}

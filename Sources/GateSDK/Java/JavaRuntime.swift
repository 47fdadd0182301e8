// What every Java client brings along, whatever its API: classes that need nothing but the JDK.

/// Texts of classes that are the same for every API but for the package.
enum JavaRuntime {
    /// The classes of the package `runtime` by their names.
    static var classes: [(String, String)] { values + json + signing + requests + client + calls }
    /// Those of WebSocket APIs.
    static var socketClasses: [(String, String)] { values + json + signing + socket + connection }

    /// A class's text in a package.
    static func text(_ text: String, package: String) -> String {
        text.split(separator: "PACKAGE", omittingEmptySubsequences: false).joined(separator: package)
    }
}

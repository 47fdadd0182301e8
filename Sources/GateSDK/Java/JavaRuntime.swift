// What every Java client brings along, whatever its API: classes that need nothing but the JDK.

/// Texts of classes that are the same for every API but for the package.
enum JavaRuntime {
    /// The classes of the package `runtime` by their names.
    static var classes: [(String, String)] { values + json + signing + requests + client + calls + answers }
    /// Those of WebSocket APIs.
    static var socketClasses: [(String, String)] { values + json + signing + socket + connection }

    /// A class's text in a package. What stands between `//+feature` and `//-feature` is for APIs that need it.
    static func text(_ text: String, package: String, features: Set<String> = []) -> String {
        var lines: [Substring] = []
        var isKept = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let mark = line.drop { $0 == " " }
            if mark.hasPrefix("//+") {
                isKept = features.contains(String(mark.dropFirst(3)))
            } else if mark.hasPrefix("//-") {
                isKept = true
            } else if isKept {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n").split(separator: "PACKAGE", omittingEmptySubsequences: false)
            .joined(separator: package)
    }
}

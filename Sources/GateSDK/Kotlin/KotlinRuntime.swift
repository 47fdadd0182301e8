// What every Kotlin client brings along, whatever its API: files that need nothing but the standard libraries of Kotlin
// and Java.

/// Texts of files that are the same for every API but for the package.
enum KotlinRuntime {
    /// The files of the package `runtime` by their names.
    static var files: [(String, String)] {
        [
            ("Answer", answer), ("Client", client), ("Failures", failures), ("Requests", requests), ("Signer", signer),
            ("Transport", transport),
        ] + shared
    }

    /// Those of clients of WebSocket APIs.
    static var socketFiles: [(String, String)] {
        [("Handshake", handshake), ("Socket", socket), ("SocketTransport", socketTransport)] + shared
    }

    private static var shared: [(String, String)] {
        [
            ("Credentials", credentials), ("Json", json), ("Models", models), ("Parameters", parameters),
            ("Threads", threads),
        ]
    }
}

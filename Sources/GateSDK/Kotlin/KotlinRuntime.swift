// What every Kotlin client brings along, whatever its API: files that need nothing but the standard libraries of Kotlin
// and Java.

/// Texts of files that are the same for every API but for the package.
enum KotlinRuntime {
    /// The files of the package `runtime` by their names.
    static var files: [(String, String)] {
        [
            ("Answer", answer), ("Client", client), ("Failures", failures), ("Json", json), ("Models", models),
            ("Requests", requests), ("Signer", signer), ("Transport", transport),
        ]
    }
}

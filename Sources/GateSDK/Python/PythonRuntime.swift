// What every Python client brings along, whatever its API: three modules that need Python from 3.10 on and httpx.

/// Texts of modules that are the same for every API.
enum PythonRuntime {
    /// The modules by their names.
    static let modules = [("_codec", codec), ("_requests", requests), ("_runtime", transport)]
}

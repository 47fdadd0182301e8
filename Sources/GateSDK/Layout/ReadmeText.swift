// What READMEs of packages of all languages have alike: tables of what can be called, sent and heard.

/// Markdown for READMEs.
enum ReadmeText {
    /// Operations and what methods they are.
    /// - Parameters:
    ///   - indices: The operations.
    ///   - names: Names of methods, by operation.
    static func operations(_ api: ClientAPI, _ indices: [Int], _ names: [String]) -> String {
        var text = "| method | request |\n| --- | --- |\n"
        for index in indices {
            let operation = api.operations[index]
            text += "| `\(names[index])` | `\(operation.method) \(SDKText.code(operation.pathText))` |\n"
        }
        return text + "\n"
    }

    /// Routes and what methods they are, under a heading; nothing without routes.
    /// - Parameter methods: Names, by route.
    static func routes(_ channel: ClientChannel, methods: [String]) -> String {
        if channel.routes.isEmpty { return "" }
        var text = "## What is sent\n\n| method | route | answered |\n| --- | --- | --- |\n"
        for (method, route) in zip(methods, channel.routes) {
            text += "| `\(method)` | `\(SDKText.code(route.key))` | \(route.isAnswered ? "yes" : "no") |\n"
        }
        return text + "\n"
    }

    /// What comes, under a heading; nothing without events.
    /// - Parameter note: How it is taken.
    static func events(_ channel: ClientChannel, note: String) -> String {
        if channel.events.isEmpty { return "" }
        let events = channel.events.map { "- `\(SDKText.code($0.name))`\n" }.joined()
        return "## What comes\n\n\(note)\n\n\(events)\n"
    }

    /// The licence, under a heading; nothing without one.
    static func license(_ api: ClientAPI) -> String {
        guard let license = api.license else { return "" }
        return "\n## Licence\n\n\(SDKText.markdown(license.name)); see `LICENSE`.\n"
    }
}

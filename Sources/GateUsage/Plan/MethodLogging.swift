// What a stage's methods log. AWS: MethodSetting, loggingLevel and dataTraceEnabled.

/// How much of a request's execution is logged.
package enum LoggingLevel: String, CaseIterable, Sendable {
    case off = "OFF"
    /// Why the gateway answered itself, for requests that it did.
    case error = "ERROR"
    case info = "INFO"
}

/// The logging of one method, or of every method; nil is said for every method, or is the default.
package struct MethodLogging: Equatable, Sendable {
    /// `/pets/{id}`; `*` is every resource.
    package var resourcePath: String
    /// `GET`; `*` is every verb.
    package var verb: String
    package var level: LoggingLevel?
    /// Whether parameters, headers and bodies are logged too.
    package var tracesData: Bool?

    package init(resourcePath: String, verb: String, level: LoggingLevel?, tracesData: Bool?) {
        self.resourcePath = resourcePath
        self.verb = verb
        self.level = level
        self.tracesData = tracesData
    }
}

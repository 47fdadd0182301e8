// One key of `apiKeys:`.

/// A key whose value the configuration tells.
package struct KeySettings: Equatable, Sendable {
    package let id: String
    package let name: String
    package let value: String
    package var description = ""
    package var customerId = ""
    package var isEnabled = true
    /// Identifiers of its usage plans.
    package var plans: [String] = []

    package init(id: String, name: String, value: String) {
        self.id = id
        self.name = name
        self.value = value
    }
}

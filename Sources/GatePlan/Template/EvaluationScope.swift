// What text that a template evaluates when it runs is compiled with. It stands here because the machine fills it in
// and the compiler reads it, and neither knows the other.

/// What evaluated text sees of the template around it, and of texts that were evaluated before it.
package struct EvaluationScope: Sendable {
    /// References without a value are the empty string (the `aws` profile), else null.
    package var nullIsEmpty: Bool
    /// Whether the program says which places of the text its instructions come from.
    package var keepsPlaces = false
    /// The run's variables: the program's own, then those that evaluated texts added. The place is the number.
    package var names: [String]
    /// Names of the parameters of the macro around it, in their order.
    package var parameters: [String]
    /// Names that a loop's variable hides, though they are no variables.
    package var hidden: [String]
    /// Macros that can be called: names, and texts from `#macro` to `#end`, in the order of their definition.
    package var macros: [(name: String, source: String)]

    package init(
        nullIsEmpty: Bool, names: [String], parameters: [String] = [], hidden: [String] = [],
        macros: [(name: String, source: String)] = []
    ) {
        self.nullIsEmpty = nullIsEmpty
        self.names = names
        self.parameters = parameters
        self.hidden = hidden
        self.macros = macros
    }

    /// The variable of a loop that hides a parameter or a given object: no reference can be written so.
    package static func hiding(_ name: String) -> String { "\(name) (loop)" }
}

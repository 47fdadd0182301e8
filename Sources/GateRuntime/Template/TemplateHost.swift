// What a template is given: the machine asks its host. Generic, so that the machine is compiled for each host and
// nothing is called through a table.

import GateBytes
import GateJSON
import GatePlan

/// Where `$input`, `$context` and `$stageVariables` come from. Text in returned values lives until the run ends.
package protocol TemplateHost {
    /// Whether the machine tells the host of every instruction.
    static var isTraced: Bool { get }
    /// The body as it came; empty reads as `{}`.
    var body: ByteView { get }
    /// Reads the body's value into a tape, or gives the tape that has it already. It lives until the run ends.
    func readBody(
        into tape: UnsafeMutablePointer<JSONTape>
    ) throws(TemplateFailure) -> UnsafeMutablePointer<JSONTape>
    /// The value of a parameter: path, then query string, then header; null if there is none.
    func parameter(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue
    /// `$input.params()`: maps `path`, `querystring` and `header`.
    func parameters(_ heap: inout TemplateHeap) -> TemplateValue
    /// A `$context` variable; null if it has no value.
    func contextValue(_ variable: ContextVariable, _ heap: inout TemplateHeap) -> TemplateValue
    /// All of `$context`, with `requestOverride` and `responseOverride` last.
    func context(_ heap: inout TemplateHeap) -> TemplateValue
    func stageVariable(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue
    func stageVariables(_ heap: inout TemplateHeap) -> TemplateValue
    /// The template is done; `context` is what it left of `$context`.
    mutating func takeOverrides(
        request: TemplateValue, response: TemplateValue, _ heap: inout TemplateHeap
    ) throws(TemplateFailure)
}

extension TemplateHost {
    package static var isTraced: Bool { false }
}

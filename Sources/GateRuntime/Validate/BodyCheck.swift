// Request bodies against models, and JSONPath sources of parameter mappings.

import GateBytes
import GatePlan

/// Checks bodies against compiled schemas.
package struct SchemaValidator: ~Copyable {
    package init() {}
}

/// What a mapping's JSONPath found.
enum BodySelection {
    case found
    case missing
    case notJSON
}

extension Gateway {
    /// Why a body does not satisfy a schema; nil when it does.
    func schemaError(
        _ body: ByteView, schema: UInt32, _ plan: PlanImage, _ scratch: inout Scratch
    ) -> ExchangeError? {
        nil
    }

    /// Selects from a body by a JSONPath; the text of what was found goes to `value`.
    func select(
        _ path: UInt32, in text: ByteView, _ scratch: inout Scratch, into value: inout ByteBuffer
    ) -> BodySelection {
        .missing
    }
}

// Made by gatewright from Pet store 1.0: a change here is lost.

import Foundation

/// What values of types have to satisfy before they go out.
enum ValueRules {
    static let newPet: ValueRule = .object(
        members: [
            "name": .value(ValueBounds(minLength: 1, maxLength: 40)),
            "price": .value(ValueBounds(minimum: "0")),
            "tags": .array(ValueBounds(maxItems: 8)),
        ]
    )
}

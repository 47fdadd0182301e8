// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore

import petstore.runtime.TypeRule
import petstore.runtime.ValueRule

internal object NewPetRule : TypeRule(
    {
        ValueRule(
            members = listOf(
                "name" to ValueRule(minLength = 1, maxLength = 40),
                "price" to ValueRule(minimum = "0"),
                "tags" to ValueRule(maxItems = 8)
            )
        )
    }
)

// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import java.util.Map;
import petstore.runtime.ValueRule;

/** What requests have to satisfy. */
final class ValueRules {
    static final ValueRule NEW_PET = ValueRule.later(ValueRules::newPet);

    private static ValueRule newPet() {
        return new ValueRule()
                .members(
                        Map.entry("name", new ValueRule().minLength(1).maxLength(40)),
                        Map.entry("price", new ValueRule().minimum("0")),
                        Map.entry("tags", new ValueRule().maxItems(8)));
    }
}

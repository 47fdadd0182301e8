// Values of `enum` and `const` as a tape in the plan.

import GateBytes
import GatePlan
import GateTree

/// Appends values to the plan's value tape.
struct SchemaValueLowering {
    private let builder: PlanBuilder

    init(_ builder: PlanBuilder) {
        self.builder = builder
        // Entry 0 stands where a document's tape has its header.
        if builder.count(of: SchemaValueRecord.self) == 0 {
            builder.append(SchemaValueRecord(head: 0, link: 0, text: .empty))
        }
    }

    /// Appends an array of the values; returns its entry.
    func append(list values: [Node]) -> UInt32 {
        let index = builder.append(SchemaValueRecord(head: 0, link: 0, text: .empty))
        for value in values { append(value) }
        close(index, kind: 5, count: values.count)
        return index
    }

    private func close(_ index: UInt32, kind: UInt32, count: Int) {
        let end = UInt32(builder.count(of: SchemaValueRecord.self))
        builder.replace(
            index, with: SchemaValueRecord(head: kind | UInt32(count) << 8, link: end, text: .empty))
    }

    /// Recursion is bounded by the tree's own depth limit.
    private func append(_ value: Node) {
        switch value.kind {
        case .null: scalar(0, "")
        case .boolean: scalar(value.boolean == true ? 2 : 1, "")
        case .number:
            // JSON spelling: YAML knows others.
            let text = value.json() ?? "0"
            let isFractional = text.utf8.contains { $0 == 0x2e || $0 | 0x20 == 0x65 }
            scalar(3 | (isFractional ? 0x40 : 0), text)
        case .string: scalar(4, value.string ?? "")
        case .array:
            let index = builder.append(SchemaValueRecord(head: 0, link: 0, text: .empty))
            let elements = value.elements
            for element in elements { append(element) }
            close(index, kind: 5, count: elements.count)
        case .object:
            let index = builder.append(SchemaValueRecord(head: 0, link: 0, text: .empty))
            let members = value.members
            for member in members {
                builder.append(SchemaValueRecord(head: 7, link: 0, text: builder.intern(member.key)))
                append(member.value)
            }
            close(index, kind: 6, count: members.count)
        }
    }

    private func scalar(_ head: UInt32, _ text: String) {
        let next = UInt32(builder.count(of: SchemaValueRecord.self) + 1)
        builder.append(SchemaValueRecord(head: head, link: next, text: builder.intern(text)))
    }
}

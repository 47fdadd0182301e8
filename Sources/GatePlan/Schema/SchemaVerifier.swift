// Checks the schema sections: every node, table, list and text is in bounds, tables are sorted, values form a
// tape. Cycles between nodes are allowed; the validator bounds its own depth and work.

import GateBytes

extension PlanVerifier {
    func verifySchemas(_ image: PlanImage) throws(PlanError) {
        let tables = SchemaTables(image)
        for index in 0..<tables.schemas.count {
            let record = tables.schemas[index]
            try check(isSound(record.root, within: tables.nodes.count), .schemas, index, "root")
        }
        for index in 0..<tables.nodes.count { try verifyNode(index, tables, image) }
        for index in 0..<tables.properties.count {
            let record = tables.properties[index]
            try check(isSound(record.name), .schemaProperties, index, "name")
            let isDeclared = record.flags & SchemaPropertyRecord.declared != 0
            let isSound = isSound(record.node, within: tables.nodes.count, orNone: !isDeclared)
            try check(isSound && record.flags < 4, .schemaProperties, index, "node")
        }
        for index in 0..<tables.checks.count { try verifyCheck(index, tables, image) }
        try verifyValues(tables)
        let patterns = image.view(PatternRecord.self)
        for index in 0..<patterns.count {
            try check(isSound(patterns[index].text), .schemaAuxiliary, index, "text")
            try check(patterns[index].options < 256, .schemaAuxiliary, index, "options")
        }
    }

    private func verifyNode(_ index: Int, _ tables: SchemaTables, _ image: PlanImage) throws(PlanError) {
        let record = tables.nodes[index]
        try check(record.types < 256 && record.flags < 16, .schemaNodes, index, "types")
        try check(isSound(record.checks, within: tables.checks.count), .schemaNodes, index, "checks")
        try check(isSound(record.properties, within: tables.properties.count), .schemaNodes, index, "properties")
        try check(isSound(record.patterns, within: tables.checks.count), .schemaNodes, index, "patterns")
        let additional = isSound(record.additional, within: tables.nodes.count, orNone: true)
        try check(additional, .schemaNodes, index, "additional")
        let patterns = image.view(PatternRecord.self).count
        for entry in record.patterns.indices {
            let entry = tables.checks[entry]
            let isSound = isSound(entry.first, within: tables.nodes.count) && isSound(entry.second, within: patterns)
            try check(isSound && entry.isOf(.entry), .schemaNodes, index, "patterns")
        }
        var required = 0
        var before: ByteView?
        for entry in record.properties.indices {
            let property = tables.properties[entry]
            try check(isSound(property.name), .schemaProperties, entry, "name")
            let name = image.string(property.name)
            if let before {
                try check(SchemaNameOrder.compare(before, name) < 0, .schemaProperties, entry, "order")
            }
            before = name
            if property.flags & SchemaPropertyRecord.required != 0 { required += 1 }
        }
        try check(required == Int(record.requiredCount), .schemaNodes, index, "requiredCount")
    }

    private func verifyCheck(_ index: Int, _ tables: SchemaTables, _ image: PlanImage) throws(PlanError) {
        let record = tables.checks[index]
        guard let keyword = SchemaKeyword(rawValue: record.keywordValue) else {
            throw .record(.schemaReferences, index: index, field: "keyword")
        }
        let nodes = tables.nodes.count
        switch keyword {
        case .multipleOf, .maximum, .minimum: try check(isSound(record.text), .schemaReferences, index, "text")
        case .pattern:
            let patterns = image.view(PatternRecord.self).count
            try check(isSound(record.first, within: patterns), .schemaReferences, index, "pattern")
        case .prefixItems, .allOf, .anyOf, .oneOf:
            try check(isSound(record.range, within: tables.checks.count), .schemaReferences, index, "list")
            for entry in record.range.indices {
                let entry = tables.checks[entry]
                let isSound = entry.isOf(.entry) && isSound(entry.first, within: nodes)
                try check(isSound, .schemaReferences, index, "list")
            }
        case .items, .contains, .propertyNames, .not, .reference, .unevaluatedProperties, .unevaluatedItems:
            try check(isSound(record.first, within: nodes), .schemaReferences, index, "node")
        case .dependency:
            try check(isSound(record.text), .schemaReferences, index, "name")
            try check(isSound(record.third, within: nodes), .schemaReferences, index, "node")
        case .condition:
            for node in [record.first, record.second, record.third] {
                try check(isSound(node, within: nodes, orNone: true), .schemaReferences, index, "node")
            }
            try check(record.first != PlanFormat.none, .schemaReferences, index, "node")
        case .enumeration:
            let isSound = record.first > 0 && isSound(record.first, within: tables.values.count)
            try check(isSound && tables.values[record.first].head & 15 == 5, .schemaReferences, index, "value")
        case .discriminator: try verifyDiscriminator(record, index, tables, image)
        case .format:
            try check(SchemaFormat(rawValue: record.first) != nil, .schemaReferences, index, "format")
        case .entry, .maxLength, .minLength, .maxItems, .minItems, .maxProperties, .minProperties, .uniqueItems: break
        }
    }

    private func verifyDiscriminator(
        _ record: SchemaCheckRecord, _ index: Int, _ tables: SchemaTables, _ image: PlanImage
    ) throws(PlanError) {
        let count = tables.properties.count
        let isSound = isSound(record.range, within: count) && isSound(record.third, within: count)
        try check(isSound, .schemaReferences, index, "values")
        var before: ByteView?
        for entry in record.range.indices {
            let property = tables.properties[entry]
            try check(self.isSound(property.name), .schemaProperties, entry, "name")
            let name = image.string(property.name)
            if let before {
                try check(SchemaNameOrder.compare(before, name) < 0, .schemaProperties, entry, "order")
            }
            before = name
        }
    }

    /// Every container's link closes over whole values inside of its own container.
    private func verifyValues(_ tables: SchemaTables) throws(PlanError) {
        let count = tables.values.count
        if count == 0 { return }
        // Ends and remaining children of the containers around the entry.
        var open: [(end: Int, isObject: Bool, left: Int)] = []
        var index = 1
        while index < count {
            while let inner = open.last, inner.end == index {
                try check(inner.left == 0, .schemaValues, index, "count")
                open.removeLast()
            }
            if let inner = open.last {
                try check(inner.left > 0, .schemaValues, index, "count")
                open[open.count - 1].left -= 1
                if inner.isObject {
                    let name = tables.values[index]
                    try check(name.head & 0xff == 7 && isSound(name.text), .schemaValues, index, "name")
                    index += 1
                    try check(index < inner.end, .schemaValues, index, "value")
                }
            }
            let record = tables.values[index]
            let kind = record.head & 15
            try check(kind < 7 && isSound(record.text), .schemaValues, index, "kind")
            let end = Int(record.link)
            try check(end > index && end <= (open.last?.end ?? count), .schemaValues, index, "link")
            if kind >= 5 {
                try check(open.count < 512, .schemaValues, index, "depth")
                if end > index + 1 {
                    open.append((end, kind == 6, Int(record.head >> 8)))
                } else {
                    try check(record.head >> 8 == 0, .schemaValues, index, "count")
                }
            } else {
                try check(end == index + 1 && record.head >> 8 == 0, .schemaValues, index, "link")
            }
            index += 1
        }
        for inner in open { try check(inner.end == count && inner.left == 0, .schemaValues, count - 1, "count") }
    }
}

/// The order of names in property tables: by length, then by bytes.
@usableFromInline
package enum SchemaNameOrder {
    /// Negative, zero or positive.
    @inlinable
    package static func compare(_ left: ByteView, _ right: ByteView) -> Int {
        if left.count != right.count { return left.count - right.count }
        for index in 0..<left.count where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return 0
    }
}

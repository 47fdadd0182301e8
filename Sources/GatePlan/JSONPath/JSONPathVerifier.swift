// Checks the path sections. Paths refer to filters and filters to paths, so besides bounds it proves that the
// references never come back: a filter's children stand before it, a filter's paths before the path it serves.

import GateBytes

/// What a filter record or path needs, worked out in file order.
private struct JSONPathReach {
    /// Recursion depth of evaluating it.
    var depth: Int
    /// One past the highest path it refers to.
    var paths: Int
}

extension PlanVerifier {
    /// Deepest nesting of filters and paths that is evaluated. Twice what the parser's own bounds let through.
    private static let nestingMax = 128

    func verifyJSONPaths(_ image: PlanImage) throws(PlanError) {
        let tables = JSONPathTables(image)
        var filters: [JSONPathReach] = []
        var paths: [JSONPathReach] = []
        // Filters may refer to any path of lower number than the path that uses them, whose depth is known only
        // in file order of paths: bounds of the records come first, depths second.
        for index in 0..<tables.filters.count {
            filters.append(try reach(ofFilter: index, tables, filters))
        }
        for index in 0..<tables.paths.count {
            let record = tables.paths[index]
            try check(isSound(record.steps, within: tables.steps.count), .jsonPaths, index, "steps")
            try check(record.steps.count <= 1024, .jsonPaths, index, "steps")
            try check(record.flags < 16, .jsonPaths, index, "flags")
            var reach = JSONPathReach(depth: 1, paths: 0)
            for step in record.steps.indices {
                try verify(step: step, tables)
                try reachOfStep(step, tables, filters, into: &reach)
                try check(
                    tables.steps[step].kind != .scan || step < record.steps.indices.upperBound - 1, .jsonPathSteps,
                    step, "scan")
            }
            try check(reach.paths <= index, .jsonPaths, index, "order")
            paths.append(reach)
        }
        try verifyDepths(tables, filters)
    }

    private func reach(
        ofFilter index: Int, _ tables: JSONPathTables, _ known: [JSONPathReach]
    ) throws(PlanError) -> JSONPathReach {
        let record = tables.filters[index]
        guard let kind = JSONPathFilterKind(rawValue: record.kindValue) else {
            throw .record(.jsonPathFilters, index: index, field: "kind")
        }
        var children: [Int] = []
        var reach = JSONPathReach(depth: 1, paths: 0)
        switch kind {
        case .or, .and:
            let range = record.range
            try check(isSound(range, within: tables.auxiliary.count), .jsonPathFilters, index, "children")
            for child in range.indices { children.append(Int(tables.auxiliary[child].first)) }
            try check(!children.isEmpty, .jsonPathFilters, index, "children")
        case .not: children = [Int(record.first)]
        case .compare:
            children = [Int(record.first), Int(record.second)]
            let isKnown = JSONPathOperatorKind(rawValue: record.operation) != nil
            try check(isKnown, .jsonPathFilters, index, "operation")
        case .exists, .path:
            try check(isSound(record.first, within: tables.paths.count), .jsonPathFilters, index, "path")
            reach.paths = Int(record.first) + 1
        case .string, .number, .json: try check(isSound(record.text), .jsonPathFilters, index, "text")
        case .pattern:
            let patterns = tables.image.view(PatternRecord.self).count
            try check(isSound(record.first, within: patterns), .jsonPathFilters, index, "pattern")
        case .true, .false, .null: break
        }
        for child in children {
            try check(child < index, .jsonPathFilters, index, "child")
            let childKind = tables.filters[child].kind
            try check(childKind.isCondition == (kind != .compare), .jsonPathFilters, index, "child")
            reach.depth = max(reach.depth, known[child].depth + 1)
            reach.paths = max(reach.paths, known[child].paths)
        }
        try check(reach.depth <= PlanVerifier.nestingMax, .jsonPathFilters, index, "depth")
        return reach
    }

    private func verify(step index: Int, _ tables: JSONPathTables) throws(PlanError) {
        let record = tables.steps[index]
        guard let kind = JSONPathStepKind(rawValue: record.head & 0xff) else {
            throw .record(.jsonPathSteps, index: index, field: "kind")
        }
        let auxiliary = tables.auxiliary.count
        switch kind {
        case .name: try check(isSound(record.name), .jsonPathSteps, index, "name")
        case .names:
            try check(isSound(record.range, within: auxiliary), .jsonPathSteps, index, "names")
            for name in record.range.indices {
                try check(isSound(tables.auxiliary[name].text), .jsonPathAuxiliary, name, "name")
            }
        case .indexes: try check(isSound(record.range, within: auxiliary), .jsonPathSteps, index, "indexes")
        case .slice: try check(record.operation > 0 && record.operation < 4, .jsonPathSteps, index, "operation")
        case .filter:
            let isSound = isSound(record.first, within: tables.filters.count)
            try check(isSound, .jsonPathSteps, index, "filter")
            try check(tables.filters[Int(record.first)].kind.isCondition, .jsonPathSteps, index, "filter")
        case .function:
            let isKnown = JSONPathFunctionKind(rawValue: record.operation) != nil
            try check(isKnown, .jsonPathSteps, index, "operation")
            try check(isSound(record.range, within: auxiliary), .jsonPathSteps, index, "arguments")
            for argument in record.range.indices { try verify(argument: argument, tables) }
        case .index, .wildcard, .scan: break
        }
    }

    private func verify(argument index: Int, _ tables: JSONPathTables) throws(PlanError) {
        let record = tables.auxiliary[index]
        switch record.second {
        case JSONPathAuxiliaryRecord.pathArgument:
            try check(isSound(record.first, within: tables.paths.count), .jsonPathAuxiliary, index, "path")
        case JSONPathAuxiliaryRecord.literalArgument:
            let isSound = isSound(record.first, within: tables.filters.count)
            try check(isSound, .jsonPathAuxiliary, index, "literal")
            try check(tables.filters[Int(record.first)].kind == .json, .jsonPathAuxiliary, index, "literal")
        default: throw .record(.jsonPathAuxiliary, index: index, field: "argument")
        }
    }

    private func reachOfStep(
        _ step: Int, _ tables: JSONPathTables, _ filters: [JSONPathReach], into reach: inout JSONPathReach
    ) throws(PlanError) {
        let record = tables.steps[step]
        if record.kind == .filter { reach.paths = max(reach.paths, filters[Int(record.first)].paths) }
        if record.kind != .function { return }
        for argument in record.range.indices {
            let argument = tables.auxiliary[argument]
            if argument.second == JSONPathAuxiliaryRecord.pathArgument {
                reach.paths = max(reach.paths, Int(argument.first) + 1)
            }
        }
    }

    /// How deep evaluation recurses through filters and arguments. Each path refers to earlier ones only, so their
    /// depths are known; a filter's depth is worked out once, when the first path uses it.
    private func verifyDepths(_ tables: JSONPathTables, _ filters: [JSONPathReach]) throws(PlanError) {
        var depths: [Int] = []
        var memo = [Int](repeating: 0, count: filters.count)
        for index in 0..<tables.paths.count {
            var inner = 0
            for step in tables.paths[index].steps.indices {
                let record = tables.steps[step]
                if record.kind == .filter {
                    inner = max(inner, depth(ofFilter: Int(record.first), tables, depths, &memo))
                }
                if record.kind != .function { continue }
                for argument in record.range.indices {
                    let argument = tables.auxiliary[argument]
                    if argument.second == JSONPathAuxiliaryRecord.pathArgument {
                        inner = max(inner, depths[Int(argument.first)])
                    }
                }
            }
            try check(inner < PlanVerifier.nestingMax, .jsonPaths, index, "depth")
            depths.append(inner + 1)
        }
    }

    private func depth(
        ofFilter index: Int, _ tables: JSONPathTables, _ paths: [Int], _ memo: inout [Int]
    ) -> Int {
        if memo[index] > 0 { return memo[index] }
        let record = tables.filters[index]
        var inner = 0
        switch record.kind {
        case .or, .and:
            for child in record.range.indices {
                inner = max(inner, depth(ofFilter: Int(tables.auxiliary[child].first), tables, paths, &memo))
            }
        case .not: inner = depth(ofFilter: Int(record.first), tables, paths, &memo)
        case .compare:
            inner = max(
                depth(ofFilter: Int(record.first), tables, paths, &memo),
                depth(ofFilter: Int(record.second), tables, paths, &memo))
        case .exists, .path: inner = paths[Int(record.first)]
        default: break
        }
        memo[index] = inner + 1
        return inner + 1
    }
}

// What compiles text that only exists while a template runs: the text of `#evaluate`, and paths that are put together.
// The runtime knows no compiler. Whoever owns a machine gives it one, and it verifies what it is given as it verifies
// any plan. What was compiled lately is kept by the worker: most templates make the same texts again and again.

import GateBytes
import GatePlan

/// A compiler of templates and paths.
package struct TemplateEvaluator: Sendable {
    /// A plan, and which of its programs or paths is meant.
    package typealias Compiled = (plan: [UInt8], index: UInt32)

    let template: @Sendable (_ text: String, EvaluationScope) -> Compiled?
    let path: @Sendable (_ text: String) -> Compiled?

    /// `template` gives nil for a text that is no template.
    package init(
        template: @escaping @Sendable (_ text: String, EvaluationScope) -> Compiled?,
        path: @escaping @Sendable (_ text: String) -> Compiled?
    ) {
        self.template = template
        self.path = path
    }
}

/// Something compiled.
final class CompiledText {
    enum Kind {
        case template, path
    }

    /// What it was compiled from.
    let key: [UInt8]
    let tables: PlanTables
    /// The program's or path's number in its plan.
    let index: UInt32
    /// The run in which it was met last, and the number that it has there.
    var serial: UInt64 = 0
    var number = 0

    /// Nil for a plan that does not hold what was asked for.
    init?(_ key: ByteView, _ compiled: TemplateEvaluator.Compiled, _ kind: Kind) {
        do throws(PlanError) {
            tables = PlanTables(try PlanImage(copying: compiled.plan))
        } catch {
            return nil
        }
        self.key = Array(key)
        index = compiled.index
        let count = kind == .path ? tables.paths.paths.count : tables.templates.programs.count
        if Int(index) >= count { return nil }
    }

    /// The program of an evaluated text.
    var program: ProgramRecord { tables.templates.programs[index] }

    /// What it takes in memory, nearly.
    var size: Int { tables.plan.bytes.count + key.count }
}

/// What was compiled lately; what was compiled first makes room.
struct CompiledTexts {
    private let countMax: Int
    private let bytesMax: Int
    private var known: [UInt64: CompiledText] = [:]
    /// Hashes in the order of compilation, from `first` on.
    private var order: [UInt64] = []
    private var first = 0
    private var bytes = 0

    init(countMax: Int, bytesMax: Int) {
        self.countMax = countMax
        self.bytesMax = bytesMax
    }

    func find(_ key: ByteView) -> CompiledText? {
        guard let entry = known[key.fnv1a], entry.key.withByteView({ $0 == key }) else { return nil }
        return entry
    }

    mutating func keep(_ entry: CompiledText) {
        let hash = entry.key.withByteView { $0.fnv1a }
        // Of two texts with one hash the first stays.
        if entry.size > bytesMax || known[hash] != nil { return }
        while known.count >= countMax || bytes + entry.size > bytesMax { dropFirst() }
        known[hash] = entry
        order.append(hash)
        bytes += entry.size
    }

    private mutating func dropFirst() {
        if let dropped = known.removeValue(forKey: order[first]) { bytes -= dropped.size }
        first += 1
        if first > countMax {
            order.removeFirst(first)
            first = 0
        }
    }
}

/// What one run's evaluated texts share.
struct TemplateEvaluation: ~Copyable {
    var texts = CompiledTexts(
        countMax: TemplateMachine.evaluatedTextsMax, bytesMax: TemplateMachine.evaluatedTextsBytesMax)
    var paths = CompiledTexts(
        countMax: TemplateMachine.madePathsMax, bytesMax: TemplateMachine.madePathsBytesMax)
    /// Counts runs that evaluate.
    var serial: UInt64 = 0
    /// The plans that the run's units stand in: its own, then those of evaluated texts. Empty until one is evaluated.
    var runs: [TemplateRun] = []
    /// The evaluated texts behind `runs`, the first being that of run 1.
    var adopted: [CompiledText] = []
    /// Names of variables and macros so far, each behind its length: texts are compiled for them.
    var lineage = ByteBuffer(capacity: 512)
    var variables = 0
    var key = ByteBuffer(capacity: 1024)
    var depth = 0

    init() {}

    mutating func removeAll() {
        if runs.isEmpty { return }
        runs.removeAll(keepingCapacity: true)
        adopted.removeAll(keepingCapacity: true)
        depth = 0
    }
}

// A value of a template: sixteen bytes, no references, no retain. What it points to (text, lists, maps) stands in
// the run's arena, in the plan, in the body or in the exchange, all of which outlive the run.

import GateBytes

/// What a value is; Java's classes as far as templates can tell them apart.
package enum TemplateTag: UInt8, BitwiseCopyable {
    case null = 0
    case boolean
    /// `Integer`
    case integer
    /// `Long`
    case long
    /// `BigInteger`: decimal text.
    case big
    /// `Double`
    case double
    /// `BigDecimal`: decimal text as it was written.
    case decimal
    case string
    /// `Character`: its text.
    case character
    /// `ArrayList`, json-smart's `JSONArray` and their like: a `TemplateObject`.
    case list
    /// `LinkedHashMap`: a `TemplateObject`.
    case map
    /// What `entrySet()` holds: an object of two items.
    case entry
    /// An array of the body, by its place in the tape.
    case tapeArray
    /// An object of the body, by its place in the tape.
    case tapeObject
    /// Whole numbers from the low to the high half, for loops.
    case range
    case input
    case util
    /// `java.lang.Class`: the class's name.
    case javaClass
    /// `$foreach` of the loop with a number.
    case loop
    /// Text that is rendered where it is printed: a unit and a frame.
    case block
    /// Where output was when a text began.
    case mark
}

/// One value.
package struct TemplateValue: BitwiseCopyable {
    package var tag: TemplateTag
    /// Bytes of a text; the frame of a block.
    var length: UInt32
    var bits: UInt64

    @inline(__always)
    init(_ tag: TemplateTag, bits: UInt64 = 0, length: UInt32 = 0) {
        self.tag = tag
        self.length = length
        self.bits = bits
    }

    package static let null = TemplateValue(.null)

    package init(_ value: Bool) { self.init(.boolean, bits: value ? 1 : 0) }

    /// An `Integer` where it fits, else a `Long`.
    package init(_ value: Int) {
        self.init(Int32(exactly: value) != nil ? .integer : .long, bits: UInt64(bitPattern: Int64(value)))
    }

    package init(long value: Int) { self.init(.long, bits: UInt64(bitPattern: Int64(value))) }

    package init(_ value: Double) { self.init(.double, bits: value.bitPattern) }

    /// Text that stays where it is.
    @inline(__always)
    package init(_ view: ByteView) { self.init(.string, view) }

    @inline(__always)
    init(_ tag: TemplateTag, _ view: ByteView) {
        self.init(
            tag, bits: UInt64(UInt(bitPattern: view.base)), length: UInt32(truncatingIfNeeded: view.count))
    }

    init(_ tag: TemplateTag, _ object: UnsafeMutablePointer<TemplateObject>) {
        self.init(tag, bits: UInt64(UInt(bitPattern: object)))
    }

    @inline(__always)
    package var isNull: Bool { tag == .null }

    /// Whether a condition holds: only null and false are not.
    @inline(__always)
    var isTrue: Bool { tag == .boolean ? bits != 0 : tag != .null }

    /// The text of a string, character, big number or decimal.
    @inline(__always)
    package var view: ByteView {
        guard let base = UnsafePointer<UInt8>(bitPattern: UInt(bits)) else { return .empty }
        return ByteView(base: base, count: Int(length))
    }

    @inline(__always)
    var number: Int { Int(Int64(bitPattern: bits)) }

    @inline(__always)
    var floating: Double { Double(bitPattern: bits) }

    /// The object of a list, map or entry.
    @inline(__always)
    var object: UnsafeMutablePointer<TemplateObject>? { UnsafeMutablePointer(bitPattern: UInt(bits)) }

    var isWhole: Bool { tag == .integer || tag == .long }

    var isNumber: Bool {
        switch tag {
        case .integer, .long, .big, .double, .decimal: true
        default: false
        }
    }

    var isList: Bool { tag == .list || tag == .tapeArray || tag == .range }

    var isMap: Bool { tag == .map || tag == .tapeObject }
}

/// What a list or map is like.
enum TemplateObjectKind: UInt8 {
    /// `ArrayList`: prints `[a, b]`.
    case list
    /// `JSONArray`: prints as JSON.
    case jsonList
    /// What `String.split` gives: fixed size.
    case array
    /// A map's keys or entries: no positions.
    case set
    /// A map's values: no positions.
    case collection
    /// What `iterator()` gives: `next()` takes the first.
    case iterator
    case map
    /// A map that prints nothing under the `aws` profile: `$context` and what is below it.
    case hiddenMap
    case entry
}

/// A list or map in the arena.
struct TemplateObject {
    var kind: TemplateObjectKind
    /// Elements, or members.
    var count: UInt32
    /// Room in values: a member takes two.
    var capacity: UInt32
    /// Raised when elements come or go: loops over it then fail, as Java's do.
    var changes: UInt32
    var items: UnsafeMutablePointer<TemplateValue>
    /// Open-addressed positions of members plus one; nil for small maps.
    var index: UnsafeMutablePointer<UInt32>?
    var indexCapacity: UInt32
}

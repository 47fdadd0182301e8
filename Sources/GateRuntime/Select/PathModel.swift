// What the path machine asks of a document, so that one machine searches both a read-only tape and a template's
// own mutable values. Handles are plain values; texts are valid until the next call that takes the same scratch.

import GateBytes
import GateJSON

/// A document model that paths can be evaluated on.
protocol PathModel: ~Copyable {
    /// A value.
    associatedtype Handle: BitwiseCopyable
    /// A place in a walk over an array or object.
    associatedtype Place: BitwiseCopyable

    func kind(_ value: Handle) -> JSONKind
    /// How many elements or distinct members.
    func count(_ value: Handle) -> Int
    func member(_ object: Handle, _ name: ByteView) -> Handle?
    func element(_ array: Handle, _ index: Int) -> Handle?
    /// The start of a walk over an array's elements or an object's values, in order.
    func walk(_ container: Handle) -> Place
    func next(_ place: inout Place) -> Handle?
    /// The decoded text of a string, or a number as Java prints it.
    func text(_ value: Handle, scratch: inout ByteBuffer) -> ByteView
    func double(_ value: Handle) -> Double

    // Values that functions make. A collection under construction is filled between `begin…` and `end`.
    mutating func makeNull() -> Handle
    mutating func make(_ value: Int) -> Handle
    mutating func make(_ value: Double) -> Handle
    mutating func make(string: ByteView) -> Handle
    /// The list of an object's names.
    mutating func makeNames(of object: Handle) -> Handle
    mutating func beginObject()
    mutating func add(_ name: ByteView, _ value: Handle)
    /// A list that starts with the elements of `array` (Jayway's `append` changes that very list).
    mutating func beginList(from array: Handle)
    mutating func add(_ value: Handle)
    mutating func add(literal: JSONCursor)
    mutating func end() -> Handle

    /// Whether an array or object equals a literal, as Java's collections compare: 1 and 1.0 differ.
    func equals(_ value: Handle, literal: JSONCursor, scratch: inout ByteBuffer) -> Bool
    /// Whether two arrays or objects are equal in the same sense.
    func equals(_ left: Handle, _ right: Handle, scratch: inout ByteBuffer) -> Bool
}

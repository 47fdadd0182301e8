// Text of a URI with the places that requests fill, laid out for writing: one run of bytes and a table of trivial
// steps, so that writing it counts no references.

import GateBytes

/// Literals and `{name}` places in order.
package struct URIText: Sendable {
    /// A literal, or the name of a place.
    struct Step: Sendable {
        let start: UInt32
        var count: UInt32
        let isPlaceholder: Bool
    }

    private(set) var bytes: [UInt8] = []
    private(set) var steps: [Step] = []

    init() {}

    init(_ pieces: [URITemplate.Piece]) {
        for piece in pieces {
            switch piece {
            case .literal(let text): text.withByteView { append(literal: $0) }
            case .placeholder(let name): name.withByteView { append(placeholder: $0) }
            }
        }
    }

    package var isEmpty: Bool { steps.isEmpty }

    /// The whole text when it is one literal.
    var literal: [UInt8]? { steps.count == 1 && !steps[0].isPlaceholder ? bytes : nil }

    mutating func append(literal: ByteView) {
        if literal.isEmpty { return }
        if let last = steps.indices.last, !steps[last].isPlaceholder {
            steps[last].count += UInt32(literal.count)
        } else {
            add(literal, isPlaceholder: false)
        }
        bytes.append(contentsOf: literal.buffer)
    }

    /// Appends a literal that may hold anything, as a URI can hold it.
    mutating func append(encoding literal: ByteView) {
        if QueryText.isURI(literal) {
            append(literal: literal)
        } else {
            URITemplate.encoded(literal).withByteView { append(literal: $0) }
        }
    }

    mutating func append(placeholder name: ByteView) {
        add(name, isPlaceholder: true)
        bytes.append(contentsOf: name.buffer)
    }

    private mutating func add(_ text: ByteView, isPlaceholder: Bool) {
        steps.append(Step(start: UInt32(bytes.count), count: UInt32(text.count), isPlaceholder: isPlaceholder))
    }

    /// Calls `body` with each step's text and whether it is a place's name, until it gives false; whether it never did.
    @inline(__always)
    func forEachStep(_ body: (ByteView, Bool) -> Bool) -> Bool {
        bytes.withByteView { all in
            for index in 0..<steps.count {
                let step = steps[index]
                let start = Int(step.start)
                if !body(all.slice(start, start + Int(step.count)), step.isPlaceholder) { return false }
            }
            return true
        }
    }
}

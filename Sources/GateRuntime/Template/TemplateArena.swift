// Memory of one run: chunks that never move, given back all at once. A worker's arena stops allocating once it has
// seen its largest render.

import GateBytes

/// Why a template gave no output.
package enum TemplateFailure: Error, Equatable {
    /// A `fail` instruction: what Velocity refuses when it runs.
    case refused
    /// A Java method threw: out of range, a null argument, text that is no number.
    case method
    /// The body, or text given to `parseJson`, is not JSON.
    case notJSON
    /// A JSONPath without a meaning.
    case path
    /// Evaluated text that is no template.
    case parse
    /// A regular expression that cannot be read or takes too long.
    case pattern
    /// Macros or blocks inside of each other.
    case depth
    /// More instructions than a render may take.
    case instructions
    /// More memory or output than a render may take.
    case memory
    /// A list changed while a loop ran over it.
    case changedInLoop
}

/// The chunks. A class, so that places can be taken while values are read; touched only when text is made. One loop
/// owns it.
final class TemplateArena {
    /// Size of an ordinary chunk, in bytes.
    private static let chunkBytes = 64 * 1024
    /// Most bytes of one run. Ours: six times the largest payload.
    private static let bytesMax = 64 << 20

    private struct Chunk {
        let base: UnsafeMutableRawPointer
        let size: Int
    }

    @exclusivity(unchecked) private var chunks: [Chunk] = []
    @exclusivity(unchecked) private var current = 0
    @exclusivity(unchecked) private var position: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var rest: Int
    @exclusivity(unchecked) private var total = 0
    /// Set once too much was asked for; the machine then ends the run.
    @exclusivity(unchecked) private(set) var isExhausted = false
    /// Most collections looked into by comparing and hashing in one run. Ours: a list that holds itself twice, and
    /// so on, has a comparison without end.
    private static let visitsMax = 4_000_000
    @exclusivity(unchecked) private var visits = 0

    init() {
        let base = UnsafeMutableRawPointer.allocate(byteCount: TemplateArena.chunkBytes, alignment: 16)
        chunks = [Chunk(base: base, size: TemplateArena.chunkBytes)]
        position = base
        rest = TemplateArena.chunkBytes
    }

    deinit {
        for chunk in chunks { chunk.base.deallocate() }
        for spare in spares {
            spare.deinitialize(count: 1)
            spare.deallocate()
        }
    }

    /// Forgets everything; keeps ordinary chunks, at most sixteen.
    func removeAll() {
        if current > 0 || isExhausted { giveBack() }
        position = chunks[0].base
        rest = chunks[0].size
        total = 0
        visits = 0
        spareDepth = 0
    }

    @inline(never)
    private func giveBack() {
        let kept = chunks.filter { $0.size == TemplateArena.chunkBytes }.prefix(16)
        for chunk in chunks where !kept.contains(where: { $0.base == chunk.base }) { chunk.base.deallocate() }
        chunks = Array(kept)
        current = 0
        isExhausted = false
    }

    /// Room for `count` bytes, aligned for values. Past the limit the first chunk is handed out over and over: the
    /// run is lost and ends at the machine's next check.
    func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        let size = (max(count, 1) + 15) & ~15
        if size > rest { nextChunk(size) }
        let place = position
        position += size
        rest -= size
        return place
    }

    private func nextChunk(_ size: Int) {
        total += max(size, TemplateArena.chunkBytes)
        if total > TemplateArena.bytesMax { isExhausted = true }
        current += 1
        if current < chunks.count, chunks[current].size >= size {
            position = chunks[current].base
            rest = chunks[current].size
            return
        }
        let bytes = max(size, TemplateArena.chunkBytes)
        let base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        chunks.insert(Chunk(base: base, size: bytes), at: current)
        position = base
        rest = bytes
    }

    /// Counts a collection that is looked into; false when there were too many, and the run is lost.
    func visit() -> Bool {
        visits += 1
        if visits > TemplateArena.visitsMax { isExhausted = true }
        return !isExhausted
    }

    /// A copy that lives as long as the run.
    func copy(_ view: ByteView) -> ByteView {
        if view.count == 0 { return .empty }
        let place = allocate(view.count).assumingMemoryBound(to: UInt8.self)
        place.update(from: view.base, count: view.count)
        return ByteView(base: place, count: view.count)
    }

    @exclusivity(unchecked) private var spares: [UnsafeMutablePointer<ByteBuffer>] = []
    @exclusivity(unchecked) private var spareDepth = 0

    /// An empty buffer that is reused; give it back with `close` in the order of taking.
    func open() -> UnsafeMutablePointer<ByteBuffer> {
        if spareDepth == spares.count {
            let spare = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 1)
            spare.initialize(to: ByteBuffer(capacity: 1024))
            spares.append(spare)
        }
        let spare = spares[spareDepth]
        spareDepth += 1
        spare.pointee.removeAll()
        return spare
    }

    func close() { spareDepth -= 1 }
}

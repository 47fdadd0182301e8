// What has been flushed, and when: words that only grow. An answer carries the mark of its call, and one with an older
// mark is not there any more. The words may lie in a mapped file, where another process flushes by counting up.

import Synchronization

/// Marks of stages and of everything.
package final class FlushMarks: @unchecked Sendable {
    /// Words: the first is everything's, the others are stages', by hash. Stages that share one are flushed together.
    package static let count = 4_096
    package static let bytes = count * 8

    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let release: (@Sendable () -> Void)?

    /// Marks of this process alone.
    package init() {
        let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: FlushMarks.count)
        memory.initialize(repeating: 0, count: FlushMarks.count)
        // Sound: an atomic word has the layout of the word.
        words = UnsafeMutableRawPointer(memory).bindMemory(to: Atomic<UInt64>.self, capacity: FlushMarks.count)
        release = nil
    }

    /// Marks in memory of `bytes` bytes that somebody else gives and takes.
    package init(memory: UnsafeMutableRawPointer, release: @escaping @Sendable () -> Void) {
        words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: FlushMarks.count)
        self.release = release
    }

    deinit {
        if let release { release() } else { words.deallocate() }
    }

    /// The word of a stage of an API.
    package static func place(api: String, stage: String) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in (api + "\u{0}" + stage).utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return 1 + Int(hash % UInt64(count - 1))
    }

    /// The mark of a call that begins now.
    @inline(__always)
    package func mark(_ place: Int) -> UInt64 {
        words[0].load(ordering: .relaxed) &+ words[place].load(ordering: .relaxed)
    }

    /// How often everything was flushed.
    var all: UInt64 { words[0].load(ordering: .relaxed) }

    /// Flushes the answers of a stage.
    package func flush(_ place: Int) {
        precondition(place > 0 && place < FlushMarks.count)
        words[place].wrappingAdd(1, ordering: .relaxed)
    }

    /// Flushes everything.
    package func flushAll() { words[0].wrappingAdd(1, ordering: .relaxed) }
}

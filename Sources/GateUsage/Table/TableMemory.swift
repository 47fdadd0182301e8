// Memory of a table that is looked into in no order. Among a million keys nearly every look would miss the processor's
// table of translations as well as its cache; pages of 2 MB leave one miss of the two.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Allocates and copies.
enum TableMemory {
    private static let largePageBytes = 2 << 20

    /// Room for so many elements, to be given back with `deallocate`. What is large asks for large pages; where the
    /// system has none it gets others.
    static func allocate<Element>(_ type: Element.Type, _ count: Int) -> UnsafeMutableBufferPointer<Element> {
        let bytes = count * MemoryLayout<Element>.stride
        if bytes < largePageBytes { return .allocate(capacity: count) }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: largePageBytes)
        // Whole pages alone: the last, partial one would take 2 MB.
        madvise(memory, bytes / largePageBytes * largePageBytes, MADV_HUGEPAGE)
        return UnsafeMutableBufferPointer(start: memory.bindMemory(to: type, capacity: count), count: count)
    }

    /// Memory of its own with the elements of an array.
    static func copy<Element>(of elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
        let buffer = allocate(Element.self, elements.count)
        _ = buffer.initialize(from: elements)
        return buffer
    }
}

// Bytes that end where a page without access begins: a read of one byte too many ends the test run.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory whose last byte is followed by a guard page.
package final class GuardedBytes {
    private let mapping: UnsafeMutableRawPointer
    private let mappingSize: Int
    private let usable: Int

    /// Room for `capacity` bytes.
    package init(capacity: Int) {
        let page = sysconf(Int32(_SC_PAGESIZE))
        usable = max(1, (capacity + page - 1) / page) * page
        mappingSize = usable + page
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let mapping = mmap(nil, mappingSize, PROT_READ | PROT_WRITE, flags, -1, 0), mapping != MAP_FAILED else {
            preconditionFailure("no memory for a guard page")
        }
        precondition(mprotect(mapping + usable, page, PROT_NONE) == 0)
        self.mapping = mapping
    }

    deinit { munmap(mapping, mappingSize) }

    /// Places the bytes in front of the guard page and runs `body` over them.
    package func with<Result, Failure: Error>(
        _ bytes: ArraySlice<UInt8>, _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(bytes.count <= usable)
        let start = mapping + (usable - bytes.count)
        bytes.withUnsafeBytes { source in
            if let address = source.baseAddress { memcpy(start, address, source.count) }
        }
        let base = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
        return try body(ByteView(base: base, count: bytes.count))
    }
}

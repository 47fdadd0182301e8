// Why a plan file is refused. Facts only; the command words them.

/// A defect of a plan file, found before anything of it runs.
package enum PlanError: Error, Equatable, Sendable {
    case tooShort(size: Int)
    case notAPlan
    case formatVersion(found: UInt32)
    /// Compiled for other opcode or built-in tables than this program's.
    case opcodeTable(found: UInt64)
    /// The header names another size than the file has: truncated or padded.
    case fileSize(stated: UInt64, actual: Int)
    case checksum
    case tooLarge(size: Int)
    case sectionCount(UInt32)
    case unknownSection(kind: UInt32)
    case repeatedSection(SectionKind)
    case sectionBounds(SectionKind)
    case sectionAlignment(SectionKind)
    case recordSize(SectionKind, found: UInt32, expected: Int)
    case missingSection(SectionKind)
    /// A field of a record points outside what it refers to, or holds a value without a meaning.
    case record(SectionKind, index: Int, field: String)
    /// An instruction that must not run.
    case instruction(index: Int, reason: String)
    case unreadable(reason: String)
}

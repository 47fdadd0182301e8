// The layout of a plan file. Little-endian; a header, a section table, then sections that each start at a multiple
// of eight. A section is an array of fixed-size records (or bytes); records refer to each other by index and to
// text by `StringReference`. No pointer, no padding byte with a meaning, nothing that depends on the machine, the
// time or the path of the input: the same definition gives the same bytes.
//
//   offset  size  header field
//   0       8     magic "GWPLAN\r\n" (the line ending shows a transfer in text mode)
//   8       4     format version
//   12      4     how many sections
//   16      8     hash of the opcode and built-in tables the plan was compiled for
//   24      8     size of the whole file in bytes
//   32      8     checksum of all bytes but these eight and the magic
//   40      24×n  section table: kind u32, record size u32, offset u64, size in bytes u64

import GateBytes

/// Numbers of the file format.
@usableFromInline package enum PlanFormat {
    package static let magic: [UInt8] = [0x47, 0x57, 0x50, 0x4c, 0x41, 0x4e, 0x0d, 0x0a]
    /// Raised by every change of a record's layout or meaning.
    @inlinable package static var version: UInt32 { 12 }
    package static let headerSize = 40
    package static let sectionEntrySize = 24
    /// Largest plan that is loaded, in bytes. Ours: a 10,000-operation API takes a few megabytes.
    package static let fileBytesMax = 1 << 30
    /// Most sections in a file. Ours: twice what exists.
    package static let sectionCountMax = 128
    /// "No such record" in an index field.
    @usableFromInline package static let none = UInt32.max

    /// What a file's header must say: the checksum of what stands behind it, and of its own fields.
    package static func fileChecksum(_ file: ByteView) -> UInt64 {
        precondition(file.count >= headerSize)
        let fields = checksum(file.slice(magic.count, headerSize - 8))
        return (fields &* 0xff51_afd7_ed55_8ccd) ^ checksum(file.dropFirst(headerSize))
    }

    /// Checksum over whole words; fast enough to check megabytes in under a millisecond each.
    package static func checksum(_ bytes: ByteView) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        var index = 0
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: UnsafeRawPointer(bytes.base + index).loadUnaligned(as: UInt64.self))
            hash = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
            index += 8
        }
        while index < bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3
            index += 1
        }
        return hash ^ UInt64(bytes.count)
    }
}

/// What a section holds. The raw value is stored in the file and never reused.
@usableFromInline
package enum SectionKind: UInt32, CaseIterable, Sendable {
    case api = 1
    case strings = 2
    case trieNodes = 3
    case trieEdges = 4
    case methodSlots = 5
    case methods = 6
    case names = 7
    case parameterChecks = 8
    case mediaSchemas = 9
    case integrations = 10
    case uriParts = 11
    case mappings = 12
    case mediaTemplates = 13
    case integrationResponses = 14
    case methodResponses = 15
    case gatewayResponses = 16
    case textTemplates = 17
    case textParts = 18
    case stageVariables = 19
    case apiKeys = 20
    case authorizers = 21
    case identitySources = 22
    case tokenIssuers = 23
    case tokenClaims = 24
    // HTTP APIs
    case edits = 25
    case editParts = 26
    case statusEdits = 27
    case cors = 28
    // WebSocket APIs (GatePlan/Records/SocketRecords.swift)
    case sockets = 70
    case socketRoutes = 71
    case socketKeys = 72
    case socketIntegrations = 73
    case socketResponses = 74
    case routeLimits = 75
    // Mapping templates (GatePlan/Template)
    case programs = 30
    case code = 31
    case constants = 32
    case templateNames = 33
    case templateAuxiliary = 34
    case templateUnits = 35
    case templateMacros = 36
    case templateScopes = 37
    // JSONPath (GatePlan/JSONPath)
    case jsonPaths = 40
    case jsonPathSteps = 41
    case jsonPathFilters = 42
    case jsonPathAuxiliary = 43
    // JSON Schema (GatePlan/Schema)
    case schemas = 50
    case schemaNodes = 51
    case schemaProperties = 52
    case schemaReferences = 53
    case schemaValues = 54
    case schemaAuxiliary = 55
    case xmlShapes = 56
    case xmlMembers = 57
    // Debug information: separable
    case debugPlaces = 60
    case debugSources = 61
}

/// Bytes of the string section.
@usableFromInline
package struct StringReference: BitwiseCopyable, Hashable, Sendable {
    @usableFromInline package let offset: UInt32
    @usableFromInline package let length: UInt32

    @usableFromInline package init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    package static let empty = StringReference(offset: 0, length: 0)
}

/// A run of records in another section.
@usableFromInline
package struct RecordRange: BitwiseCopyable, Hashable, Sendable {
    @usableFromInline package let start: UInt32
    @usableFromInline package let count: UInt32

    @usableFromInline package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    package static let empty = RecordRange(start: 0, count: 0)

    /// The record indices of the run.
    @inlinable
    package var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A fixed-size record of one section. Made of 32-bit fields only (64-bit ones in even places), so that its memory
/// layout has no padding and can be stored as it is.
@usableFromInline
package protocol PlanRecord: BitwiseCopyable, Sendable {
    static var section: SectionKind { get }
}

// Edits of a plan's bytes under a checksum that fits: each is refused with its reason, or harmless to whoever reads
// the plan; nothing traps.

import GateBytes
import GatePlan
import Testing

struct PlanDamageTests {
    @Test func aSoundPlanIsAccepted() {
        #expect(refusal(fullPlan()) == nil)
        #expect(refusal(emptyBuilder().finish()) == nil)
    }

    @Test func theSameRecordsGiveTheSameBytes() {
        #expect(fullPlan() == fullPlan())
    }

    /// With the checksum made to fit, a flip is either seen by the verifier or harmless to whoever reads the plan.
    @Test func everySingleBitFlipWithAFittingChecksumEndsWithoutATrap() {
        let plan = fullPlan()
        var refused = 0
        for bit in PlanFormat.headerSize * 8..<plan.count * 8 {
            var file = plan
            file[bit / 8] ^= 1 << (bit % 8)
            let sealed = resealed(file)
            if refusal(sealed) != nil {
                refused += 1
            } else {
                readEverything(sealed)
            }
        }
        #expect(refused > (plan.count - PlanFormat.headerSize) * 2)
    }

    /// Words that are likely to overflow something, at every place.
    @Test func everyWordReplacedEndsWithoutATrap() {
        let plan = fullPlan()
        for offset in stride(from: PlanFormat.headerSize, to: plan.count - 3, by: 4) {
            for value in [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, UInt32.max] {
                var file = plan
                replace(value, at: offset, in: &file)
                let sealed = resealed(file)
                if refusal(sealed) == nil { readEverything(sealed) }
            }
        }
    }

    /// Follows every reference that a reader would.
    private func readEverything(_ file: [UInt8]) {
        guard let image = try? PlanImage(copying: file) else { return }
        var total = image.string(image.api.name).count
        for index in 0..<image.methods.count {
            let method = image.methods[index]
            total += image.string(method.resourcePath).count
            for check in method.parameterChecks.indices {
                total += image.string(image.parameterChecks[check].name).count
            }
            for media in method.mediaSchemas.indices { total += Int(image.mediaSchemas[media].schema) }
        }
        let schemas = SchemaTables(image)
        for index in 0..<schemas.nodes.count {
            for property in schemas.nodes[index].properties.indices {
                total += image.string(schemas.properties[property].name).count
            }
            for check in schemas.nodes[index].checks.indices { total += Int(schemas.checks[check].keywordValue) }
        }
        #expect(total >= 0)
    }

    // MARK: Sections

    private func edited(_ kind: SectionKind, _ edit: (Int, inout [UInt8]) -> Void) throws -> PlanError? {
        var file = fullPlan()
        edit(try #require(entry(of: kind, in: file)), &file)
        return refusal(resealed(file))
    }

    @Test func sectionsOutOfTheFileAreRefused() throws {
        #expect(
            try edited(.names) { replace(UInt64.max - 7, at: $0 + 8, in: &$1) } == .sectionBounds(.names))
        #expect(try edited(.names) { replace(UInt64(1) << 40, at: $0 + 16, in: &$1) } == .sectionBounds(.names))
        #expect(try edited(.names) { replace(UInt64(8), at: $0 + 8, in: &$1) } == .sectionBounds(.names))
    }

    @Test func sectionsOffAlignmentAreRefused() throws {
        #expect(
            try edited(.api) { entry, file in
                replace(load(UInt64.self, at: entry + 8, in: file) + 4, at: entry + 8, in: &file)
            } == .sectionAlignment(.api))
    }

    @Test func otherRecordSizesAreRefused() throws {
        let size = MemoryLayout<MethodRecord>.stride
        #expect(
            try edited(.methods) { replace(UInt32(4), at: $0 + 4, in: &$1) }
                == .recordSize(.methods, found: 4, expected: size))
        #expect(try edited(.methods) { replace(UInt32(0), at: $0 + 4, in: &$1) } != nil)
    }

    @Test func unknownAndRepeatedSectionsAreRefused() throws {
        #expect(try edited(.names) { replace(UInt32(999), at: $0, in: &$1) } == .unknownSection(kind: 999))
        #expect(
            try edited(.names) { replace(SectionKind.api.rawValue, at: $0, in: &$1) } == .repeatedSection(.api))
    }

    @Test func tooManySectionsAreRefused() {
        var file = fullPlan()
        replace(UInt32(PlanFormat.sectionCountMax) + 1, at: 12, in: &file)
        #expect(refusal(resealed(file)) == .sectionCount(UInt32(PlanFormat.sectionCountMax) + 1))
        replace(UInt32(PlanFormat.sectionCountMax), at: 12, in: &file)
        #expect(refusal(resealed(file)) != nil)
    }

    @Test func missingSectionsAreNamed() {
        let builder = PlanBuilder()
        builder.append(api(builder, root: 0))
        #expect(refusal(builder.finish()) == .missingSection(.trieNodes))
    }

    @Test func oneAPIStandsInAPlan() {
        let builder = emptyBuilder()
        builder.append(api(builder, root: 0))
        #expect(refusal(builder.finish()) == .record(.api, index: 0, field: "count"))
    }
}

// Plan files that are cut off, changed or lie: refused with their reason, never a crash. What passes verification
// can be listed whole, which reads every reference.

import GateBytes
import Testing

@testable import GatePlan

@Suite struct PlanFileTests {
    private let file = samplePlan()

    /// The file with its checksum made right again.
    private func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let sum = bytes.withByteView { PlanFormat.fileChecksum($0) }
        withUnsafeBytes(of: sum.littleEndian) { for index in 0..<8 { bytes[32 + index] = $0[index] } }
        return bytes
    }

    private func refusal(_ bytes: [UInt8]) -> PlanError? {
        do throws(PlanError) {
            _ = try PlanImage(copying: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func aSoundPlanIsReadAsItWasWritten() throws {
        let plan = try PlanImage(copying: file)
        #expect(String(plan.string(plan.api.name)) == "sample")
        #expect(plan.methods.count == 1 && plan.trieNodes.count == 4)
        #expect(plan.place(of: .methods, 0) == "spec.yaml:3:5")
        let routes = PlanListing(plan).routes
        #expect(routes.map(\.path) == ["/pets/{id}"] && routes[0].target == "GET http://h.test/{id}")
    }

    @Test func everyTruncationIsRefused() {
        for size in 0..<file.count {
            let error = refusal(Array(file.prefix(size)))
            #expect(error != nil, "\(size) bytes")
            if size == 0 { #expect(error == .notAPlan) }
            if (1..<PlanFormat.headerSize).contains(size) { #expect(error == .tooShort(size: size)) }
            if size >= PlanFormat.headerSize {
                #expect(error == .fileSize(stated: UInt64(file.count), actual: size))
            }
        }
    }

    @Test func everyFlippedBitIsRefused() {
        for index in file.indices {
            for bit in 0..<8 {
                var bytes = file
                bytes[index] ^= 1 << UInt8(bit)
                #expect(refusal(bytes) != nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func headersSayWhatIsWrong() {
        var bytes = file
        bytes[8] = 99
        #expect(refusal(bytes) == .formatVersion(found: 99))
        bytes = file
        bytes[16] ^= 1
        guard case .opcodeTable? = refusal(sealed(bytes)) else {
            Issue.record("another opcode table is named")
            return
        }
        #expect(refusal(Array("#!/bin/sh\nexit 0\n".utf8) + file) == .notAPlan)
        bytes = file
        bytes[60] ^= 1
        #expect(refusal(bytes) == .checksum)
        bytes = file + [0]
        #expect(refusal(bytes) == .fileSize(stated: UInt64(file.count), actual: file.count + 1))
    }

    /// A checksum guards against damage, not against intent: with a right one every word is changed to values that
    /// point outside, and what is accepted must be readable.
    @Test func changedWordsWithARightChecksumNeverTrap() {
        var accepted = 0
        for index in stride(from: PlanFormat.headerSize, to: file.count - 3, by: 4) {
            for value in [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff] as [UInt32] {
                var bytes = file
                withUnsafeBytes(of: value.littleEndian) { for part in 0..<4 { bytes[index + part] = $0[part] } }
                guard let plan = try? PlanImage(copying: sealed(bytes)) else { continue }
                accepted += 1
                #expect(!PlanListing(plan).text().isEmpty)
                #expect(!PlanListing(plan).json().isEmpty)
            }
        }
        #expect(accepted > 0)
    }

    @Test func recordsThatPointOutsideAreNamed() throws {
        let plan = try PlanImage(copying: file)
        let section = try #require(plan.sections.first { $0.kind == .methods })
        // The method's integration index stands behind three references, verb, flags and authorization.
        var bytes = file
        bytes[section.offset + 36] = 7
        #expect(refusal(sealed(bytes)) == .record(.methods, index: 0, field: "integration"))
        let nodes = try #require(plan.sections.first { $0.kind == .trieNodes })
        bytes = file
        // A child in front of its parent would let a walk go round.
        bytes[nodes.offset + nodes.recordSize + 8] = 0
        #expect(refusal(sealed(bytes)) == .record(.trieNodes, index: 1, field: "child"))
    }

    @Test func equalTextsShareTheirBytes() {
        let builder = PlanBuilder()
        let first = builder.intern("abc")
        var others: [StringReference] = []
        for number in 0..<5000 { others.append(builder.intern("text \(number)")) }
        #expect(builder.intern("abc") == first)
        for number in 0..<5000 { #expect(builder.intern("text \(number)") == others[number]) }
        #expect(builder.intern("") == .empty)
    }
}

// `gatewright store` on folders with and without a store.

import Foundation
import GateJSON
import GateStore
import Testing

@Suite struct StoreCommandTests {
    private func run(_ arguments: String..., in folder: Folder) throws -> Outcome {
        try Command.run(["store"] + arguments, in: folder.url)
    }

    private func fill(_ folder: Folder) throws -> Store {
        let store = try Store(folder: folder.path("state"))
        try store.write { writer in
            try writer.put(RecordPlace(kind: "restapi", scope: "us-east-1", id: "a"), ["name": "Pets"])
            try writer.putPlan(hash: "h", [1, 2, 3])
        }
        return store
    }

    @Test func aServedStoreIsCheckedAndCopied() throws {
        let folder = try Folder()
        let store = try fill(folder)
        let checked = try run("check", "--state", "state", in: folder)
        #expect(checked.status == 0 && checked.output.contains(/restapi +1\n/), "\(checked)")
        #expect(checked.error.contains("is sound") && checked.error.contains("log was not looked at"))
        let copied = try run("backup", "--state", "state", in: folder)
        #expect(copied.status == 0 && copied.output.hasPrefix("state/backups/20"), "\(copied)")
        #expect(try run("backup", "copy.sqlite", "--state", "state", in: folder).output == "copy.sqlite\n")
        let twice = try run("backup", "copy.sqlite", "--state", "state", in: folder)
        #expect(twice.status == 2 && twice.error == "error: `copy.sqlite` cannot be used: it is there already\n")
        let restored = try run("restore", "copy.sqlite", "--state", "state", in: folder)
        #expect(restored.status == 2 && restored.error.contains("is in use by process"), "\(restored)")
        withExtendedLifetime(store) {}
    }

    @Test func aDamagedStoreIsRestored() throws {
        let folder = try Folder()
        do { try fill(folder).backUp() }
        var bytes = try folder.data("state/store.sqlite")
        bytes.replaceSubrange(0..<16, with: Data(repeating: 0x20, count: 16))
        try folder.write("state/store.sqlite", bytes)
        let checked = try run("check", "--state", "state", in: folder)
        #expect(checked.status == 1 && checked.error.contains("error: file is not a database"), "\(checked)")
        let help = try #require(checked.error.firstMatch(of: /help: gatewright store (restore --state state (.+))/))
        let restored = try run("restore", "--state", "state", String(help.2), in: folder)
        #expect(restored.status == 0 && restored.error.contains("what was there is kept in `state/replaced-"))
        let again = try run("check", "--state", "state", in: folder)
        #expect(again.status == 0 && again.error == "`state/store.sqlite` is sound\n", "\(again)")
    }

    @Test func withoutAStoreThereIsNothingToDo() throws {
        let folder = try Folder()
        for command in ["check", "backup"] {
            let outcome = try run(command, in: folder)
            #expect(outcome.status == 2 && outcome.error.contains("there is no store"), "\(outcome)")
        }
        #expect(try run("restore", "no.sqlite", in: folder).error == "error: there is no store `no.sqlite`\n")
        #expect(!folder.has(".gatewright/store.lock"))
    }
}

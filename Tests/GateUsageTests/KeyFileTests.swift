// Key values, CSV, key stores and AWS's key files.

import GateUsage
import Testing

@Suite struct KeyFileTests {
    private let value = "0123456789abcdefghij"
    private let other = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    private func load(
        _ text: String, into store: inout KeyStore, keepsValues: Bool = false
    ) throws -> KeyImport {
        let numbers = Numbers(UInt64(store.keys.count) + 1)
        return try store.importKeys(
            Array(text.utf8), hasher: hasher, keepsValues: keepsValues,
            refusal: { id, _ in ["gold", "free"].contains(id) ? nil : "there is no usage plan `\(id)`" },
            random: numbers.next)
    }

    // Facts: access-1.6
    @Test func generatedValuesAreKeys() {
        let numbers = Numbers(3)
        var seen = Set<String>()
        var characters = Set<Character>()
        for _ in 0..<500 {
            let value = KeyValue.generated(numbers.next)
            #expect(value.count == 40 && KeyValue.problem(of: value) == nil)
            #expect(seen.insert(value).inserted)
            characters.formUnion(value)
        }
        #expect(characters.count == 62)
        #expect(KeyValue.identifier(numbers.next).count == 10)
    }

    // Facts: access-1.1
    @Test func valuesHaveTwentyTo128Characters() {
        #expect(KeyValue.problem(of: String(repeating: "a", count: 19))?.contains("at least 20") == true)
        #expect(KeyValue.problem(of: String(repeating: "a", count: 20)) == nil)
        #expect(KeyValue.problem(of: String(repeating: "a", count: 128)) == nil)
        #expect(
            KeyValue.problem(of: String(repeating: "a", count: 129))
                == "API Key value exceeds maximum size of 128 characters")
        #expect(KeyValue.problem(of: "0123456789 0123456789") != nil)
        #expect(KeyValue.problem(of: "0123456789\u{7f}0123456789") != nil)
    }

    @Test func csvIsTakenApartAndPutTogether() throws {
        let text = "a,b\r\n\"x \"\"y\"\", z\",\"two\nlines\"\n\n,\nlast"
        let csv = try #require(CSV(parsing: Array(text.utf8)))
        #expect(csv.rows == [["a", "b"], ["x \"y\", z", "two\nlines"], ["", ""], ["last"]])
        #expect(csv.lines == [1, 2, 5, 6])
        #expect(CSV(parsing: Array(csv.text.utf8))?.rows == csv.rows)
        #expect(CSV(parsing: Array("\u{feff}a\n".utf8))?.rows == [["a"]])
        #expect(CSV(parsing: Array("a,\"b".utf8)) == nil)
        #expect(CSV(parsing: Array("\"a\"b\n".utf8)) == nil)
        #expect(CSV(parsing: [])?.rows == [])
    }

    @Test func importsAWSsExample() throws {
        var store = KeyStore()
        let text = """
            Name,key,description,Enabled,usageplanIds
            MyFirstApiKey,apikeyapikeyapikeyapikey1,An imported key,TRUE,"gold,free"
            Other,apikeyapikeyapikeyapikey2,,FALSE,
            Third,apikeyapikeyapikeyapikey3
            """
        let result = try load(text, into: &store)
        #expect(result.warnings.isEmpty)
        #expect(result.ids.count == 3 && Set(result.ids).count == 3)
        #expect(store.keys.map(\.name) == ["MyFirstApiKey", "Other", "Third"])
        #expect(store.keys.map(\.isEnabled) == [true, false, true])
        #expect(store.keys[0].plans == ["gold", "free"])
        #expect(store.keys[0].description == "An imported key")
        #expect(store.keys[0].digest == hasher.digest(of: "apikeyapikeyapikeyapikey1"))
        #expect(store.keys.allSatisfy { $0.value == nil })
        #expect(!store.text.contains("apikeyapikey"))
    }

    // Facts: access-1.2
    @Test func columnsStandInAnyOrderAndCase() throws {
        var store = KeyStore()
        let result = try load("KEY,colour,ENABLED,NAME\n\(value),red,false,n\n", into: &store)
        #expect(result.ids == store.keys.map(\.id) && result.warnings.isEmpty)
        #expect(store.keys.first?.name == "n" && store.keys.first?.isEnabled == false)
    }

    // Facts: access-1.12
    @Test func theSameKeyAgainOverwrites() throws {
        var store = KeyStore()
        let first = try load("name,key,usageplanids\na,\(value),gold\n", into: &store)
        let second = try load("name,key,enabled\nb,\(value),false\nb2,\(other),\n", into: &store)
        #expect(second.ids.first == first.ids.first)
        #expect(store.keys.map(\.name) == ["b", "b2"])
        #expect(store.keys[0].plans.isEmpty && !store.keys[0].isEnabled)
    }

    @Test func warnsOfWhatItDoesNotTake() throws {
        var store = KeyStore()
        let text = """
            name,key,enabled,usageplanids
            short,tooshort,,
            long,\(String(repeating: "a", count: 129)),,
            flag,\(value),maybe,
            plan,\(other),true,"gold,none"
            \(String(repeating: "n", count: 1_025)),\(value)1,,
            many,\(value)2,,"gold,gold,free"
            """
        let result = try load(text, into: &store)
        #expect(result.warnings.map(\.line) == [2, 3, 4, 5, 6])
        #expect(result.warnings[0].text == "API Key value should be at least 20 characters")
        #expect(result.warnings[1].text == "API Key value exceeds maximum size of 128 characters")
        #expect(result.warnings[3].text == "there is no usage plan `none`")
        #expect(result.warnings[4].text == "Invalid API Key name, can be at most 1024 characters.")
        #expect(store.keys.map(\.name) == ["plan", "many"])
        #expect(store.keys.map(\.plans) == [["gold"], ["gold", "free"]])
    }

    @Test func refusesFilesWithoutTheirColumns() {
        var store = KeyStore()
        #expect(throws: KeyFileError.columnMissing("Key")) { try load("name\nx\n", into: &store) }
        #expect(throws: KeyFileError.columnMissing("Name")) { try load("", into: &store) }
        #expect(throws: KeyFileError.notCSV) { try load("name,key\n\"x", into: &store) }
    }

    @Test func storesReadWhatTheyWrite() throws {
        var store = KeyStore()
        _ = try load("name,key,description,usageplanids\n\"a, b\",\(value),\"say \"\"hi\"\"\",gold\n", into: &store)
        _ = try load("name,key\nkept,\(other)\n", into: &store, keepsValues: true)
        let again = try KeyStore(parsing: Array(store.text.utf8))
        #expect(again == store)
        #expect(again.keys[0].value == nil && again.keys[1].value == other)
        #expect(again.find("kept")?.id == again.keys[1].id)
        #expect(again.find(again.keys[0].id)?.name == "a, b")
        #expect(again.exported.contains("kept,\(other),,TRUE,"))
        #expect(again.exported.contains("\"a, b\",,\"say \"\"hi\"\"\",TRUE,gold"))
        #expect(try KeyStore(parsing: []).keys.isEmpty)
    }

    @Test func refusesDamagedStores() throws {
        var store = KeyStore()
        _ = try load("name,key\na,\(value)\nb,\(other)\n", into: &store)
        let lines = store.text.split(separator: "\n").map(String.init)
        for damage in ["x", ",,,", lines[1], lines[1].replacing(store.keys[0].id, with: "another")] {
            let text = (lines + [damage]).joined(separator: "\n")
            #expect(throws: KeyFileError.damaged(line: 4)) { try KeyStore(parsing: Array(text.utf8)) }
        }
        #expect(throws: KeyFileError.columnMissing("Id")) { try KeyStore(parsing: Array("name,key\n".utf8)) }
    }

    @Test func keysChangeAndGo() throws {
        var store = KeyStore()
        _ = try load("name,key\na,\(value)\nb,\(other)\n", into: &store)
        var key = try #require(store.find("a"))
        key.isEnabled = false
        store.update(key)
        #expect(store.find(key.id)?.isEnabled == false)
        store.remove(id: key.id)
        #expect(store.keys.map(\.name) == ["b"])
        #expect(!store.contains(key.digest) && !store.contains(id: key.id))
        #expect(store.contains(hasher.digest(of: other)))
    }

    @Test func methodKeysHaveTwoParts() {
        #expect(MethodThrottle.split("/pets/{id}/GET").map { [$0.resourcePath, $0.verb] } == ["/pets/{id}", "GET"])
        #expect(MethodThrottle.split("//GET").map { [$0.resourcePath, $0.verb] } == ["/", "GET"])
        #expect(MethodThrottle.split("*/*").map { [$0.resourcePath, $0.verb] } == ["*", "*"])
        for text in ["", "GET", "/pets", "/pets/get", "pets/GET", "*/GET", "/pets/*"] {
            #expect(MethodThrottle.split(text) == nil, "\(text)")
        }
    }
}

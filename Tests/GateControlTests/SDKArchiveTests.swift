// Clients of deployed APIs: which there are, what they need, that what comes is an archive of them.

import Foundation
import GateControl
import GateJSON
import Testing

@Suite struct SDKArchiveTests {
    /// An API whose root answers GET, deployed to the stage `s`.
    private func deployed(_ plane: Plane) throws -> String {
        let path = "/restapis/\(plane.api())"
        let root = plane.send("GET", path + "/resources")["item"]?.array?.first?["id"]?.string ?? ""
        let method = "\(path)/resources/\(root)/methods/GET"
        #expect(plane.send("PUT", method, ["authorizationType": "NONE"]).status == 201)
        #expect(plane.send("PUT", method + "/integration", ["type": "MOCK"]).status == 201)
        #expect(plane.send("POST", path + "/deployments", ["stageName": "s"]).status == 201)
        return path
    }

    @Test func kindsAreListed() throws {
        let plane = try Plane()
        let items = plane.send("GET", "/sdktypes")["item"]?.array ?? []
        let ids = items.compactMap { $0["id"]?.string }
        #expect(Set(["javascript", "swift", "python", "typescript"]).isSubset(of: ids))
        for item in items {
            #expect(plane.send("GET", "/sdktypes/\(item["id"]?.string ?? "")").json == item)
        }
        let swift = items.first { $0["id"]?.string == "swift" }
        #expect(swift?["configurationProperties"]?.array?.first?["name"] == "classPrefix")
        #expect(plane.send("GET", "/sdktypes/objectivec").status == 404)
    }

    /// Facts: access-13.
    @Test func archivesHoldClients() throws {
        let plane = try Plane()
        let path = try deployed(plane) + "/stages/s/sdks/"
        let answer = plane.send("GET", path + "swift?classPrefix=Acme")
        #expect(answer.status == 200)
        let text = String(decoding: answer.response.body, as: UTF8.self)
        #expect(answer.response.body.starts(with: [0x50, 0x4b, 3, 4]))
        #expect(text.contains("public func rootGet("))
        #expect(text.contains("Client: Sendable"))
        let script = String(decoding: plane.send("GET", path + "javascript").response.body, as: UTF8.self)
        #expect(script.contains("apigClient.js"))
        #expect(script.contains("root.apigClientFactory = apigClientFactory;"))
        #expect(script.contains(#"["rootGet", "GET", [["text", "/"]], [], []]"#))
        for (target, reason) in [
            (path + "swift", "Missing required parameter: classPrefix"),
            (path + "android", "Invalid sdk type specified: android. Valid options are"),
        ] {
            let refused = plane.send("GET", target)
            #expect(refused.status == 400)
            #expect(refused["message"]?.string?.hasPrefix(reason) == true)
        }
        #expect(plane.send("GET", path.replacingOccurrences(of: "/s/", with: "/t/") + "python").status == 404)
    }

    @Test func archivesAreWhatTheirFormatSays() throws {
        #expect(ZipArchive.checksum(Array("123456789".utf8)) == 0xcbf4_3926)
        let archive = try #require(ZipArchive.bytes([("a/b.txt", Array("hello".utf8)), ("é", [])]))
        let directory: [UInt8] = [0x50, 0x4b, 1, 2]
        let found = archive.indices.dropLast(3).filter { Array(archive[$0..<$0 + 4]) == directory }
        #expect(found.count == 2)
        let end = archive.suffix(22)
        #expect(Array(end.prefix(4)) == [0x50, 0x4b, 5, 6])
        let start = end.dropFirst(16).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(found.first == start)
        let file = ("x", [UInt8]())
        #expect(ZipArchive.bytes(Array(repeating: file, count: ZipArchive.filesMax)) != nil)
        #expect(ZipArchive.bytes(Array(repeating: file, count: ZipArchive.filesMax + 1)) == nil)
    }
}

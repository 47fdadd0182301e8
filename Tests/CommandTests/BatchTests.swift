// The language commands: single runs, batches, and the outside suites driven through the batches.

import Foundation
import Testing

@Suite struct BatchTests {
    @Test func templateRendersWithItsInputs() throws {
        let folder = try Folder()
        try folder.write("map.vtl", "$input.path('$.a') $input.params('p') $context.stage $stageVariables.v")
        let outcome = try Command.run(
            [
                "template", "render", "map.vtl", "--body", #"{"a": "A"}"#, "--params", #"{"path":{"p":"P"}}"#,
                "--context", #"{"stage":"S"}"#, "--stage-variables", #"{"v":"V"}"#,
            ], in: folder.url)
        #expect(outcome.output == "A P S V", "\(outcome.error)")
        #expect(outcome.status == 0)
    }

    @Test func brokenTemplateEndsWithFindings() throws {
        let folder = try Folder()
        try folder.write("map.vtl", "#if(")
        let outcome = try Command.run(["template", "render", "map.vtl"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("map.vtl:1"))
    }

    @Test func batchEchoesIdsAndGoesOnAfterMalformedLines() throws {
        let lines =
            #"{"id":[1.0,"x"],"template":"$input.json('$')","body":"{\"n\":1}"}"# + "\nnonsense\n[]\n"
            + #"{"id":"a","template":5}"# + "\n" + #"{"template":"b"}"#
        let outcome = try Command.run(["template", "render", "--batch"], input: lines)
        let answers = outcome.output.split(separator: "\n").map(String.init)
        try #require(answers.count == 5)
        #expect(answers[0] == #"{"id":[1.0,"x"],"output":"{\"n\":1}"}"#)
        #expect(answers[1].hasPrefix(#"{"id":null,"error":"#))
        #expect(answers[2].hasPrefix(#"{"id":null,"error":"#))
        #expect(answers[3].hasPrefix(#"{"id":"a","error":"#))
        #expect(answers[4] == #"{"id":null,"output":"b"}"#)
        #expect(outcome.status == 0)
    }

    @Test func pathSelectsAndKeepsNumbersAsWritten() throws {
        let found = try Command.run(["jsonpath", "$.a[*]", "-"], input: #"{"a":[1.0,12345678901234567890]}"#)
        #expect(found.output == "[1.0,12345678901234567890]\n")
        #expect(try Command.run(["jsonpath", "$.b", "-"], input: "{}").status == 1)
    }

    @Test func invalidBodyIsToldWithPointers() throws {
        let folder = try Folder()
        try folder.write("s.json", #"{"properties":{"a":{"type":"string"},"b":{"minimum":3}}}"#)
        let outcome = try Command.run(
            ["schema", "validate", "s.json", "-"], in: folder.url, input: #"{"a":1,"b":2}"#)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("/a: ") && outcome.output.contains("/b: "))
        #expect(try Command.run(["schema", "validate", "s.json", "-"], in: folder.url, input: "{}").status == 0)
    }

    @Test func validatesXMLByTheRulesOfTheSchema() throws {
        let folder = try Folder()
        try folder.write(
            "pet.json",
            #"""
            {"type": "object", "required": ["id", "name"], "xml": {"name": "pet"}, "properties": {
              "id": {"type": "integer", "xml": {"attribute": true}}, "name": {"type": "string"},
              "tags": {"type": "array", "xml": {"wrapped": true}, "items": {"type": "string", "xml": {"name": "tag"}}}}}
            """#)
        func validate(_ body: String, _ options: String...) throws -> Outcome {
            try Command.run(["schema", "validate", "pet.json", "-"] + options, in: folder.url, input: body)
        }
        let whole = "<pet id=\"7\"><name>Findus</name><tags><tag>a</tag><tag>b</tag></tags></pet>"
        let read = try validate(whole, "--print", "json")
        #expect(read.status == 0)
        #expect(read.output == #"{"id":7,"name":"Findus","tags":["a","b"]}"# + "\n")
        let written = try validate(whole, "--print", "xml")
        #expect(written.status == 0)
        #expect(written.output == whole + "\n")
        let wrong = try validate("<pet id=\"x\"><tags/></pet>")
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("/id: ") && wrong.output.contains("[\"name\"]"))
        let hostile = try validate("<!DOCTYPE p [<!ENTITY e 'b'>]><pet id=\"1\"><name>&e;</name></pet>")
        #expect(hostile.status == 1)
        #expect(hostile.error.contains("document type"))
    }

    @Test(
        .enabled(if: Shared.has("conformance/vtl"), "no conformance suites beside the repository"),
        .enabled(if: Shared.hasPython, "the driver needs python3"))
    func conformanceSuitesPassThroughTheBatches() throws {
        let process = Process()
        let scratch = try Folder()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-B", Command.root.appendingPathComponent("Tests/Support/conformance").path, Command.binary.path,
            try #require(Shared.folder).path,
        ]
        process.standardOutput = try scratch.handle("output")
        process.standardError = try scratch.handle("error")
        try process.run()
        process.waitUntilExit()
        let table = try scratch.text("output")
        print(table)
        let said = try scratch.text("error")
        #expect(process.terminationStatus == 0, "\(said)")
        #expect(table.split(separator: "\n").count == 10)
    }
}

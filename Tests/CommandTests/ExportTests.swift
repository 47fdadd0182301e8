// `gatewright export` and `diff` of what a control plane has, against a node; forms and refusals on files.

import Foundation
import Testing

@Suite struct ExportTests {
    private static let api = """
        openapi: 3.0.1
        info: {title: pets, version: '7'}
        paths:
          /pets:
            post:
              operationId: create
              x-amazon-apigateway-request-validator: body
              requestBody:
                required: true
                content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
              responses: {'200': {description: 200 response, content: {}}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: '200'}}
        components:
          schemas:
            Pet: {type: object, required: [name], properties: {name: {type: string}}}
        x-amazon-apigateway-request-validators:
          body: {validateRequestBody: true, validateRequestParameters: false}
        x-amazon-apigateway-gateway-responses:
          BAD_REQUEST_BODY: {statusCode: '422'}

        """

    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func equal(_ left: Any?, _ right: Any?) -> Bool {
        (left as? NSObject)?.isEqual(right as? NSObject) ?? (right == nil)
    }

    @Test func aFileIsWrittenAsAWSWould() throws {
        let folder = try Folder()
        try folder.write("api.yaml", ExportTests.api)
        let printed = try Command.run(["export", "api.yaml"], in: folder.url)
        #expect(printed.status == 0, "\(printed.error)")
        let document = try object(printed.output)
        #expect(document["openapi"] as? String == "3.0.1")
        #expect(document["x-amazon-apigateway-gateway-responses"] != nil)
        #expect(printed.output.contains("\"x-amazon-apigateway-integration\""))

        let bare = try object(Command.run(["export", "api.yaml", "--extensions", "none"], in: folder.url).output)
        #expect(!bare.keys.contains { $0.hasPrefix("x-amazon") })
        let swagger = try Command.run(
            ["export", "api.yaml", "--type", "swagger", "-o", "out.yaml"], in: folder.url)
        #expect(swagger.status == 0 && swagger.output.isEmpty, "\(swagger.error)")
        #expect(try folder.text("out.yaml").hasPrefix("---\nswagger: \"2.0\"\n"))
        let yaml = try Command.run(["export", "-", "--format", "yaml"], in: folder.url, input: ExportTests.api)
        #expect(yaml.output.hasPrefix("---\nopenapi: \"3.0.1\"\n"), "\(yaml)")

        // What was exported makes the same API again.
        #expect(try Command.run(["diff", "api.yaml", "out.yaml"], in: folder.url).output == "no differences\n")
    }

    @Test func stagesAndAPIsOfANode() throws {
        let folder = try Folder()
        try folder.write("api.yaml", ExportTests.api)
        try folder.write("new.yaml", ExportTests.api.replacingOccurrences(of: "required: [name], ", with: ""))
        let node = try ServedNode(in: folder.url)
        let deployed = try node.command(["deploy", "api.yaml", "--api", "pets", "--stage", "prod"])
        #expect(deployed.status == 0, "\(deployed.error)")

        let stage = try node.command(["export", "api:pets/prod"])
        #expect(stage.status == 0, "\(stage.error)")
        let exported = try object(stage.output)
        #expect(equal(exported["servers"] != nil, true))
        let same = try node.command(["export", "--api", "pets", "--stage", "prod"])
        #expect(same.output == stage.output)
        // An API need not be deployed; what it is now is the same but for the address.
        let current = try object(try node.command(["export", "api:pets"]).output)
        for name in ["paths", "components", "x-amazon-apigateway-gateway-responses"] {
            #expect(equal(current[name], exported[name]), "\(name): \(current[name] ?? "") \(exported[name] ?? "")")
        }
        #expect(current["servers"] == nil)
        let url = "http://127.0.0.1:\(node.controlPort)/pets/prod"
        let yaml = try node.command(["export", url, "-o", "prod.yaml"])
        #expect(yaml.status == 0, "\(yaml.error)")

        // Stages beside files, plans and stages.
        #expect(try node.command(["compile", "api.yaml", "-o", "api.plan"]).status == 0)
        for other in ["api.yaml", "prod.yaml", "api:pets", url, "api.plan"] {
            let outcome = try node.command(["diff", "api:pets/prod", other, "--fail-on", "any"])
            #expect(outcome.output == "no differences\n", "\(other): \(outcome)")
        }
        let gone = try node.command(["diff", "new.yaml", "api:pets/prod", "--fail-on", "breaking"])
        #expect(gone.status == 1)
        #expect(gone.output.contains(/breaking +POST \/pets +request body application\/json \/name/), "\(gone.output)")

        let dev = try node.command(["deploy", "api.yaml", "--api", "pets", "--stage", "dev", "--var", "v=1"])
        #expect(dev.status == 0, "\(dev.error)")
        let stages = try node.command(["diff", "api:pets/prod", "api:pets/dev"])
        #expect(stages.output.contains(/behaviour +the API +stage variable v +added: 1\n/), "\(stages)")
    }

    @Test func saysWhatItCannotTake() throws {
        let folder = try Folder()
        try folder.write("api.yaml", ExportTests.api)
        #expect(try Command.run(["compile", "api.yaml", "-o", "api.plan"], in: folder.url).status == 0)
        let cases: [([String], Int32, [String])] = [
            ([], 2, ["api:NAME/STAGE"]), (["api.yaml", "--api", "pets"], 2, ["name what to export"]),
            (["api.yaml", "--stage", "prod"], 2, ["--stage goes with --api"]),
            (["api.yaml", "--extensions", "all"], 2, ["--extensions takes apigateway"]),
            (["api.plan"], 2, ["`api.plan` is a plan", "export its specification"]),
            (["nowhere.yaml"], 2, ["`nowhere.yaml` cannot be read"]), (["api:"], 2, ["names no API"]),
            (["api:pets/"], 2, ["names no stage behind its last slash"]),
            (["http://127.0.0.1:1"], 2, ["names no API"]), (["http://a b/pets"], 2, ["is no URL of a control plane"]),
            (["http://127.0.0.1:1/pets/prod"], 2, ["nobody listens on http://127.0.0.1:1"]),
            (["api.yaml", "-o", "nowhere/out.json"], 2, ["make the folder first"]),
            (["api.yaml", "-o", "."], 2, ["`.` is a folder", "-o ./api.json"]),
        ]
        for (arguments, status, parts) in cases {
            let outcome = try Command.run(["export"] + arguments, in: folder.url)
            #expect(outcome.status == status && outcome.output.isEmpty, "\(arguments) \(outcome)")
            for part in parts { #expect(outcome.error.contains(part), "\(arguments) \(outcome.error)") }
        }
    }
}

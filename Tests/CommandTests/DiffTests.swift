// `gatewright diff`: what it prints, what its exit code says, and what it takes.

import Foundation
import Testing

@Suite struct DiffTests {
    /// Files of an API with and without `POST /a`, a plan of the first, and one that is broken.
    private func folder() throws -> Folder {
        let folder = try Folder()
        let head = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n"
        let get = "    get: {x-amazon-apigateway-integration: {type: mock}}\n"
        let post = "    post: {x-amazon-apigateway-integration: {type: mock}}\n"
        _ = try folder.write("both.yaml", head + get + post)
        _ = try folder.write("one.yaml", head + get)
        _ = try folder.write("broken.yaml", head + "    get: [\n")
        let compiled = try Command.run(["compile", "both.yaml", "-o", "both.plan"], in: folder.url)
        #expect(compiled.status == 0)
        return folder
    }

    private func diff(_ arguments: String..., in folder: Folder) throws -> Outcome {
        try Command.run(["diff"] + arguments, in: folder.url)
    }

    @Test func tellsWhatCallersFeel() throws {
        let folder = try folder()
        let gone = try diff("both.yaml", "one.yaml", "--fail-on", "breaking", in: folder)
        #expect(gone.status == 1)
        #expect(gone.output.contains(/breaking +POST \/a +- +is gone\n/), "\(gone)")
        #expect(try diff("both.yaml", "one.yaml", in: folder).status == 0)
        let added = try diff("one.yaml", "both.yaml", "--fail-on", "breaking", in: folder)
        #expect(added.status == 0 && added.output.contains(/compatible +POST \/a +- +is new\n/), "\(added)")
        #expect(try diff("one.yaml", "both.yaml", "--fail-on", "any", in: folder).status == 1)
        let same = try diff("one.yaml", "one.yaml", "--fail-on", "any", in: folder)
        #expect(same.status == 0 && same.output + same.error == "no differences\n", "\(same)")
    }

    /// A version of the API of README's example.
    private static func version(_ limit: String, _ owner: String, _ milliseconds: Int) -> String {
        """
        openapi: 3.0.1
        info: {title: pets, version: '1'}
        paths:
          /pets:
            get:
              parameters: [{name: limit, in: query, required: \(limit), schema: {type: integer}}]
              responses: {'200': {description: fine}}
              x-amazon-apigateway-integration:
                {type: http_proxy, httpMethod: GET, uri: 'https://pets.example/', timeoutInMillis: \(milliseconds)}
          /pets/{petId}:
            get:
              parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
              responses:
                '200':
                  description: fine
                  content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
              x-amazon-apigateway-integration: {type: mock}
        components:
          schemas:
            Pet: {type: object, properties: {name: {type: string}\(owner)}}

        """
    }

    @Test func printsWhatREADMEShows() throws {
        let folder = try Folder()
        try folder.write("v1.yaml", DiffTests.version("false", ", owner: {type: string}", 29_000))
        try folder.write("v2.yaml", DiffTests.version("true", "", 5_000))
        let command = "gatewright diff v1.yaml v2.yaml --fail-on breaking"
        let outcome = try Command.run(Array(command.split(separator: " ").dropFirst().map(String.init)), in: folder.url)
        #expect(outcome.status == 1, "\(outcome)")
        let shown = ["$ " + command] + outcome.output.split(separator: "\n").map(String.init)
        let example = shown.map { "    " + $0 }.joined(separator: "\n") + "\n"
        let readme = try String(contentsOf: Command.root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains(example), "README.md does not show:\n\(example)")
    }

    @Test func printsJSONForPrograms() throws {
        let printed = try diff("both.yaml", "one.yaml", "--format", "json", in: folder())
        #expect(try json(printed.output, "breaking") as? Int == 1)
        #expect(
            try (json(printed.output, "changes") as? [[String: Any]])?.first?["kind"] as? String == "operation-removed")
    }

    @Test func saysWhatItCannotRead() throws {
        let folder = try folder()
        #expect(try diff("both.yaml", "broken.yaml", in: folder).status == 1)
        let missing = try diff("both.yaml", "nowhere.yaml", in: folder)
        #expect(missing.status == 2 && missing.error.contains("`nowhere.yaml` cannot be read"), "\(missing)")
        let plan = try diff("both.plan", "both.plan", in: folder)
        #expect(plan.status == 0, "\(plan)")
        let bad = try diff("both.yaml", "one.yaml", "--fail-on", "nothing", in: folder)
        #expect(bad.status == 2, "\(bad)")
    }

    @Test func comparesHTTPAndWebSocketAPIsByTheirRoutes() throws {
        let folder = try Folder()
        let head = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n"
        let route =
            "{x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: "
            + "{type: http_proxy, httpMethod: ANY, uri: 'http://127.0.0.1:9/', payloadFormatVersion: '1.0'}}}\n"
        try folder.write("old.yaml", head + "  /a: \(route)  /b: \(route)")
        try folder.write("new.yaml", head + "  /a: \(route)  /$default: \(route)")
        let http = try diff("old.yaml", "new.yaml", "--kind", "http", in: folder)
        #expect(http.output.contains(/behaviour +ANY \/b +- +is answered by \$default\n/), "\(http)")

        let socket =
            "api: {name: t, routeSelectionExpression: $request.body.action}\nintegrations: {i: "
            + "{integrationType: MOCK, requestTemplates: {$default: '{\"statusCode\": 200}'}}}\nroutes:\n"
        try folder.write("old.routes.yaml", socket + "  - {routeKey: say, target: integrations/i}\n")
        try folder.write("new.routes.yaml", socket + "  - {routeKey: tell, target: integrations/i}\n")
        let routes = try diff("old.routes.yaml", "new.routes.yaml", "--fail-on", "breaking", in: folder)
        #expect(routes.status == 1)
        #expect(routes.output.contains(/breaking +say +- +is gone\n/), "\(routes)")
        #expect(routes.output.contains(/compatible +tell +- +is new\n/), "\(routes)")

        let mixed = try diff("old.yaml", "new.routes.yaml", in: folder)
        #expect(mixed.status != 0 && mixed.error.contains("different kinds of APIs"), "\(mixed)")
    }
}

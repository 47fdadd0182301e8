// `cors`: what it adds, that nothing else of the text changes, and that a browser is content with the result.

import Foundation
import Testing

@Suite struct CORSTests {
    private static let yaml = """
        # The shop.
        openapi: 3.0.1
        info: {title: Shop, version: '1'}
        security: [{key: []}]
        paths:
          /pets/{id}:
            # One pet.
            get:
              responses:
                "200":
                  description: ok   # fine
                "404": {description: none}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: "200"
                    responseTemplates:
                      application/json: |
                        {"id": 1}

                  "404": {statusCode: "404",}
              security:
              - key: []
            # Behind it.
          /proxy: {get: {security: [], responses: {}, x-amazon-apigateway-integration: {type: http_proxy,
            httpMethod: GET, uri: 'http://127.0.0.1:9/'}}}
        components:
          securitySchemes:
            key: {type: apiKey, name: x-api-key, in: header}
        # The end.

        """

    @Test func whatIsThereStaysAndASecondRunAddsNothing() throws {
        let folder = try Folder()
        try folder.write("api.yaml", CORSTests.yaml)
        let first = try Command.run(["cors", "api.yaml"], in: folder.url)
        #expect(first.status == 0)
        #expect(
            first.error == """
                api.yaml: added OPTIONS for 2 paths; headers for 2 responses; DEFAULT_4XX, DEFAULT_5XX
                note: the backend of GET /proxy has to send Access-Control-Allow-Origin itself

                """)
        // Without the lines and members that were added it is the old text.
        var lines = first.output.split(separator: "\n", omittingEmptySubsequences: false)[...]
        for old in CORSTests.yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = old.split(separator: "}").first ?? ""
            let place = try #require(lines.firstIndex { $0.hasPrefix(bare) }, "lost: \(old)")
            lines = lines[(place + 1)...]
        }
        try folder.write("second.yaml", first.output)
        let second = try Command.run(["cors", "second.yaml"], in: folder.url)
        #expect(second.output == first.output)
        #expect(second.error.hasPrefix("second.yaml: nothing to add\n"))
        #expect(try Command.run(["check", "second.yaml"], in: folder.url).status == 0)
    }

    @Test func placesFollowTheirNeighbours() throws {
        let folder = try Folder()
        try folder.write("api.yaml", CORSTests.yaml)
        let output = try Command.run(["cors", "api.yaml"], in: folder.url).output
        for part in [
            """
                    "200":
                      description: ok   # fine
                      headers:
                        Access-Control-Allow-Origin:
                          schema:
                            type: string
                    "404": {description: none, headers: {Access-Control-Allow-Origin: {schema: {type: string}}}}

            """,
            """
                          application/json: |
                            {"id": 1}

                        responseParameters:
                          method.response.header.Access-Control-Allow-Origin: "'*'"
                      "404": {statusCode: "404", \
            responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}

            """,
            """
                  security:
                  - key: []
                # Behind it.
                options:
                  summary: Preflight
                  security: []

            """,
            """
                key: {type: apiKey, name: x-api-key, in: header}
            x-amazon-apigateway-gateway-responses:
              DEFAULT_4XX:
                responseParameters:
                  gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
              DEFAULT_5XX:
                responseParameters:
                  gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
            # The end.

            """,
        ] {
            // The text block keeps the blank line behind it, the members go before.
            #expect(
                output.replacing("\n\n", with: "\n").contains(part.replacing("\n\n", with: "\n")),
                "\(part)\nin\n\(output)")
        }
    }

    @Test func diffIsAppliedByPatch() throws {
        let folder = try Folder()
        try folder.write("api.yaml", CORSTests.yaml)
        let output = try Command.run(["cors", "api.yaml"], in: folder.url).output
        let diff = try Command.run(["cors", "api.yaml", "--diff"], in: folder.url).output
        #expect(diff.hasPrefix("--- api.yaml\n+++ api.yaml\n@@ -9,"))
        #expect(try folder.text("api.yaml") == CORSTests.yaml)
        #expect(CORSTests.applied(diff, to: CORSTests.yaml) == output)
    }

    /// A unified diff applied line by line.
    private static func applied(_ diff: String, to text: String) -> String {
        var old = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        var new: [Substring] = []
        var taken = 0
        for line in diff.split(separator: "\n").dropFirst(2) {
            if let head = line.wholeMatch(of: /@@ -(\d+)(?:,\d+)? \+.*/) {
                while taken < (Int(head.1) ?? 1) - 1 {
                    new.append(old.removeFirst())
                    taken += 1
                }
            } else if line.hasPrefix("+") {
                new.append(line.dropFirst())
            } else {
                taken += 1
                let kept = old.removeFirst()
                if line.dropFirst() != kept { return "the diff has\n\(line)\nthe text\n\(kept)" }
                if line.hasPrefix(" ") { new.append(kept) }
            }
        }
        return (new + old).joined(separator: "\n")
    }

    @Test func jsonKeepsItsLayout() throws {
        let folder = try Folder()
        let mock = #""type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"}"#
        try folder.write(
            "api.json",
            """
            {
                "swagger": "2.0",
                "info": {"title": "t", "version": "1"},
                "paths": {
                    "/a": {
                        "get": {
                            "responses": {"200": {"description": "x"}},
                            "x-amazon-apigateway-integration": {\(mock),
                                "responses": {"default": {"statusCode": "200"}}}
                        }
                    }
                }
            }

            """.replacing("\n", with: "\r\n"))
        let outcome = try Command.run(["cors", "api.json", "--in-place"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
        let text = try folder.text("api.json")
        #expect(!text.replacing("\r\n", with: "").contains("\n"), "line ends stay what they are")
        #expect(
            text.contains(
                #"{"200": {"description": "x", "headers": {"Access-Control-Allow-Origin": {"type": "string"}}}}"#))
        #expect(text.contains("            },\r\n            \"options\": {\r\n                \"summary\""))
        #expect(
            text.contains("\r\n    },\r\n    \"x-amazon-apigateway-gateway-responses\": {\r\n        \"DEFAULT_4XX\""))
        #expect(try Command.run(["check", "api.json", "--deny-warnings"], in: folder.url).status == 0)
    }

    // Facts: access-9.1, access-9.2, access-9.3
    @Test func aBrowserIsContent() throws {
        let folder = try Folder()
        try folder.write("api.yaml", CORSTests.yaml)
        let options = ["--origin", "https://shop.test", "--credentials", "--max-age", "600", "--headers", "x-api-key"]
        let made = try Command.run(["cors", "api.yaml", "-o", "cors.yaml"] + options, in: folder.url)
        #expect(made.status == 0)
        let server = try Serving(["cors.yaml"], in: folder.url)
        let preflight = try server.exchange(
            "OPTIONS /pets/1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\nOrigin: https://shop.test\r\n"
                + "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: x-api-key\r\n\r\n")
        #expect(preflight.hasPrefix("HTTP/1.1 200 "))
        for line in [
            "Origin: https://shop.test", "Credentials: true", "Methods: GET,OPTIONS", "Headers: x-api-key",
        ] {
            #expect(preflight.contains("\r\nAccess-Control-Allow-\(line)\r\n"))
        }
        #expect(preflight.contains("\r\nAccess-Control-Max-Age: 600\r\n"))
        // Refused, and the page may know why.
        let refused = try server.exchange("GET /pets/1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        #expect(refused.hasPrefix("HTTP/1.1 403 "))
        #expect(refused.contains("\r\nAccess-Control-Allow-Origin: https://shop.test\r\n"))
        let broken = try server.exchange("GET /proxy HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        #expect(broken.hasPrefix("HTTP/1.1 500 "))
        #expect(broken.contains("\r\nAccess-Control-Allow-Origin: https://shop.test\r\n"))
    }

    @Test(arguments: [
        ["--credentials"], ["--origin", "shop.example"], ["--origin", "https://shop.example/"],
        ["--headers", "a b"], ["--methods", "GET'"], ["--max-age", "-1"],
    ])
    func whatNoBrowserTakesIsRefused(_ options: [String]) throws {
        let folder = try Folder()
        try folder.write("api.yaml", CORSTests.yaml)
        let outcome = try Command.run(["cors", "api.yaml", "--diff"] + options, in: folder.url)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
    }

    @Test func templatesAndOtherFilesAreTold() throws {
        let folder = try Folder()
        try folder.write(
            "template.yaml",
            """
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  DefinitionBody:
                    openapi: 3.0.1
                    info: {title: !Ref AWS::StackName, version: "1"}
                    paths:
                      /a: {$ref: 'a.yaml'}
                      /b:
                        get:
                          x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: !Sub '${F.Arn}'}
                  StageName: x

            """)
        try folder.write("a.yaml", "get: {x-amazon-apigateway-integration: {type: mock}}\n")
        let outcome = try Command.run(["cors", "template.yaml"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("added OPTIONS for 1 path; DEFAULT_4XX, DEFAULT_5XX"))
        #expect(outcome.error.contains("note: path `/a` stands in another file"))
        #expect(outcome.output.contains("\n        x-amazon-apigateway-gateway-responses:\n          DEFAULT_4XX:"))
        #expect(outcome.output.hasSuffix("\n      StageName: x\n"))
        try folder.write("none.yaml", "a: 1\n")
        #expect(try Command.run(["cors", "none.yaml"], in: folder.url).status == 2)
        try folder.write("http.yaml", "openapi: 3.0.1\nx-amazon-apigateway-cors: {}\npaths: {/a: {get: {}}}\n")
        let other = try Command.run(["cors", "http.yaml"], in: folder.url)
        #expect(other.error.contains("note: an HTTP API has no mocks"))
        #expect(other.output == (try folder.text("http.yaml")))
    }
}

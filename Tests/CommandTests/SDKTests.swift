// `gatewright sdk`: clients that real tools of their languages take, against a served API. A language whose tools
// cannot be installed is left out.

import Foundation
import Testing

@Suite struct SDKTests {
    static let languages = ["go", "java", "kotlin", "python", "ruby", "swift", "typescript"]

    /// Compiles, checks and tests a client; nil where the tools cannot be had.
    private func proof(_ language: String, _ folder: URL, _ environment: [String: String] = [:]) throws -> Outcome? {
        let outcome = try Command.script("sdk-proof", [language, folder.path], environment: environment)
        if outcome.status == 69 {
            print("left out: the tools of \(language) cannot be installed")
            return nil
        }
        return outcome
    }

    @Test(arguments: languages)
    func petstoreClientWorks(_ language: String) throws {
        let folder = try Folder()
        let specification = Command.root.appendingPathComponent("specs/petstore.yaml").path
        let made = try Command.run(["sdk", specification, "-l", language, "-o", "client"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        #expect(made.error.contains("7 operations, 7 types"))
        let server = try Serving([specification], in: folder.url)
        let outcome = try proof(
            language, folder.url.appendingPathComponent("client"),
            [
                "BASE_URL": "http://127.0.0.1:\(server.port)",
                "CREDENTIALS": #"{"apiKey": "pet-store-demo-key-0123456789"}"#,
            ])
        guard let outcome else { return }
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.error)")
        // Every operation was called.
        let skipped = outcome.output.firstMatch(of: /[1-9]\d* (tests )?skip(ped|s)|# skipped [1-9]|\) skipped|--- SKIP/)
        #expect(skipped == nil, "\(outcome.output)")
    }

    /// Several languages at once: a folder for each, with what each has alone.
    @Test func writesSeveralLanguages() throws {
        let folder = try Folder()
        let specification = Command.root.appendingPathComponent("specs/petstore.yaml").path
        let made = try Command.run(
            ["sdk", specification, "-l", "ruby,go", "-l", "go", "-o", "clients"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        let lines = made.error.split(separator: "\n")
        #expect(lines.map { $0.split(separator: ":")[0] } == ["clients/go", "clients/ruby"])
        let alone = try Command.run(["sdk", specification, "-l", "go", "-o", "alone"], in: folder.url)
        #expect(alone.status == 0, "\(alone.error)")
        #expect(try folder.text("clients/go/client.go") == folder.text("alone/client.go"))
        let all = try Command.run(["sdk", specification, "-l", "all", "-o", "all"], in: folder.url)
        #expect(all.error.split(separator: "\n").count == SDKTests.languages.count, "\(all.error)")
        for wrong in ["cobol", "go,", ""] {
            let refused = try Command.run(["sdk", specification, "-l", wrong, "-o", "no"], in: folder.url)
            #expect(refused.status == 2, "\(wrong)")
        }
    }

    /// The manifest of Java's package, with Debian's archives in place of Maven's repositories.
    @Test func mavenBuildsTheJavaClient() throws {
        let folder = try Folder()
        let specification = Command.root.appendingPathComponent("specs/petstore.yaml").path
        let made = try Command.run(["sdk", specification, "-l", "java", "-o", "client"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        guard let outcome = try proof("maven", folder.url.appendingPathComponent("client")) else { return }
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.error)")
        #expect(outcome.output.contains("Running petstore.runtime.TransportTest"))
    }

    /// Every kind of type, parameter, body and answer that clients know.
    @Test(arguments: languages)
    func everyKindOfThingCompiles(_ language: String) throws {
        let folder = try Folder()
        try folder.write("kinds.yaml", SDKTests.kinds)
        let made = try Command.run(["sdk", "kinds.yaml", "-l", language, "-o", "client"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        guard let outcome = try proof(language, folder.url.appendingPathComponent("client")) else { return }
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.error)")
    }

    private static let kinds = """
        openapi: 3.0.1
        info: {title: Kinds of things, version: 1.2.3}
        servers: [{url: 'https://api.test/v1'}]
        security: [{bearer: []}, {iam: []}, {key: [], basic: []}]
        paths:
          /things/{id}/{rest+}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
              - {name: rest, in: path, required: true, schema: {type: string}}
            get:
              operationId: getThing
              deprecated: true
              parameters:
                - {name: on, in: query, schema: {type: string, format: date}}
                - {name: since, in: query, required: true, schema: {type: string, format: date-time}}
                - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
                - {name: tags, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}}
                - {name: filter, in: query, style: deepObject, schema: {$ref: '#/components/schemas/Filter'}}
                - {name: X-Kind, in: header, schema: {$ref: '#/components/schemas/Kind'}}
                - {name: session, in: cookie, schema: {type: string}}
              responses:
                '200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
                '201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Filter'}}}}
                '204': {description: nothing}
                '404': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}
                '409': {description: x, content: {application/json: {schema: {type: string}}}}
                default: {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
            put:
              operationId: putThing
              requestBody:
                required: true
                content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
              responses: {'204': {description: done}}
          /styles/{id}/{list}/{map}/{simple}/{plain}:
            parameters:
              - {name: id, in: path, required: true, style: label, schema: {type: integer}}
              - name: list
                in: path
                required: true
                style: matrix
                explode: true
                schema: {type: array, items: {type: string}}
              - name: map
                in: path
                required: true
                style: label
                explode: true
                schema: {$ref: '#/components/schemas/Filter'}
              - {name: simple, in: path, required: true, explode: true, schema: {$ref: '#/components/schemas/Filter'}}
              - {name: plain, in: path, required: true, style: matrix, schema: {type: array, items: {type: string}}}
            get:
              operationId: getByStyle
              parameters:
                - {name: crumbs, in: cookie, schema: {type: array, items: {type: string}}}
                - {name: one, in: cookie, required: true, explode: false, schema: {type: array, items: {type: string}}}
                - {name: X-Map, in: header, explode: true, schema: {$ref: '#/components/schemas/Filter'}}
              responses: {'204': {description: done}}
          /shapes:
            post:
              operationId: sendShapes
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shape'}}}
              responses: {'204': {description: done}}
          /things:
            get:
              operationId: listThings
              parameters: [{name: nextToken, in: query, schema: {type: string}}]
              responses:
                '200':
                  description: x
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          items: {type: array, nullable: true, items: {$ref: '#/components/schemas/Shape'}}
                          nextToken: {type: string, nullable: true}
            post:
              operationId: sendForm
              requestBody:
                required: true
                content:
                  application/x-www-form-urlencoded:
                    schema: {type: object, required: [a], properties: {a: {type: string}, b: {type: boolean}}}
              responses: {'200': {description: x, content: {application/json: {schema: {}}}}}
          /files:
            post:
              operationId: upload
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [file]
                      properties: {file: {type: string, format: binary}, note: {type: string}}
              responses: {'200': {description: x, content: {text/plain: {schema: {type: string}}}}}
            put:
              operationId: replace
              requestBody: {content: {image/png: {schema: {type: string, format: binary}}}}
              responses: {'200': {description: x, content: {image/png: {schema: {type: string, format: binary}}}}}
          /events:
            get:
              operationId: watch
              responses: {'200': {description: x, content: {text/event-stream: {schema: {type: string}}}}}
            post:
              operationId: sendText
              requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}
              responses:
                '200': {description: x, content: {application/json: {schema: {type: array, items: {type: number}}}}}
        components:
          securitySchemes:
            bearer: {type: http, scheme: bearer, description: A token.}
            basic: {type: http, scheme: basic}
            key: {type: apiKey, in: query, name: api_key}
            iam: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
          schemas:
            Kind: {type: string, enum: [cat, 'a dog', '2nd', none, other, CLASS, class, '']}
            Filter:
              type: object
              additionalProperties: {type: string}
              properties: {min: {type: integer, minimum: 1}, max-value: {type: number}}
            Bare: {type: object, additionalProperties: {$ref: '#/components/schemas/Kind'}}
            Base: {type: object, required: [id], properties: {id: {type: string, format: uuid, readOnly: true}}}
            Thing:
              allOf:
                - $ref: '#/components/schemas/Base'
                - type: object
                  required: [kind, born, parent, secret, shape, any, weight]
                  properties:
                    kind: {$ref: '#/components/schemas/Kind'}
                    born: {type: string, format: date-time}
                    day: {type: string, format: date, nullable: true}
                    parent: {allOf: [{$ref: '#/components/schemas/Thing'}], nullable: true}
                    next: {$ref: '#/components/schemas/Thing'}
                    children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
                    byName: {type: object, additionalProperties: {$ref: '#/components/schemas/Thing'}}
                    photo: {type: string, format: byte}
                    secret: {type: string, writeOnly: true}
                    shape: {$ref: '#/components/schemas/Shape'}
                    tree: {$ref: '#/components/schemas/Tree'}
                    loose: {$ref: '#/components/schemas/Loose'}
                    any: {}
                    maybe: {}
                    weight: {type: integer, format: int32, minimum: 3000000000}
                    class: {type: string, deprecated: true}
                    inout: {type: boolean}
                    self: {type: boolean}
                    description: {type: string}
                    hash: {type: string}
            Circle: {type: object, required: [form, radius], properties: {form: {type: string}, radius: {type: number}}}
            Square:
              type: object
              required: [side]
              properties: {side: {type: number}, inner: {$ref: '#/components/schemas/Shape'}}
            Shape:
              oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]
              discriminator: {propertyName: form, mapping: {round: '#/components/schemas/Circle', circle: Circle}}
            Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
            Loose:
              anyOf:
                - type: string
                - type: integer
                - $ref: '#/components/schemas/Kind'
                - type: array
                  items: {$ref: '#/components/schemas/Loose'}
                - type: object
                  additionalProperties: {$ref: '#/components/schemas/Loose'}
                - $ref: '#/components/schemas/Square'
        """

    /// A few random specifications; `Tests/Support/sdk-fuzz` makes as many as one likes.
    @Test func clientsOfRandomSpecificationsCompile() throws {
        let outcome = try Command.script("sdk-fuzz", [Command.binary.path, "--count", "4"])
        #expect([0, 69].contains(outcome.status), "\(outcome.output)\(outcome.error)")
    }

    /// A specification can name and describe things as it likes: what comes out is a client all the same.
    @Test(arguments: languages)
    func hostileTextStaysText(_ language: String) throws {
        let folder = try Folder()
        try folder.write("hostile.json", try SDKTests.hostile())
        let made = try Command.run(["sdk", "hostile.json", "-l", language, "-o", "client"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        let again = try Command.run(["sdk", "hostile.json", "-l", language, "-o", "again"], in: folder.url)
        #expect(again.status == 0)
        let same = Process()
        same.executableURL = URL(fileURLWithPath: "/usr/bin/diff")
        same.arguments = [
            "-r", folder.url.appendingPathComponent("client").path, folder.url.appendingPathComponent("again").path,
        ]
        try same.run()
        same.waitUntilExit()
        #expect(same.terminationStatus == 0, "the same specification gives the same bytes")
        guard let outcome = try proof(language, folder.url.appendingPathComponent("client")) else { return }
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.error)")
    }

    /// Text that would be code in one language or another.
    private static let attacks = [
        "*/ process.exit(1); /*", "\"\"\"\nraise SystemExit(1)\n\"\"\"", "${process.exit(1)}", "`+process.exit(1)+`",
        "\\",
        "\\\"", "\"", "'", "{__import__('os').abort()}", "\u{2028}throw 1", "\r\nexit", "#{exit 1}", "</script>",
        "\u{202e}gnp.exe", "\u{0}", "%s%n", "$(exit 1)", "//", "--", "*/", "\"\"\"\"", "ends with \\",
        "*/\u{301} exit(1) /*", "\"\u{301} + exit(1) + \"", "\\u002a/ exit(1) /*", "\\u000a exit(1)", "{@code */ <b>&",
    ]
    /// Names that are keywords, clash, or are none.
    private static let names = [
        "class", "constructor", "__proto__", "self", "None", "type", "Type", "TYPE", "pet-id", "petId", "pet_id", "😀",
        "",
        "1st", "import", "default", "query", "options", "body", "str", "list", "Error", "Promise", "ApiError",
        "str(exit)",
        "a\"b", "a`b", "a\\b", "a/b", "a*/b", "String", "Object", "getClass",
    ]

    /// A specification with such text in every place that takes text.
    private static func hostile() throws -> String {
        let all = attacks.joined(separator: " ")
        func attack(_ index: Int) -> String { attacks[index % attacks.count] }
        func json(_ schema: [String: Any]) -> [String: Any] { ["application/json": ["schema": schema]] }
        func xml(_ schema: [String: Any]) -> [String: Any] { ["application/xml": ["schema": schema]] }
        var properties: [String: Any] = [:]
        var schemas: [String: Any] = [:]
        var paths: [String: Any] = [:]
        for (index, name) in names.enumerated() {
            let element = ["name": attack(index + 2), "prefix": attack(index + 4), "namespace": attack(index + 6)]
            properties[name] = [
                "type": "string", "description": attack(index), "default": attack(index + 3),
                "pattern": attack(index + 1), "xml": element,
            ]
        }
        for (index, name) in names.enumerated() where !name.isEmpty {
            schemas[name] =
                index % 3 == 0
                ? ["type": "string", "description": all, "enum": attacks]
                : ["type": "object", "description": attack(index), "properties": properties]
        }
        let object: [String: Any] = ["type": "object", "properties": properties]
        for (index, name) in names.enumerated() {
            let parameters = names.filter { !$0.isEmpty }.map {
                ["name": $0, "in": "query", "description": attack(index), "schema": ["type": "string"]] as [String: Any]
            }
            let content = index % 5 == 0 ? xml(object) : json(object)
            let operation: [String: Any] = [
                "operationId": name, "summary": attack(index), "description": all, "tags": [all],
                "parameters": parameters, "requestBody": ["description": all, "content": content],
                "responses": [
                    "200": ["description": all, "content": json(["$ref": "#/components/schemas/Type"])],
                    "404": ["description": "no", "content": json(["$ref": "#/components/schemas/constructor"])],
                ],
            ]
            paths["/p\(index)"] = ["post": operation]
        }
        let scheme = ["type": "apiKey", "in": "header", "name": "x-\"key", "description": all]
        let document: [String: Any] = [
            "openapi": "3.0.1",
            "info": [
                "title": "Hostile */ \"\"\" ${1} " + all, "description": all, "version": "1\"; exit",
                "license": ["name": all, "url": "https://x.test/\"*/${1}'"],
            ],
            "servers": [["url": "https://x.test/\"*/${1}'"]], "paths": paths,
            "components": ["schemas": schemas, "securitySchemes": ["a\"b": scheme]],
        ]
        let data = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: WebSocket APIs

    /// What is sent comes back, as an event.
    private static let echo = """
        api: {name: echo, protocolType: WEBSOCKET, routeSelectionExpression: $request.body.action}
        routes:
          - routeKey: $connect
            target: integrations/self
            requestParameters: {route.request.querystring.name: {required: true}}
          - routeKey: echo
            target: integrations/self
            modelSelectionExpression: $request.body.action
            requestModels: {echo: Echo}
            routeResponseSelectionExpression: $default
            routeResponses: [{routeResponseKey: $default}]
        integrations:
          self:
            integrationType: MOCK
            requestTemplates: {$default: '{"statusCode": 200}'}
            integrationResponses: [{integrationResponseKey: $default}]
        models:
          Echo:
            schema:
              type: object
              required: [action, text]
              properties: {action: {type: string}, text: {type: string, minLength: 1}}
        x-gatewright-events: {echo: Echo}
        """

    @Test(arguments: languages)
    func socketClientWorks(_ language: String) throws {
        let folder = try Folder()
        try folder.write("echo.yaml", SDKTests.echo)
        let made = try Command.run(["sdk", "echo.yaml", "-l", language, "-o", "client"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        #expect(made.error.contains("1 routes, 1 types"))
        let server = try Serving(["echo.yaml"], in: folder.url)
        let outcome = try proof(
            language, folder.url.appendingPathComponent("client"), ["BASE_URL": "ws://127.0.0.1:\(server.port)/local"])
        guard let outcome else { return }
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.error)")
    }

    @Test(arguments: languages)
    func hostileTextOfRoutesStaysText(_ language: String) throws {
        let all = SDKTests.attacks.joined(separator: " ")
        var properties: [String: Any] = [:]
        for (index, name) in SDKTests.names.enumerated() {
            properties[name] = ["type": "string", "description": SDKTests.attacks[index % SDKTests.attacks.count]]
        }
        let schema: [String: Any] = ["type": "object", "description": all, "properties": properties]
        let keys = SDKTests.names.filter { !$0.isEmpty }
        let parameters = keys.flatMap { ["route.request.querystring.\($0)", "route.request.header.\($0)"] }
        var routes = keys.map { key in
            ["routeKey": key, "operationName": key, "target": "integrations/self", "requestModels": ["$default": key]]
                as [String: Any]
        }
        routes.append([
            "routeKey": "$connect", "target": "integrations/self", "apiKeyRequired": true,
            "authorizationType": "AWS_IAM",
            "requestParameters": Dictionary(uniqueKeysWithValues: parameters.map { ($0, ["required": true]) }),
        ])
        let document: [String: Any] = [
            "api": [
                "name": "Hostile */ \"\"\" " + all, "description": all,
                "routeSelectionExpression": "$request.body.class",
            ],
            "routes": routes,
            "integrations": ["self": ["integrationType": "MOCK", "requestTemplates": ["$default": "{}"]]],
            "models": Dictionary(uniqueKeysWithValues: keys.map { ($0, ["schema": schema]) }),
            "x-gatewright-events": Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) }),
        ]
        let folder = try Folder()
        let data = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])
        try folder.write("hostile.json", String(decoding: data, as: UTF8.self))
        let made = try Command.run(["sdk", "hostile.json", "-l", language, "-o", "client"], in: folder.url)
        #expect(made.status == 0, "\(made.error)")
        guard let outcome = try proof(language, folder.url.appendingPathComponent("client")) else { return }
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.error)")
    }

    @Test func routesThatNoMemberTellsApartAreSaid() throws {
        let folder = try Folder()
        let text = SDKTests.echo.replacing(
            "$request.body.action}\nroutes", with: "'$request.body.action/$request.body.kind'}\nroutes")
        try folder.write("r.yaml", text)
        let outcome = try Command.run(["sdk", "r.yaml", "-l", "typescript", "-o", "client"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("a client needs one member of messages"), "\(outcome.error)")
    }

    @Test func nothingToCallIsSaid() throws {
        let folder = try Folder()
        try folder.write("empty.yaml", "openapi: 3.0.1\ninfo: {title: Empty, version: '1'}\npaths: {}\n")
        let outcome = try Command.run(["sdk", "empty.yaml", "-l", "python", "-o", "client"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("has no operation that a client could call"))
        #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("client").path))
    }

    /// A mock that answers specifications, a way to one, and ways to nowhere.
    private static let web = """
        openapi: 3.0.1
        info: {title: Web, version: '1'}
        paths:
          \(answer("/spec", 200, body: "openapi: 3.0.1\\ninfo: {title: Web}\\npaths: {/a: {get: {responses: {}}}}"))
          \(answer("/other", 200, body: "#set($d = '$')openapi: 3.0.1\\npaths: {/a: {$esc.d{ref}: other.yaml}}"))
          \(answer("/moved", 302, location: "/spec"))
          \(answer("/round", 302, location: "/round"))
          \(answer("/away", 302, location: "ftp://api.test/"))
        """

    private static func answer(_ path: String, _ status: Int, location: String = "/", body: String = "") -> String {
        """
        \(path):
            get:
              responses: {'\(status)': {description: x, headers: {Location: {schema: {type: string}}}}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": \(status)}'}
                responses:
                  default:
                    statusCode: '\(status)'
                    responseParameters: {method.response.header.Location: "'\(location)'"}
                    responseTemplates: {application/json: "\(body)"}
        """.split(separator: "\n").joined(separator: "\n  ")
    }

    @Test func specificationsAreReadByTheirURLs() throws {
        let folder = try Folder()
        try folder.write("web.yaml", SDKTests.web.replacingOccurrences(of: "$esc.d{ref}", with: "${d}ref"))
        let server = try Serving(["web.yaml"], in: folder.url)
        func made(_ path: String, port: UInt16? = nil) throws -> Outcome {
            let url = "http://127.0.0.1:\(port ?? server.port)\(path)"
            return try Command.run(["sdk", url, "-l", "typescript", "-o", "client"], in: folder.url)
        }
        for path in ["/spec", "/moved"] {
            let outcome = try made(path)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error.contains("1 operations, 0 types"))
        }
        for (path, reason) in [
            ("/missing", "answers status 403, expected 200"), ("/round", "is one of more than 5 redirections"),
            ("/away", "leads to `ftp://api.test/`, which is not followed"),
            ("/a b", "has characters that a URL cannot"),
            ("/" + String(repeating: "a", count: 8_192), "the URL has more than 8192 bytes"),
            ("x:y@z", "names no host"),
        ] {
            let outcome = try made(path)
            #expect(outcome.status == 2)
            #expect(outcome.error.contains(reason), "\(path): \(outcome.error)")
        }
        #expect(try made("/spec", port: 1).error.contains("cannot be read: connection refused"))
        let other = try made("/other")
        #expect(other.status == 1)
        #expect(other.error.contains("a specification behind a URL reads no other file"), "\(other.error)")
    }

    @Test func plansHaveNoNamesAnyMore() throws {
        let folder = try Folder()
        let specification = Command.root.appendingPathComponent("specs/petstore.yaml").path
        #expect(try Command.run(["compile", specification, "-o", "pets.plan"], in: folder.url).status == 0)
        let outcome = try Command.run(["sdk", "pets.plan", "-l", "swift", "-o", "client"], in: folder.url)
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("is a plan, which has no names and models any more"))
        #expect(outcome.error.contains("write the client of its specification"))
    }

    @Test func unchangedFilesKeepTheirTimes() throws {
        let folder = try Folder()
        let specification = Command.root.appendingPathComponent("specs/petstore.yaml").path
        let arguments = ["sdk", specification, "-l", "typescript", "-o", "deep/er/client"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        let file = folder.url.appendingPathComponent("deep/er/client/src/client.ts").path
        let old = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        let time = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
        #expect(time == old)
    }

    @Test func namesAndPackagesAreTaken() throws {
        let folder = try Folder()
        let specification = Command.root.appendingPathComponent("specs/petstore.yaml").path
        let outcome = try Command.run(
            [
                "sdk", specification, "-l", "typescript", "-o", "client", "--name", "animal house", "--package",
                "@acme/animals",
            ], in: folder.url)
        #expect(outcome.status == 0)
        #expect(try folder.text("client/package.json").contains(#""name": "@acme/animals""#))
        #expect(try folder.text("client/src/client.ts").contains("class AnimalHouseClient"))
    }
}

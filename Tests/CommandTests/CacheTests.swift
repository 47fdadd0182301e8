// `gatewright run` with a cache, flushed from another process; `gatewright cache` alone.

import Foundation
import Testing

@Suite struct CacheTests {
    private static let specification = """
        openapi: "3.0.1"
        info: {title: t, version: "1"}
        paths:
          /a:
            get:
              responses: {"200": {description: ok}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: "200", responseTemplates: {application/json: $context.requestId}}}
          /b/{id}:
            get:
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              responses: {"200": {description: ok}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: "200"}}
        """

    // Facts: caching-13
    @Test func anotherProcessFlushes() throws {
        let folder = try Folder()
        try folder.write("api.yaml", CacheTests.specification)
        try folder.write(
            "gatewright.yaml",
            "stages: {local: {cacheClusterEnabled: true, methodSettings: {'*/*': {cachingEnabled: true}}}}")
        let server = try Serving(["api.yaml"], in: folder.url)
        let first = try server.get("/a").body
        #expect(first.count == 36)
        #expect(try server.get("/a").body == first)
        let outcome = try Command.run(["cache", "flush"], in: folder.url)
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.error == "flushed\n")
        let second = try server.get("/a").body
        #expect(second != first && second.count == 36)
        let other = try Command.run(["cache", "flush", "--api", "nobody", "--stage", "local"], in: folder.url)
        #expect(other.status == 0 && other.error == "flushed: stage local of API nobody\n")
        #expect(try server.get("/a").body == second)
        #expect(try Command.run(["cache", "flush", "--api", "x"], in: folder.url).status == 2)
        // A reload keeps what is kept.
        server.signal(SIGHUP)
        try poll("it is reloaded") { try server.error.contains("reloaded: 2 methods") }
        #expect(try server.get("/a").body == second)
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
        #expect(
            try server.error.contains(
                "warning: `GET /b/{id}` is cached and `id` is not among its cacheKeyParameters: all its values get one")
        )
    }
}

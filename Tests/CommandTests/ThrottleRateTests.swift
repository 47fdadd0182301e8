// A throttle in real time: wrk floods a server of two event loops through one key, and what passes is counted.

import Foundation
import Testing

@Suite struct ThrottleRateTests {
    /// Requests a second, and at once. A second's worth fits the bucket, which bridges the moments in which a busy
    /// machine runs nobody; a flood empties it first.
    private static let rate = 200
    private static let burst = 200
    private static let seconds = 5
    /// A second run when other programs had the machine in the first one: 10 s at most.
    private static let runsMax = 2
    private static let wrk = ["/usr/bin/wrk", "/usr/local/bin/wrk"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private struct Flood {
        let passed: Int
        let refused: Int
        let seconds: Double

        /// How far what passed, less the burst, is from the rate.
        var error: Double {
            Double(passed - ThrottleRateTests.burst) / seconds / Double(ThrottleRateTests.rate) - 1
        }
        var saturates: Bool { refused > passed }
    }

    // Facts: access-3.4
    @Test(.enabled(if: wrk != nil, "there is no wrk, which `.ci/setup wrk` installs"))
    func aThrottleKeepsItsRate() throws {
        var last: Flood?
        for _ in 0..<ThrottleRateTests.runsMax {
            let flood = try self.flood()
            last = flood
            // More than may pass is wrong however busy the machine is.
            #expect(flood.error <= 0.01, "\(flood)")
            if flood.saturates, abs(flood.error) <= 0.01 { break }
        }
        let flood = try #require(last)
        #expect(flood.saturates, "wrk did not send enough: \(flood)")
        #expect(abs(flood.error) <= 0.01, "\(flood): \(flood.error * 100) %")
    }

    private func flood() throws -> Flood {
        let folder = try Folder()
        try folder.write("api.yaml", specification)
        try folder.write(
            "gatewright.yaml",
            """
            usagePlans:
              p:
                throttle: {rateLimit: \(ThrottleRateTests.rate), burstLimit: \(ThrottleRateTests.burst)}
                apiStages: [{apiId: Throttled, stage: local}]
            apiKeys: {k: {value: throttled-key-0123456789, usagePlanIds: [p]}}
            """)
        let server = try Serving(["api.yaml", "--event-loops", "2", "--access-log", "off"], in: folder.url)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(ThrottleRateTests.wrk))
        process.arguments = [
            "-t", "1", "-c", "8", "-d", "\(ThrottleRateTests.seconds)s", "-H", "x-api-key: throttled-key-0123456789",
            "http://127.0.0.1:\(server.port)/a",
        ]
        process.standardOutput = try folder.handle("wrk.txt")
        try process.run()
        try poll("wrk ends") { try folder.text("wrk.txt").contains("Requests/sec") }
        let said = try folder.text("wrk.txt")
        let total = try #require(said.firstMatch(of: /(\d+) requests in ([\d.]+)s/), "\(said)")
        let refused = said.firstMatch(of: /Non-2xx or 3xx responses: (\d+)/).flatMap { Int($0.1) } ?? 0
        return Flood(
            passed: (Int(total.1) ?? 0) - refused, refused: refused, seconds: try #require(Double(total.2)))
    }

    private let specification = """
        openapi: "3.0.1"
        info: {title: Throttled, version: "1"}
        security: [{key: []}]
        components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
        paths:
          /a:
            get:
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: "200"}}
        """
}

// Many APIs behind one listener: what a table of them costs to make, to change, and to ask.

import CMallocCount
import GateBytes
import GatePlan
import GateRuntime

/// Sites of N APIs with one plan's bytes each, as a start loads them.
private struct SiteBench {
    let bytes: [UInt8]
    let endpoints = EndpointTable()

    func stage() -> SiteStage {
        let bytes = bytes
        let source = PlanSource {
            do throws(PlanError) { return try PlanImage(copying: bytes) } catch { return nil }
        }
        return SiteStage("prod", StagePlan(source, settings, endpoints))
    }

    var settings: StageSettings {
        var settings = StageSettings()
        settings.name = "prod"
        settings.mountsAtRoot = true
        return settings
    }

    func site(_ index: Int) -> SiteSettings {
        SiteSettings(region: "us-east-1", apiIdentifier: "api\(1_000_000 + index)")
    }
}

func benchSites(_ arguments: [String]) {
    guard arguments.count >= 2 else { stop("usage: gatebench sites PLAN PATH [N]", status: 2) }
    let count = arguments.count > 2 ? Int(arguments[2]) ?? 1_000 : 1_000
    let bench = SiteBench(bytes: readFile(arguments[0]))
    var table = SiteTable()
    var start = threadNanoseconds()
    var draft = SiteTable.Draft()
    for index in 0..<count { draft.set(bench.stage(), of: bench.site(index)) }
    table = SiteTable(draft)
    print("\(microseconds(since: start)) µs to publish \(count) APIs at once")
    start = threadNanoseconds()
    for index in 0..<100 {
        var draft = SiteTable.Draft(table)
        draft.set(bench.stage(), of: bench.site(index * (count / 100)))
        table = SiteTable(draft)
    }
    print("\(microseconds(since: start) / 100) µs to publish one of them, unbound")
    start = threadNanoseconds()
    for index in 0..<count {
        let site = bench.site(index)
        if table.stage("prod", of: site.apiIdentifier, in: site.region)?.main.deployment == nil {
            stop("the plan cannot be bound", status: 1)
        }
    }
    print("\(microseconds(since: start) / count) µs to load, verify and bind a plan of \(bench.bytes.count) bytes")
    let run = PipelineRun(Gateway(serving: ServingSet(table), endpoints: bench.endpoints, seed: (1, 2)))
    // Requests of many APIs in turn, so that the cache of the processor is no better than in life.
    let requests = (0..<256).map { index in
        let host = "\(bench.site(index * 7919 % count).apiIdentifier).execute-api.us-east-1.amazonaws.com"
        let head = "GET /prod\(arguments[1]) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: gatebench\r\nAccept: */*\r\n"
        return Array((head + "Accept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n").utf8)
    }
    for request in requests where !request.withByteView({ run.perform($0) }) {
        stop("the request needs a backend", status: 1)
    }
    print(String(run.out.view))
    let before = gate_malloc_count()
    let best = bestOfNine {
        for _ in 0..<400 {
            for index in 0..<256 { requests[index].withByteView { _ = run.perform($0) } }
        }
    }
    let total = 9 * 400 * 256
    let mallocs = Double(gate_malloc_count() - before) / Double(total)
    print("\(best / UInt64(400 * 256)) ns a request among \(count) APIs, \(mallocs) allocations a request")
}

private func microseconds(since start: UInt64) -> Int { Int((threadNanoseconds() - start) / 1000) }

// Benchmarks of the data plane without sockets. Plans come from `gatewright compile`, so that what is measured is
// what is served.
//
//   gatebench pipeline PLAN METHOD TARGET [N]   nanoseconds and allocations of one request, best of 9 rounds
//   gatebench allocations FOLDER THRESHOLDS     fails when a scenario allocates more than its threshold
//   gatebench load PLAN                         milliseconds to map and verify a plan, best of 9
//   gatebench schema FOLDER                     schema checks from bytes to verdict
//   gatebench templates FOLDER [NAME]           mapping templates rendered per CPU second
//   gatebench json FILE                         megabytes per second of reading JSON
//   gatebench match PLAN METHOD TARGET [N]      nanoseconds of route matching alone
//   gatebench access [N]                        what a kept token and a kept authorizer's result cost a request
//   gatebench cache PLAN METHOD TARGET [N]      a request answered from the cache; looks into a large one
//   gatebench usage [N]                         key lookups, buckets and quotas among N keys
//   gatebench sites PLAN PATH [N]               publishing and asking N APIs with this plan
//   gatebench wire [N]                          nanoseconds and allocations of parsing heads and chunks

import GateBytes
import GatePlan

#if canImport(Glibc)
    import Glibc
#endif

/// Prints a line to standard error and ends with a status.
func stop(_ message: String, status: Int32) -> Never {
    // Not `stderr`: Swift 6 sees a global variable that any thread may change.
    "gatebench: \(message)\n".withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
    exit(status)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 || ["wire", "usage", "access"].contains(arguments.dropFirst().first) else {
    stop(
        "usage: gatebench pipeline|allocations|load|match|schema|templates|json|cache|usage|sites|access|wire PATH …",
        status: 2)
}
switch arguments[1] {
case "pipeline": benchPipeline(Array(arguments.dropFirst(2)))
case "allocations": checkAllocations(Array(arguments.dropFirst(2)))
case "load": benchLoad(arguments[2])
case "schema": benchSchemas(arguments[2])
case "templates": benchTemplates(arguments[2], only: arguments.dropFirst(3).first)
case "json": benchJSON(arguments[2])
case "match": benchMatch(Array(arguments.dropFirst(2)))
case "access": benchAccess(Array(arguments.dropFirst(2)))
case "cache": benchCache(Array(arguments.dropFirst(2)))
case "usage": benchUsage(Array(arguments.dropFirst(2)))
case "sites": benchSites(Array(arguments.dropFirst(2)))
case "wire": benchWire(Array(arguments.dropFirst(2)))
default: stop("unknown bench `\(arguments[1])`, see the head of main.swift", status: 2)
}

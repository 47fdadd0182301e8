// A trace for people.

import GateRuntime

extension TraceFacts {
    /// The trace, section by section, in the order things happen.
    var text: String {
        var lines: [String] = []
        section("request", TraceFacts.message(request), &lines)
        var routing = steps.map { "\($0.depth)  \($0.segment.isEmpty ? "(end)" : $0.segment)  \($0.outcome)" }
        routing.append(
            route.map { "→ " + $0 + (operation.isEmpty ? "" : " (\(operation))") } ?? "→ no method serves it")
        section(mount.isEmpty ? "route" : "route below \(mount)", routing, &lines)
        section("parameters", parameters.map { "\($0.location)  \($0.name) = \($0.value)" }, &lines)
        section("checks", checks.map { "\($0.name): \($0.result)" }, &lines)
        if let bodyValue { section("body as JSON", TraceFacts.message(bodyValue), &lines) }
        section("integration", integration.isEmpty ? [] : [integration], &lines)
        if let template {
            let output = template.output.map { TraceFacts.message($0) } ?? ["it failed"]
            section("request template (\(template.contentType))", output, &lines)
        }
        if let upstream {
            let way = upstream.link.isEmpty ? "" : " through VPC link \(upstream.link)"
            let title =
                "upstream request to \(upstream.origin)\(way), not sent (timeout \(upstream.timeoutMilliseconds) ms)"
            section(title, TraceFacts.message(upstream.request), &lines)
        }
        if let failure { section("gateway response", [failure] + (failureDetail.map { [$0] } ?? []), &lines) }
        section("answer", answer.map { TraceFacts.message($0) } ?? ["none: the request is cut off"], &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ body: [String], _ lines: inout [String]) {
        if body.isEmpty { return }
        if !lines.isEmpty { lines.append("") }
        lines.append(title)
        for line in body { lines.append("  " + line) }
    }

    /// Most bytes of a message shown.
    private static let shownBytesMax = 64 * 1024

    /// The lines of a message; what a terminal would act on is shown as escapes.
    static func message(_ bytes: [UInt8]) -> [String] {
        var text = String(decoding: bytes.prefix(shownBytesMax), as: UTF8.self)
        if bytes.count > shownBytesMax { text += "… \(bytes.count - shownBytesMax) bytes more" }
        var lines = [""]
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": lines.append("")
            case "\r": break
            case "\t": lines[lines.count - 1].unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                lines[lines.count - 1] += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: lines[lines.count - 1].unicodeScalars.append(scalar)
            }
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }
}

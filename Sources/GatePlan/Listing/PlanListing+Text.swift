// A plan as text in columns.

import GateBytes

extension PlanListing {
    /// The listing as text, each part under its name; parts without content are left out.
    package func text(_ parts: [Part] = Part.allCases) -> String {
        var blocks: [String] = []
        for part in parts {
            let lines = lines(of: part)
            if !lines.isEmpty { blocks.append(lines.joined(separator: "\n") + "\n") }
        }
        return blocks.joined(separator: "\n")
    }

    private func lines(of part: Part) -> [String] {
        switch part {
        case .header: headerLines
        case .sections: sectionLines
        case .routes: titled("routes", routeLines)
        case .integrations: titled("integrations", integrationLines)
        case .answers: titled("gateway responses", answerLines)
        case .models: titled("models", modelLines)
        case .xml: titled("XML shapes", xmlLines)
        case .programs: titled("templates", programLines)
        }
    }

    private func titled(_ title: String, _ lines: [String]) -> [String] { lines.isEmpty ? [] : [title] + lines }

    private var headerLines: [String] {
        let api = plan.api
        let base = text(api.basePath)
        let version = text(api.version)
        let socket = plan.socket.map { socket in
            [
                "socket      route by \(template(socket.routeSelection))"
                    + (socket.flags & SocketRecord.allowsBinary != 0 ? ", takes binary messages" : "")
            ]
        }
        return [
            "plan        \(plan.bytes.count) bytes, format \(PlanFormat.version), checksum \(PlanListing.hex(checksum))",
            "opcodes     table \(PlanListing.hex(OpcodeTable.hash))",
            "api         \(text(api.name))\(version.isEmpty ? "" : " \(version)"), id \(text(api.identifier)), "
                + "mounted at \(base.isEmpty ? "/" : base)\(isHTTP ? ", HTTP API" : "")",
        ] + (socket ?? []) + cors.map { "cors        \($0.0) \($0.1)" }
    }

    private var sectionLines: [String] {
        let rows = plan.sections.map { section in
            [
                "\(section.kind)", "\(section.size / section.recordSize)", "\(section.recordSize)", "\(section.size)",
                "\(section.offset)",
            ]
        }
        return columns([["section", "records", "of bytes", "size", "offset"]] + rows, rightFrom: 1)
    }

    private var routeLines: [String] {
        columns(
            routes.map { route in
                let number = route.integrationIndex.map { " #\($0)" } ?? ""
                return [
                    "  " + route.verb, route.path, route.integration + number, route.checks.joined(separator: ", "),
                    route.place ?? "",
                ]
            })
    }

    private var integrationLines: [String] {
        var lines: [String] = []
        for index in 0..<plan.integrations.count {
            let record = plan.integrations[index]
            let words = ["#\(index)", kind(record), target(record)].filter { !$0.isEmpty } + marks(record)
            lines.append("  " + words.joined(separator: "  "))
            for mapping in record.requestMappings.indices { lines.append(mappingLine(mapping, "request")) }
            if plan.socket != nil {
                lines += selectionLines(plan.socketIntegrations[index].templateSelection, "request")
            }
            lines += editLines(record)
            lines += templateLines(record.requestTemplates, "request")
            for response in record.responses.indices {
                lines += responseLines(response, isDefault: response == Int(record.defaultResponse))
            }
        }
        return lines
    }

    private func mappingLine(_ index: Int, _ side: String) -> String {
        let (target, source) = mapping(index)
        return "      \(side) \(target) = \(source)"
    }

    private func templateLines(_ range: RecordRange, _ side: String) -> [String] {
        range.indices.map { index in
            let record = plan.mediaTemplates[index]
            return "      \(side) template \(text(record.contentType)) = program \(record.program)"
        }
    }

    /// What chooses a template of a WebSocket API.
    private func selectionLines(_ range: RecordRange, _ side: String) -> [String] {
        range.count == 0 ? [] : ["      \(side) template by \(template(range))"]
    }

    private func responseLines(_ index: Int, isDefault: Bool) -> [String] {
        let record = plan.integrationResponses[index]
        let pattern = text(record.pattern)
        var line = "      response \(pattern.isEmpty ? (isDefault ? "default" : "second default") : "/\(pattern)/")"
        line += " -> \(record.statusCode)"
        if record.flags & IntegrationResponseRecord.hasNoMethodResponse != 0 { line += "  (not declared: 500)" }
        var lines = [line]
        for mapping in record.mappings.indices { lines.append("  " + mappingLine(mapping, "response")) }
        if plan.socket != nil {
            lines += selectionLines(plan.socketResponses[index].templateSelection, "response").map { "  " + $0 }
        }
        lines += templateLines(record.templates, "response").map { "  " + $0 }
        return lines
    }

    private var answerLines: [String] {
        var lines: [String] = []
        for index in 0..<plan.gatewayResponses.count {
            let record = plan.gatewayResponses[index]
            let name = GatewayResponseType(rawValue: record.type).map { "\($0.name)" } ?? "?"
            lines.append("  \(name)\(record.statusCode == 0 ? "" : " -> \(record.statusCode)")")
            for mapping in record.mappings.indices { lines.append(mappingLine(mapping, "response")) }
            for template in record.templates.indices {
                let record = plan.textTemplates[template]
                lines.append("      template \(text(record.contentType)) = \(oneLine(self.template(record.parts)))")
            }
        }
        return lines
    }

    private var modelLines: [String] {
        columns(
            models.map { model in
                let parts = [model.schema.map { "schema \($0)" }, model.xmlShape.map { "XML shape \($0)" }]
                return ["  " + model.name, model.contentType, parts.compactMap { $0 }.joined(separator: ", ")]
            })
    }

    private func oneLine(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Rows in columns, without blanks at line ends.
    func columns(_ rows: [[String]], rightFrom: Int = .max) -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return rows.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - cell.count)
                line += (index > 0 ? "  " : "") + (index >= rightFrom ? padding + cell : cell + padding)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

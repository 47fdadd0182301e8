// A plan as JSON, the same facts as the text. Keys are stable: scripts read them.

import GateBytes

/// JSON under construction: a listing is small and has no need of a streaming writer.
indirect enum ListingValue {
    case text(String)
    case number(Int)
    case list([ListingValue])
    case object([(String, ListingValue)])

    func write(to out: inout String, indent: String = "") {
        let inner = indent + "  "
        switch self {
        case .text(let text): ListingValue.quote(text, to: &out)
        case .number(let number): out += "\(number)"
        case .list(let values) where values.isEmpty: out += "[]"
        case .list(let values):
            out += "[\n"
            for (index, value) in values.enumerated() {
                out += inner
                value.write(to: &out, indent: inner)
                out += index < values.count - 1 ? ",\n" : "\n"
            }
            out += indent + "]"
        case .object(let members):
            out += "{\n"
            for (index, member) in members.enumerated() {
                out += inner
                ListingValue.quote(member.0, to: &out)
                out += ": "
                member.1.write(to: &out, indent: inner)
                out += index < members.count - 1 ? ",\n" : "\n"
            }
            out += indent + "}"
        }
    }

    private static func quote(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

extension PlanListing {
    /// The listing as a JSON document.
    package func json(_ parts: [Part] = Part.allCases) -> String {
        var members: [(String, ListingValue)] = []
        for part in parts { members += self.members(of: part) }
        var out = ""
        ListingValue.object(members).write(to: &out)
        return out + "\n"
    }

    private func members(of part: Part) -> [(String, ListingValue)] {
        switch part {
        case .header: headerMembers
        case .sections: [("sections", .list(plan.sections.map(section)))]
        case .routes: [("routes", .list(routes.map(route)))]
        case .integrations: [("integrations", .list((0..<plan.integrations.count).map(integration)))]
        case .answers: [("gatewayResponses", .list((0..<plan.gatewayResponses.count).map(answer)))]
        case .models: [("models", .list(models.map(model)))]
        case .xml: [("xmlShapes", .list(xmlValues))]
        case .programs: [("templates", .list(programValues))]
        }
    }

    private var headerMembers: [(String, ListingValue)] {
        let api = plan.api
        return [
            (
                "plan",
                .object([
                    ("size", .number(plan.bytes.count)), ("format", .number(Int(PlanFormat.version))),
                    ("checksum", .text(PlanListing.hex(checksum))),
                    ("opcodeTable", .text(PlanListing.hex(OpcodeTable.hash))),
                ])
            ),
            (
                "api",
                .object(
                    [
                        ("name", .text(text(api.name))), ("version", .text(text(api.version))),
                        ("id", .text(text(api.identifier))), ("basePath", .text(text(api.basePath))),
                    ] + (isHTTP ? [("protocolType", .text("HTTP"))] : [])
                        + (cors.isEmpty ? [] : [("cors", .object(cors.map { ($0.0, .text($0.1)) }))]))
            ),
        ]
    }

    private func section(_ section: PlanImage.Section) -> ListingValue {
        .object([
            ("kind", .text("\(section.kind)")), ("records", .number(section.size / section.recordSize)),
            ("recordSize", .number(section.recordSize)), ("size", .number(section.size)),
            ("offset", .number(section.offset)),
        ])
    }

    private func route(_ route: Route) -> ListingValue {
        var members: [(String, ListingValue)] = [
            ("method", .text(route.verb)), ("path", .text(route.path)), ("type", .text(route.integration)),
        ]
        if let index = route.integrationIndex { members.append(("integration", .number(index))) }
        if !route.target.isEmpty { members.append(("target", .text(route.target))) }
        if !route.operationName.isEmpty { members.append(("operationName", .text(route.operationName))) }
        members.append(("checks", .list(route.checks.map { .text($0) })))
        if let place = route.place { members.append(("place", .text(place))) }
        return .object(members)
    }

    private func integration(_ index: Int) -> ListingValue {
        let record = plan.integrations[index]
        return .object(
            [
                ("type", .text(kind(record))), ("target", .text(target(record))),
                ("timeoutInMillis", .number(Int(record.timeoutMilliseconds))),
                ("marks", .list(marks(record).map { .text($0) })),
                ("requestParameters", mappings(record.requestMappings)),
                ("requestTemplates", templates(record.requestTemplates)),
                ("responses", .list(record.responses.indices.map(response))),
            ] + editMembers(record))
    }

    private func mappings(_ range: RecordRange) -> ListingValue {
        .object(
            range.indices.map { index in
                let (target, source) = mapping(index)
                return (target, .text(source))
            })
    }

    private func templates(_ range: RecordRange) -> ListingValue {
        .object(
            range.indices.map { index in
                let record = plan.mediaTemplates[index]
                return (text(record.contentType), .number(Int(record.program)))
            })
    }

    private func response(_ index: Int) -> ListingValue {
        let record = plan.integrationResponses[index]
        return .object([
            ("pattern", .text(text(record.pattern))), ("statusCode", .number(Int(record.statusCode))),
            ("responseParameters", mappings(record.mappings)), ("responseTemplates", templates(record.templates)),
        ])
    }

    private func answer(_ index: Int) -> ListingValue {
        let record = plan.gatewayResponses[index]
        let texts = record.templates.indices.map { index -> (String, ListingValue) in
            let record = plan.textTemplates[index]
            return (text(record.contentType), .text(template(record.parts)))
        }
        return .object([
            ("type", .text(GatewayResponseType(rawValue: record.type).map { "\($0.name)" } ?? "?")),
            ("statusCode", .number(Int(record.statusCode))), ("responseParameters", mappings(record.mappings)),
            ("responseTemplates", .object(texts)),
        ])
    }

    private func model(_ model: Model) -> ListingValue {
        var members: [(String, ListingValue)] = [
            ("name", .text(model.name)), ("contentType", .text(model.contentType)),
        ]
        if let schema = model.schema { members.append(("schema", .number(schema))) }
        if let shape = model.xmlShape { members.append(("xmlShape", .number(shape))) }
        return .object(members)
    }
}

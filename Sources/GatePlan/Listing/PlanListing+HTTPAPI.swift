// What only plans of HTTP APIs have, as something to read.

import GateBytes

extension PlanListing {
    var isHTTP: Bool { plan.api.kind == APIKind.http.rawValue }

    /// An edit as the specification writes it.
    func edit(_ index: Int) -> (target: String, value: String) {
        let record = plan.edits[index]
        let name = text(record.name)
        let target: String
        switch EditTarget(rawValue: record.target) {
        case .header?: target = "header.\(name)"
        case .queryString?: target = "querystring.\(name)"
        case .path?: target = "path"
        case .statusCode?: target = "statuscode"
        default: return (name, value(record.parts))
        }
        switch EditOperation(rawValue: record.operation) {
        case .append?: return ("append:\(target)", value(record.parts))
        case .remove?: return ("remove:\(target)", "")
        default: return ("overwrite:\(target)", value(record.parts))
        }
    }

    private func value(_ parts: RecordRange) -> String {
        parts.indices.map { index in
            let part = plan.editParts[index]
            let name = text(part.text)
            let path = part.index == PlanFormat.none ? "" : " path \(part.index)"
            switch EditSource(rawValue: part.source) {
            case .literal?: return name
            case .requestHeader?: return "${request.header.\(name)}"
            case .requestQueryString?: return "${request.querystring.\(name)}"
            case .requestBody?: return "${request.body\(path)}"
            case .requestPath?: return "${request.path}"
            case .pathParameter?: return "${request.path.\(name)}"
            case .responseHeader?: return "${response.header.\(name)}"
            case .responseBody?: return "${response.body\(path)}"
            case .stageVariable?: return "${stageVariables.\(name)}"
            case .context?: return "${context.\(name)}"
            case .authorizer?: return "${context.authorizer.\(name)}"
            case nil: return "?"
            }
        }.joined()
    }

    /// The CORS policy's members and values; empty without one.
    var cors: [(String, String)] {
        guard plan.api.cors != PlanFormat.none else { return [] }
        let record = plan.cors[plan.api.cors]
        var members = [
            ("allowOrigins", record.origins.indices.map { text(plan.names[$0].text) }.joined(separator: ","))
        ]
        for (name, value) in [
            ("allowMethods", record.methods), ("allowHeaders", record.headers),
            ("exposeHeaders", record.exposedHeaders),
        ] where value.length > 0 {
            members.append((name, text(value)))
        }
        if record.flags & CORSRecord.allowsCredentials != 0 { members.append(("allowCredentials", "true")) }
        if record.flags & CORSRecord.hasMaxAge != 0 {
            members.append(("maxAge", "\(Int32(bitPattern: record.maxAge))"))
        }
        return members
    }

    /// The lines of an integration's edits.
    func editLines(_ record: IntegrationRecord) -> [String] {
        var lines = record.edits.indices.map { index -> String in
            let (target, value) = edit(index)
            return "      request \(target) = \(value)"
        }
        for index in record.statusEdits.indices {
            let status = plan.statusEdits[index]
            lines.append("      response \(status.status)")
            for index in status.edits.indices {
                let (target, value) = edit(index)
                lines.append("        response \(target) = \(value)")
            }
        }
        return lines
    }

    /// The members of an integration's edits as JSON; none where there are none.
    func editMembers(_ record: IntegrationRecord) -> [(String, ListingValue)] {
        func object(_ range: RecordRange) -> ListingValue {
            .object(
                range.indices.map { index in
                    let (target, value) = edit(index)
                    return (target, .text(value))
                })
        }
        var members: [(String, ListingValue)] = []
        if record.edits.count > 0 { members.append(("edits", object(record.edits))) }
        if record.statusEdits.count > 0 {
            let entries = record.statusEdits.indices.map { index -> (String, ListingValue) in
                ("\(plan.statusEdits[index].status)", object(plan.statusEdits[index].edits))
            }
            members.append(("responseEdits", .object(entries)))
        }
        return members
    }
}

// Resources: the tree of paths of an API. AWS: "API Gateway API reference", Resource; messages as recorded.

import GateJSON

extension RESTHandlers {
    static let resources: [(String, ControlHandler)] = [
        ("GetResources", getResources), ("GetResource", getResource), ("CreateResource", createResource),
        ("UpdateResource", updateResource), ("DeleteResource", deleteResource),
    ]

    @Sendable static func getResources(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let isWhole = call.texts("embed").contains("methods")
        return try call.page("resource", call.apiScope) { (value) throws(ControlError) in shown(value, isWhole) }
    }

    @Sendable static func getResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        shown(try call.resource(), call.texts("embed").contains("methods"))
    }

    /// Without their methods, resources name them only.
    private static func shown(_ resource: JSONValue, _ isWhole: Bool) -> JSONValue {
        guard let methods = resource["resourceMethods"]?.object else { return resource }
        var shown = resource
        if methods.isEmpty {
            shown["resourceMethods"] = nil
        } else if !isWhole {
            shown["resourceMethods"] = .object(JSONObject(methods.names.map { ($0, [:]) }))
        }
        return shown
    }

    @Sendable static func createResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        guard let parent = try call.record("resource", call.apiScope, call.label("parent_id")) else {
            throw ResourceTree.unknown
        }
        let tree = ResourceTree(try call.records("resource", call.apiScope))
        let part = call.label("pathPart")
        try tree.check(part, below: parent, except: nil)
        let id = call.identifier(6)
        let resource: JSONValue = [
            "id": .string(id), "parentId": parent["id"] ?? .null, "pathPart": .string(part),
            "path": .string(ResourceTree.path(below: parent, part)),
        ]
        try call.put("resource", call.apiScope, id, resource)
        return resource
    }

    private static let resourcePatch = PatchTable(
        .listed, [("/parentId", "R", .custom), ("/pathPart", "R", .custom)])

    @Sendable static func updateResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let scope = call.apiScope
        var resource = try call.resource()
        let tree = ResourceTree(try call.records("resource", scope))
        try resourcePatch.apply(call.patch, to: &resource) { (patch, resource) throws(ControlError) in
            let value = patch.value ?? ""
            guard resource["parentId"] != nil else {
                throw .badRequest("Root resource cannot update its \(patch.parts[0]).")
            }
            if patch.path == "/parentId" {
                guard let parent = tree[value] else { throw ResourceTree.unknown }
                if tree.isInside(parent, of: resource) { throw .badRequest("Resources cannot be cyclical.") }
                try tree.check(resource["pathPart"]?.string ?? "", below: parent, except: resource)
                resource["parentId"] = .string(value)
            } else {
                guard let parent = tree[resource["parentId"]?.string ?? ""] else { throw ResourceTree.unknown }
                try tree.check(value, below: parent, except: resource)
                resource["pathPart"] = .string(value)
            }
            return true
        }
        for changed in tree.moved(resource) { try call.put("resource", scope, changed["id"]?.string ?? "", changed) }
        return shown(try call.resource(), false)
    }

    @Sendable static func deleteResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let resource = try call.resource()
        if resource["parentId"] == nil { throw .badRequest("Cannot delete root resource") }
        let tree = ResourceTree(try call.records("resource", call.apiScope))
        for id in tree.subtree(resource) { try call.remove("resource", call.apiScope, id) }
        return [:]
    }
}

extension ControlCall {
    /// The resource that the path names.
    package func resource() throws(ControlError) -> JSONValue {
        guard let resource = try record("resource", apiScope, label("resource_id")) else { throw ResourceTree.unknown }
        return resource
    }
}

/// The resources of an API.
struct ResourceTree {
    static let unknown = ControlError.notFound("Invalid Resource identifier specified")

    private let all: [JSONValue]
    private let byID: [String: JSONValue]

    init(_ all: [JSONValue]) {
        self.all = all
        byID = Dictionary(all.map { ($0["id"]?.string ?? "", $0) }) { $1 }
    }

    subscript(_ id: String) -> JSONValue? { byID[id] }

    static func path(below parent: JSONValue, _ part: String) -> String {
        let base = parent["path"]?.string ?? "/"
        return base == "/" ? "/" + part : base + "/" + part
    }

    /// Refuses a path part that cannot stand below a resource.
    func check(_ part: String, below parent: JSONValue, except own: JSONValue?) throws(ControlError) {
        guard ResourceTree.isPart(part) else {
            throw .badRequest(
                "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the "
                    + "beginning and the end.")
        }
        if let above = parent["pathPart"]?.string, above.hasSuffix("+}") {
            throw .badRequest("Cannot create a child of a resource with a greedy path variable: \(above)")
        }
        let siblings = all.filter { $0["parentId"] == parent["id"] && $0["id"] != own?["id"] }
        for sibling in siblings {
            let name = sibling["pathPart"]?.string ?? ""
            if name == part {
                throw .conflict("Another resource with the same parent already has this name: \(part)")
            }
        }
        if part.hasPrefix("{") {
            for sibling in siblings {
                guard let name = sibling["pathPart"]?.string, name.hasPrefix("{") else { continue }
                throw .badRequest(
                    "A sibling (\(name)) of this resource already has a variable path part -- only one is allowed")
            }
        }
    }

    /// AWS: CreateResource, pathPart.
    private static func isPart(_ part: String) -> Bool {
        var name = part[...]
        if name.hasPrefix("{") {
            guard name.hasSuffix("}") else { return false }
            name = name.dropFirst().dropLast()
            if name.hasSuffix("+") { name = name.dropLast() }
        }
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2e, 0x5f, 0x2d, 0x3a, 0x2c, 0x7e, 0x40, 0x24, 0x27: true
                default: false
                }
            }
    }

    func isInside(_ inner: JSONValue, of outer: JSONValue) -> Bool {
        var place: JSONValue? = inner
        // A tree has no more levels than resources.
        for _ in 0...all.count {
            guard let current = place else { return false }
            if current["id"] == outer["id"] { return true }
            place = current["parentId"]?.string.flatMap { byID[$0] }
        }
        return true
    }

    /// The identifiers of a resource and of everything below it.
    func subtree(_ root: JSONValue) -> [String] {
        var found = [root["id"]?.string ?? ""]
        var next = 0
        let children = Dictionary(grouping: all) { $0["parentId"]?.string ?? "" }
        while next < found.count {
            found += (children[found[next]] ?? []).compactMap { $0["id"]?.string }
            next += 1
        }
        return found
    }

    /// A changed resource and those below it, with their new paths.
    func moved(_ resource: JSONValue) -> [JSONValue] {
        var paths: [String: JSONValue] = [:]
        var changed: [JSONValue] = []
        for id in subtree(resource) {
            guard var entry = id == resource["id"]?.string ? resource : byID[id] else { continue }
            let parentID = entry["parentId"]?.string ?? ""
            if let parent = paths[parentID] ?? byID[parentID], let part = entry["pathPart"]?.string {
                entry["path"] = .string(ResourceTree.path(below: parent, part))
            }
            paths[id] = entry
            changed.append(entry)
        }
        return changed
    }
}

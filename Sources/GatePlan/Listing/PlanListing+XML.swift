// XML shapes as listings: what each member is called in XML and what it is read as.

import GateBytes

extension PlanListing {
    /// A line of a shape: where something stands, what it becomes.
    private struct Entry {
        let place: String
        let value: String
    }

    private struct Shape {
        let title: String
        let entries: [Entry]
    }

    private var shapes: [Shape] {
        let tables = XMLTables(plan)
        return (0..<tables.shapes.count).map { index in
            let shape = tables.shapes[index]
            var title = types(shape.types)
            if shape.name.length > 0 { title += " <\(qualified(shape.prefix, shape.name, shape.space))>" }
            var entries = shape.members.indices.map { entry(tables.members[$0]) }
            if shape.isArray { entries.append(Entry(place: "each item", value: reference(shape.item))) }
            if shape.additional != PlanFormat.none {
                entries.append(Entry(place: "others", value: reference(shape.additional)))
            }
            return Shape(title: title, entries: entries)
        }
    }

    private func entry(_ member: XMLMemberRecord) -> Entry {
        let name = qualified(member.prefix, member.name, member.space)
        var place = member.flags & XMLMemberRecord.attribute != 0 ? "@\(name)" : "<\(name)>"
        if member.flags & XMLMemberRecord.wrapped != 0 { place += "<\(text(member.itemName))>" }
        let mark = member.flags & XMLMemberRecord.required != 0 ? ", required" : ""
        return Entry(place: place, value: "\(text(member.property)): \(reference(member.shape))\(mark)")
    }

    private func reference(_ shape: UInt32) -> String { shape == PlanFormat.none ? "anything" : "shape \(shape)" }

    private func qualified(
        _ prefix: StringReference, _ name: StringReference, _ space: StringReference
    ) -> String {
        (prefix.length > 0 ? text(prefix) + ":" : "") + text(name) + (space.length > 0 ? " {\(text(space))}" : "")
    }

    private func types(_ types: UInt32) -> String {
        if types == 127 { return "anything" }
        let names = ["null", "boolean", "integer", "number", "string", "array", "object"]
        return names.enumerated().filter { types >> UInt32($0.offset) & 1 != 0 }.map(\.element)
            .joined(separator: " or ")
    }

    /// The lines of every shape.
    var xmlLines: [String] {
        shapes.enumerated().flatMap { index, shape in
            ["  shape \(index)  \(shape.title)"] + columns(shape.entries.map { ["    " + $0.place, $0.value] })
        }
    }

    /// Every shape as a value.
    var xmlValues: [ListingValue] {
        shapes.enumerated().map { index, shape in
            .object([
                ("shape", .number(index)), ("value", .text(shape.title)),
                ("entries", .object(shape.entries.map { ($0.place, .text($0.value)) })),
            ])
        }
    }
}

// Models: the document's named schemas, and inline schemas under names made for them.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

/// Names of models that are taken.
struct ModelNames {
    var taken = Set<String>()
    /// The node of a named schema → its name.
    var byNode: [Node: String] = [:]
    /// The last number behind a name that was wanted again.
    var numbers: [String: Int] = [:]
    /// The node of an inline schema → the name made for it.
    var generated: [Node: String] = [:]
}

extension Translator {
    mutating func translateModels() {
        for schema in document.schemas {
            models.taken.insert(schema.name.value)
            models.byNode[schema.schema] = schema.name.value
            definition.models.append(
                Model(name: schema.name, contentType: "application/json", schema: schema.schema, isGenerated: false))
        }
    }

    /// The name of the model a schema is a reference to.
    func referencedModel(_ schema: Node) -> String? {
        guard let reference = schema["$ref"]?.string else { return nil }
        for prefix in ["#/components/schemas/", "#/definitions/"] where reference.hasPrefix(prefix) {
            let name = String(reference.dropFirst(prefix.count))
            if schema.root == document.root, models.taken.contains(name) { return name }
        }
        return nil
    }

    /// The model of a schema: the one it refers to, else one made for it.
    mutating func modelName(of schema: Node, suggestion wanted: String) -> String {
        if let name = referencedModel(schema) { return name }
        if let name = models.generated[schema] { return name }
        var name = wanted
        while !models.taken.insert(name).inserted {
            let number = models.numbers[wanted, default: 1] + 1
            models.numbers[wanted] = number
            name = wanted + String(number)
        }
        models.generated[schema] = name
        definition.models.append(
            Model(
                name: Located(name, at: schema.keyRange), contentType: "application/json", schema: schema,
                isGenerated: true))
        return name
    }

    /// Letters and digits only, as AWS asks of model names: `createPetRequest`, `postPetsPetIdRequest`.
    func generatedName(_ operation: Operation, _ path: Located<String>, _ suffix: String) -> String {
        if let name = operation.operationID?.value {
            let plain = Translator.alphanumeric(name, capitalising: false)
            if !plain.isEmpty { return plain + suffix }
        }
        let verb = operation.verb == .any ? "any" : operation.verb.rawValue
        return verb + Translator.alphanumeric(path.value, capitalising: true) + suffix
    }

    private static func alphanumeric(_ text: String, capitalising: Bool) -> String {
        var result: [UInt8] = []
        var startsWord = capitalising
        for byte in text.utf8 {
            guard ASCII.isAlphanumeric(byte) else {
                startsWord = true
                continue
            }
            let isLower = byte >= 0x61 && byte <= 0x7a
            let isCapital = isLower && startsWord && (capitalising || !result.isEmpty)
            result.append(isCapital ? byte - 0x20 : byte)
            startsWord = false
        }
        return String(decoding: result, as: UTF8.self)
    }
}

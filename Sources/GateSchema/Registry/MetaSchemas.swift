// The meta-schemas of drafts 4, 6, 7 and 2020-12, which schemas may refer to without anybody serving them. Written out
// compactly; annotations that check nothing are left out.

/// Meta-schemas by URI.
enum MetaSchemas {
    /// The text of a meta-schema; nil for other URIs.
    static func text(_ uri: String) -> String? {
        switch uri {
        case "http://json-schema.org/draft-04/schema": return draft4
        case "http://json-schema.org/draft-06/schema": return draft(6)
        case "http://json-schema.org/draft-07/schema": return draft(7)
        default: break
        }
        let prefix = "https://json-schema.org/draft/2020-12/"
        guard uri.hasPrefix(prefix) else { return nil }
        switch uri.dropFirst(prefix.count) {
        case "schema": return schema2020
        case "meta/core": return core
        case "meta/applicator": return applicator
        case "meta/unevaluated": return unevaluated
        case "meta/validation": return validation
        case "meta/meta-data": return vocabulary("meta-data", metaData)
        case "meta/format-annotation", "meta/format-assertion":
            return vocabulary(String(uri.dropFirst(prefix.count + 5)), "\"format\": {\"type\": \"string\"}")
        case "meta/content": return vocabulary("content", content)
        default: return nil
        }
    }

    /// A vocabulary whose keywords are plain values.
    private static func vocabulary(_ name: String, _ properties: String) -> String {
        """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/\(name)", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"], "properties": {\(properties)}}
        """
    }

    private static let metaData = """
        "title": {"type": "string"}, "description": {"type": "string"}, "default": true,
        "deprecated": {"type": "boolean"}, "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"},
        "examples": {"type": "array", "items": true}
        """

    private static let content = """
        "contentEncoding": {"type": "string"}, "contentMediaType": {"type": "string"},
        "contentSchema": {"$dynamicRef": "#meta"}
        """

    private static let draft4 = """
        {"id": "http://json-schema.org/draft-04/schema#", "$schema": "http://json-schema.org/draft-04/schema#",
         "definitions": {
           "schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
           "positiveInteger": {"type": "integer", "minimum": 0},
           "positiveIntegerDefault0": {"allOf": [{"$ref": "#/definitions/positiveInteger"}, {"default": 0}]},
           "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
           "stringArray": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": true}},
         "type": "object",
         "properties": {
           "id": {"type": "string"}, "$schema": {"type": "string"}, "title": {"type": "string"},
           "description": {"type": "string"}, "default": {}, "format": {"type": "string"},
           "multipleOf": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
           "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "boolean"},
           "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "boolean"},
           "maxLength": {"$ref": "#/definitions/positiveInteger"},
           "minLength": {"$ref": "#/definitions/positiveIntegerDefault0"},
           "pattern": {"type": "string", "format": "regex"},
           "additionalItems": {"anyOf": [{"type": "boolean"}, {"$ref": "#"}]},
           "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}]},
           "maxItems": {"$ref": "#/definitions/positiveInteger"},
           "minItems": {"$ref": "#/definitions/positiveIntegerDefault0"}, "uniqueItems": {"type": "boolean"},
           "maxProperties": {"$ref": "#/definitions/positiveInteger"},
           "minProperties": {"$ref": "#/definitions/positiveIntegerDefault0"},
           "required": {"$ref": "#/definitions/stringArray"},
           "additionalProperties": {"anyOf": [{"type": "boolean"}, {"$ref": "#"}]},
           "definitions": {"type": "object", "additionalProperties": {"$ref": "#"}},
           "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
           "patternProperties": {"type": "object", "additionalProperties": {"$ref": "#"}},
           "dependencies": {"type": "object",
             "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]}},
           "enum": {"type": "array", "minItems": 1, "uniqueItems": true},
           "type": {"anyOf": [{"$ref": "#/definitions/simpleTypes"},
             {"type": "array", "items": {"$ref": "#/definitions/simpleTypes"}, "minItems": 1, "uniqueItems": true}]},
           "allOf": {"$ref": "#/definitions/schemaArray"}, "anyOf": {"$ref": "#/definitions/schemaArray"},
           "oneOf": {"$ref": "#/definitions/schemaArray"}, "not": {"$ref": "#"}},
         "dependencies": {"exclusiveMaximum": ["maximum"], "exclusiveMinimum": ["minimum"]}}
        """

    private static let schema2020 = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/schema",
         "$vocabulary": {
           "https://json-schema.org/draft/2020-12/vocab/core": true,
           "https://json-schema.org/draft/2020-12/vocab/applicator": true,
           "https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
           "https://json-schema.org/draft/2020-12/vocab/validation": true,
           "https://json-schema.org/draft/2020-12/vocab/meta-data": true,
           "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
           "https://json-schema.org/draft/2020-12/vocab/content": true},
         "$dynamicAnchor": "meta",
         "allOf": [{"$ref": "meta/core"}, {"$ref": "meta/applicator"}, {"$ref": "meta/unevaluated"},
           {"$ref": "meta/validation"}, {"$ref": "meta/meta-data"}, {"$ref": "meta/format-annotation"},
           {"$ref": "meta/content"}],
         "type": ["object", "boolean"],
         "properties": {
           "definitions": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
           "dependencies": {"type": "object", "additionalProperties": {
             "anyOf": [{"$dynamicRef": "#meta"}, {"$ref": "meta/validation#/$defs/stringArray"}]}},
           "$recursiveAnchor": {"$ref": "meta/core#/$defs/anchorString"},
           "$recursiveRef": {"$ref": "meta/core#/$defs/uriReferenceString"}}}
        """

    private static let core = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/core", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {
           "$id": {"$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"},
           "$schema": {"$ref": "#/$defs/uriString"}, "$ref": {"$ref": "#/$defs/uriReferenceString"},
           "$anchor": {"$ref": "#/$defs/anchorString"}, "$dynamicRef": {"$ref": "#/$defs/uriReferenceString"},
           "$dynamicAnchor": {"$ref": "#/$defs/anchorString"},
           "$vocabulary": {"type": "object", "propertyNames": {"$ref": "#/$defs/uriString"},
             "additionalProperties": {"type": "boolean"}},
           "$comment": {"type": "string"},
           "$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}},
         "$defs": {
           "anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
           "uriString": {"type": "string", "format": "uri"},
           "uriReferenceString": {"type": "string", "format": "uri-reference"}}}
        """

    private static let applicator = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/applicator", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {
           "prefixItems": {"$ref": "#/$defs/schemaArray"}, "items": {"$dynamicRef": "#meta"},
           "contains": {"$dynamicRef": "#meta"}, "additionalProperties": {"$dynamicRef": "#meta"},
           "properties": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
           "patternProperties": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"},
             "propertyNames": {"format": "regex"}},
           "dependentSchemas": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
           "propertyNames": {"$dynamicRef": "#meta"}, "if": {"$dynamicRef": "#meta"},
           "then": {"$dynamicRef": "#meta"}, "else": {"$dynamicRef": "#meta"},
           "allOf": {"$ref": "#/$defs/schemaArray"}, "anyOf": {"$ref": "#/$defs/schemaArray"},
           "oneOf": {"$ref": "#/$defs/schemaArray"}, "not": {"$dynamicRef": "#meta"}},
         "$defs": {"schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}}}}
        """

    private static let unevaluated = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/unevaluated", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {"unevaluatedItems": {"$dynamicRef": "#meta"}, "unevaluatedProperties": {"$dynamicRef": "#meta"}}}
        """

    private static let validation = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/validation", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {
           "type": {"anyOf": [{"$ref": "#/$defs/simpleTypes"},
             {"type": "array", "items": {"$ref": "#/$defs/simpleTypes"}, "minItems": 1, "uniqueItems": true}]},
           "const": true, "enum": {"type": "array", "items": true},
           "multipleOf": {"type": "number", "exclusiveMinimum": 0},
           "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
           "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
           "maxLength": {"$ref": "#/$defs/nonNegativeInteger"},
           "minLength": {"$ref": "#/$defs/nonNegativeInteger"},
           "pattern": {"type": "string", "format": "regex"},
           "maxItems": {"$ref": "#/$defs/nonNegativeInteger"}, "minItems": {"$ref": "#/$defs/nonNegativeInteger"},
           "uniqueItems": {"type": "boolean"},
           "maxContains": {"$ref": "#/$defs/nonNegativeInteger"},
           "minContains": {"$ref": "#/$defs/nonNegativeInteger"},
           "maxProperties": {"$ref": "#/$defs/nonNegativeInteger"},
           "minProperties": {"$ref": "#/$defs/nonNegativeInteger"},
           "required": {"$ref": "#/$defs/stringArray"},
           "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/stringArray"}}},
         "$defs": {
           "nonNegativeInteger": {"type": "integer", "minimum": 0},
           "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
           "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}}}
        """
}

// The meta-schemas of drafts 6 and 7, which differ in a few members.

extension MetaSchemas {
    /// The meta-schema of draft 6 or 7.
    static func draft(_ number: Int) -> String {
        let uri = "http://json-schema.org/draft-0\(number)/schema#"
        let additions =
            number < 7
            ? ""
            : """
            "$comment": {"type": "string"}, "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"},
            "contentMediaType": {"type": "string"}, "contentEncoding": {"type": "string"},
            "if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"},
            """
        return """
            {"$schema": "\(uri)", "$id": "\(uri)",
             "definitions": {
               "schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
               "nonNegativeInteger": {"type": "integer", "minimum": 0},
               "nonNegativeIntegerDefault0": {"allOf": [{"$ref": "#/definitions/nonNegativeInteger"}, {"default": 0}]},
               "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
               "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}},
             "type": ["object", "boolean"],
             "properties": {\(additions)
               "$id": {"type": "string", "format": "uri-reference"}, "$schema": {"type": "string", "format": "uri"},
               "$ref": {"type": "string", "format": "uri-reference"}, "title": {"type": "string"},
               "description": {"type": "string"}, "default": true, "examples": {"type": "array", "items": true},
               "multipleOf": {"type": "number", "exclusiveMinimum": 0},
               "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
               "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
               "maxLength": {"$ref": "#/definitions/nonNegativeInteger"},
               "minLength": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
               "pattern": {"type": "string", "format": "regex"}, "additionalItems": {"$ref": "#"},
               "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}], "default": true},
               "maxItems": {"$ref": "#/definitions/nonNegativeInteger"},
               "minItems": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
               "uniqueItems": {"type": "boolean"}, "contains": {"$ref": "#"},
               "maxProperties": {"$ref": "#/definitions/nonNegativeInteger"},
               "minProperties": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
               "required": {"$ref": "#/definitions/stringArray"}, "additionalProperties": {"$ref": "#"},
               "definitions": {"type": "object", "additionalProperties": {"$ref": "#"}},
               "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
               "patternProperties": {"type": "object", "additionalProperties": {"$ref": "#"},
                 "propertyNames": {"format": "regex"}},
               "dependencies": {"type": "object",
                 "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]}},
               "propertyNames": {"$ref": "#"}, "const": true, "enum": {"type": "array", "items": true},
               "type": {"anyOf": [{"$ref": "#/definitions/simpleTypes"},
                 {"type": "array", "items": {"$ref": "#/definitions/simpleTypes"}, "minItems": 1,
                  "uniqueItems": true}]},
               "format": {"type": "string"}, "allOf": {"$ref": "#/definitions/schemaArray"},
               "anyOf": {"$ref": "#/definitions/schemaArray"}, "oneOf": {"$ref": "#/definitions/schemaArray"},
               "not": {"$ref": "#"}}}
            """
    }
}

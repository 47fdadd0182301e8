// The models that every new API has. As recorded from the service.

import GateJSON

enum DefaultModels {
    /// Without identifiers.
    static let all: [JSONValue] = [
        [
            "name": "Empty", "description": "This is a default empty schema model",
            "schema": """
            {
              "$schema": "http://json-schema.org/draft-04/schema#",
              "title" : "Empty Schema",
              "type" : "object"
            }
            """,
            "contentType": "application/json",
        ],
        [
            "name": "Error", "description": "This is a default error schema model",
            "schema": """
            {
              "$schema" : "http://json-schema.org/draft-04/schema#",
              "title" : "Error Schema",
              "type" : "object",
              "properties" : {
                "message" : { "type" : "string" }
              }
            }
            """,
            "contentType": "application/json",
        ],
    ]
}

// The rules behind GW3300–GW3399, for `gatewright explain`.

import GateSource

/// Rules of templates and models that compile but cannot be meant.
package enum LintRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] = [
        rule(
            3300, "text of requests is escaped",
            "What a client sends must not become structure of a JSON text: quotes in it end the string it stands "
                + "in. The output is followed through its branches to know where a reference stands.",
            source: "CWE-116; AWS: \"Mapping template variables\", $util.escapeJavaScript",
            example: "{\"name\": \"$input.path('$.name')\"}"),
        rule(
            3301, "apostrophes survive",
            "`$util.escapeJavaScript` turns `'` into `\\'`, which is no escape of JSON.",
            source: "AWS: \"Mapping template variables\", $util.escapeJavaScript",
            example: "{\"name\": \"$util.escapeJavaScript($input.path('$.name'))\"}"),
        rule(
            3302, "a template for JSON prints JSON",
            "Whatever its branches and loops do, the output is cut off or has something that JSON does not have.",
            source: "RFC 8259", example: "{\"a\": 1 \"b\": 2}"),
        rule(
            3303, "a loop keeps its commas in order",
            "Behind the last element of a list stands no comma, between two elements stands one.",
            source: "RFC 8259, section 5", example: "[#foreach($x in $input.path('$.xs')) {\"x\": 1}, #end]"),
        rule(
            3304, "each branch prints JSON",
            "The output is JSON on some ways through the template, but on no way through this branch.",
            source: "RFC 8259", example: "{\"a\": 1, #if($input.params('b') == '1') \"b\": 2 #end}"),
        rule(
            3305, "paths fit the model",
            "A template reads a member that the request's model does not have.",
            source: "Gatewright", example: "$input.path('$.custmer.id')"),
        rule(
            3306, "names below $context", "The name is not one of the variables of `$context`.",
            source: "AWS: \"Variables for data models, authorizers, mapping templates, and CloudWatch access logging\"",
            example: "$context.identity.sourceIP"),
        rule(
            3307, "functions of $util and $input",
            "`$util` has escapeJavaScript, parseJson, urlEncode, urlDecode, base64Encode and base64Decode; `$input` "
                + "has body, json, params and path. AppSync's functions are not among them.",
            source: "AWS: \"Mapping template variables\"", example: "$util.toJson($input.body)"),
        rule(
            3308, "declared stage variables",
            "The specification declares stage variables, and not the one that a template reads.",
            source: "Gatewright", example: "$stageVariables.tabel"),
        rule(
            3309, "variables are set", "A template reads a variable that none of its directives sets.",
            source: "Gatewright", example: "#set($root = $input.path('$'))$rot.id"),
        rule(
            3310, "variables are set before they are used",
            "Nothing that runs earlier sets the variable.", source: "Gatewright",
            example: "{\"id\": \"$id\"}#set($id = $context.requestId)"),
        rule(
            3311, "values of earlier elements",
            "A variable that is set under a condition inside of a loop keeps the value of the element for which the "
                + "condition held last.",
            source: "Apache Velocity 1.7: variables have no block scope",
            example: "#foreach($x in $xs)#if($x.a == 1)#set($v = $x.b)#end$v#end"),
        rule(
            3312, "conditions that never change",
            "Texts and numbers are true, whatever they hold; literals other than `true` are false.",
            source: "Apache Velocity 1.7; observed on API Gateway: what is missing is the empty text",
            example: "#if($input.params('page'))…#end"),
        rule(
            3313, "branches that can run", "An earlier branch of the same `#if` asks the same.", source: "Gatewright",
            example: "#if($a == 1)x#elseif($a == 1)y#end"),
        rule(
            3314, "models accept something", "No value fits all that the model asks for.",
            source: "JSON Schema draft 4, validation", example: "{type: string, enum: [1, 2]}"),
        rule(
            3315, "everything can run", "`#stop` ends the output and `#break` the loop: what follows never runs.",
            source: "Apache Velocity 1.7, VTL reference", example: "#foreach($x in $xs)#break$x#end"),
        rule(
            3316, "texts of gateway responses have their quotes once",
            "`$context.error.messageString` is a JSON string with its quotes; the other variables are text without.",
            source: "AWS: \"Set up gateway responses\"; \"Variables for data models, authorizers, mapping templates, "
                + "and CloudWatch access logging\"",
            example: "{\"message\": \"$context.error.messageString\"}"),
        rule(
            3320, "browsers see refusals",
            "OPTIONS mocks let browsers of other origins in, and no gateway response of a class has "
                + "Access-Control-Allow-Origin: a page then learns nothing of a 401, 403 or 5xx.",
            source: "AWS: \"Enable CORS for a REST API resource\"; WHATWG: \"Fetch\", CORS protocol",
            example: "gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\""),
        rule(
            3321, "credentials have one origin",
            "Access-Control-Allow-Credentials is worth nothing beside `*`.",
            source: "WHATWG: \"Fetch\", CORS protocol and credentials",
            example: "method.response.header.Access-Control-Allow-Credentials: \"'true'\""),
        rule(
            3322, "preflights are open", "An OPTIONS mock for preflights asks for credentials or an API key.",
            source: "WHATWG: \"Fetch\", CORS-preflight fetch", example: "options: {security: [{key: []}]}"),
        rule(
            3323, "preflights allow the path's methods",
            "Access-Control-Allow-Methods lacks PUT, PATCH or DELETE, which the path has; it is compared with case.",
            source: "WHATWG: \"Fetch\", CORS-preflight fetch",
            example: "method.response.header.Access-Control-Allow-Methods: \"'GET,OPTIONS'\""),
        rule(
            3324, "one origin, or all",
            "Access-Control-Allow-Origin is `*` or one origin: no list, no path, no wildcard within.",
            source: "WHATWG: \"Fetch\", CORS check; RFC 6454 §6.1",
            example: "method.response.header.Access-Control-Allow-Origin: \"'https://a.example,https://b.example'\""),
    ]

    private static func rule(
        _ code: UInt16, _ title: String, _ explanation: String, source: String, example: String
    ) -> DiagnosticRule {
        DiagnosticRule(code, .warning, title, explanation, source: source, example: example)
    }
}

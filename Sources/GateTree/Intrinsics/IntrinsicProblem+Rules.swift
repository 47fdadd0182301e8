// The rules behind GW1200–GW1299, for `gatewright explain`.

import GateSource

/// Rules of CloudFormation functions.
package enum IntrinsicRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] = [
        DiagnosticRule(
            1201, .warning, "parameters have values",
            "A name that CloudFormation would fill in has no value here, so a default is taken: an ARN of the right "
                + "service for `Name.Arn` (a note), else the name itself (a warning).",
            source: "CloudFormation User Guide, \"Ref\", \"Fn::GetAtt\"", example: "uri: !Sub '${Handler.Arn}'"),
        DiagnosticRule(
            1202, .error, "well-formed functions", "A function's argument has not the form the function takes.",
            source: "CloudFormation User Guide, \"Intrinsic function reference\"", example: "a: {'Fn::Join': x}"),
        DiagnosticRule(
            1203, .error, "selected elements exist", "`Fn::Select` counts from 0 and must stay inside its array.",
            source: "CloudFormation User Guide, \"Fn::Select\"", example: "a: !Select [2, [x, y]]"),
        DiagnosticRule(
            1204, .warning, "supported functions", "The function needs the running stack or is rarely used in APIs.",
            source: "Gatewright", example: "a: {'Fn::Transform': {Name: Macro}}"),
        DiagnosticRule(
            1205, .warning, "conditions have values", "The condition of an `Fn::If` has no value; it is taken to hold.",
            source: "CloudFormation User Guide, \"Fn::If\"", example: "a: !If [IsLocal, x, y]"),
        DiagnosticRule(
            1206, .error, "bounded text of functions", "Functions inside functions may make 64 MiB of text.",
            source: "Gatewright", example: "(nested joins)"),
        DiagnosticRule(
            1207, .error, "closed placeholders", "In `Fn::Sub`, `${` starts a name that ends with `}`.",
            source: "CloudFormation User Guide, \"Fn::Sub\"", example: "a: !Sub '${b'"),
        DiagnosticRule(
            1208, .note, "conditions of resources",
            "A resource of a template whose `Condition` does not hold is not made.",
            source: "CloudFormation User Guide, \"Condition functions\"",
            example: "Conditions: {Never: !Equals [a, b]}\nResources:\n"
                + "  Api: {Type: AWS::Serverless::Api, Condition: Never}"
        ),
    ]
}

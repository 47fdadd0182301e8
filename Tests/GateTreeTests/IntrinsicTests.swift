// CloudFormation's functions: values, defaults, what must stay as it is.

import GateSource
import Testing

@testable import GateTree

@Suite struct IntrinsicTests {
    private func resolved(
        _ text: String, _ parameters: [String: String] = [:]
    ) throws -> (json: String, codes: [Int], sink: DiagnosticSink) {
        let result = yaml(text)
        #expect(result.diagnostics.isEmpty)
        let sink = DiagnosticSink()
        let root = resolveIntrinsics(root: try #require(result.node), parameters: parameters, sink: sink)
        return (root.json() ?? "", sink.diagnostics.map { Int($0.code.number) }, sink)
    }

    private func value(_ text: String, _ parameters: [String: String] = [:]) throws -> (json: String, codes: [Int]) {
        let result = try resolved("- \(text)\n", parameters)
        return (String(result.json.dropFirst().dropLast()), result.codes)
    }

    @Test(arguments: [
        ("!Ref AWS::Region", "\"us-east-1\""), ("!Ref A", "\"one\""), ("!Sub '${A}-${B.Arn}'", "\"one-arn:b\""),
        ("!Sub '${!A} ${A}'", "\"${A} one\""), ("!Sub ['${X}${A}', {X: !Ref B.Arn}]", "\"arn:bone\""),
        ("!Sub 'a ${stageVariables.x} $input $ { } ${A}'", "\"a ${stageVariables.x} $input $ { } one\""),
        ("!GetAtt B.Arn", "\"arn:b\""), ("!GetAtt [B, Arn]", "\"arn:b\""),
        ("!Join ['-', [a, !Ref A, 3]]", "\"a-one-3\""),
        ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "\"a-b\""), ("!Select [1, [a, !Ref A]]", "\"one\""),
        ("!Select [1, !Split [',', 'x,y,z']]", "\"y\""), ("!Split ['--', 'a--b--']", "[\"a\",\"b\",\"\"]"),
        ("!If [Yes, 1, {a: 2}]", "1"), ("!If [No, 1, {a: !Ref A}]", "{\"a\":\"one\"}"), ("!Base64 hi", "\"aGk=\""),
        ("!Base64 abc", "\"YWJj\""), ("!ImportValue Exported", "\"value\""), ("!FindInMap [M, k, l]", "\"found\""),
        ("!Sub '${AWS::Partition}:${AWS::AccountId}.${AWS::URLSuffix}'", "\"aws:123456789012.amazonaws.com\""),
        (
            "'arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:${AWS::Other}'",
            "\"arn:aws:x:us-east-1:123456789012:${AWS::Other}\""
        ),
        (
            "'${terraform} %{x} ${stageVariables.a} ${AWS::Region'",
            "\"${terraform} %{x} ${stageVariables.a} ${AWS::Region\""
        ),
        ("{Ref: {type: string}}", "{\"Ref\":{\"type\":\"string\"}}"), ("{Ref: A, x: 1}", "{\"Ref\":\"A\",\"x\":1}"),
        (
            "{example: !Ref A, enum: [!Sub '${A}'], type: string, default: {Ref: A}}",
            "{\"example\":{\"Ref\":\"A\"},\"enum\":[{\"Fn::Sub\":\"${A}\"}],\"type\":\"string\",\"default\":{\"Ref\":\"A\"}}"
        ),
        ("{default: {Ref: A}}", "{\"default\":\"one\"}"), ("{a: !Ref AWS::NoValue, b: 1}", "{\"b\":1}"),
        ("[!If [Yes, !Ref AWS::NoValue, 1], 2]", "[2]"), ("!Equals [a, a]", "true"), ("!Not [!Equals [a, a]]", "false"),
        ("!Select [0, !GetAZs '']", "\"us-east-1a\""),
    ])
    func hasAValue(_ text: String, _ expected: String) throws {
        let parameters = [
            "A": "one", "B.Arn": "arn:b", "Yes": "true", "No": "false", "Exported": "value", "M.k.l": "found",
        ]
        let result = try value(text, parameters)
        #expect(result.json == expected && result.codes.isEmpty)
    }

    @Test(arguments: [
        ("!GetAtt Fn.Arn", "\"arn:aws:lambda:us-east-1:123456789012:function:Fn\""),
        ("!Sub '${Fn.Arn}:live'", "\"arn:aws:lambda:us-east-1:123456789012:function:Fn:live\""),
        ("!GetAtt ApiRole.Arn", "\"arn:aws:iam::123456789012:role/ApiRole\""),
        ("!GetAtt UserPool.Arn", "\"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_UserPool\""),
        ("!GetAtt MyQueue.Arn", "\"arn:aws:sqs:us-east-1:123456789012:MyQueue\""),
        ("!ImportValue shared-AuthorizerArn", "\"arn:aws:lambda:us-east-1:123456789012:function:shared-Authorizer\""),
        ("!Ref Table", "\"Table\""), ("!GetAtt Alb.DNSName", "\"Alb.DNSName\""),
        ("!GetAtt Graph.GraphQLUrl", "\"https://graph.invalid/\""),
    ])
    func takesADefaultAndSaysSo(_ text: String, _ expected: String) throws {
        let result = try value(text)
        #expect(result.json == expected && result.codes == [1201])
    }

    @Test func reportsANameOnceAtTheFirstPlace() throws {
        let result = try resolved("a: !Sub '${Fn.Arn}'\nb: !GetAtt Fn.Arn\nc: !Ref Table\nd: !Ref Table\n")
        #expect(result.codes == [1201, 1201])
        #expect(result.sink.diagnostics.map(\.severity) == [.note, .warning])
        #expect(result.sink.diagnostics[0].range?.start == 9 && result.sink.diagnostics[0].range?.end == 18)
        #expect(result.sink.diagnostics[0].help == "give the value with `--param Fn.Arn=…`")
    }

    @Test func regionAndAccountComeFromParameters() throws {
        let parameters = ["AWS::Region": "eu-west-1", "AWS::AccountId": "1"]
        let result = try value("!GetAtt Fn.Arn", parameters)
        #expect(result.json == "\"arn:aws:lambda:eu-west-1:1:function:Fn\"")
        #expect(try value("'${AWS::Region}'", parameters).json == "\"eu-west-1\"")
    }

    @Test(arguments: [
        (1202, "!Join x"), (1202, "!Join [a, [[b]]]"), (1202, "!Sub [a]"), (1202, "!Sub {a: 1}"), (1202, "!GetAtt A"),
        (1202, "!Select [x, [a]]"), (1202, "!Split ['', a]"), (1202, "!If [a]"), (1202, "!Base64 [a]"),
        (1202, "!FindInMap [a]"),
        (1203, "!Select [2, [a, b]]"), (1203, "!Select [-1, [a, b]]"), (1204, "!Cidr [a, 1]"),
        (1204, "!Transform {Name: AWS::Include}"), (1204, "{'Fn::Nope': 1}"), (1205, "!If [Unknown, 1, 2]"),
        (1207, "!Sub 'a${b'"),
    ])
    func reports(_ code: Int, _ text: String) throws {
        #expect(try value(text).codes == [code])
    }

    @Test func templatesKnowTheirOwnNames() throws {
        let result = try resolved(
            """
            Parameters: {Env: {Default: dev}}
            Mappings: {M: {dev: {size: 3}}}
            Conditions: {IsDev: !Equals [!Ref Env, dev], IsProd: !Not [{Condition: IsDev}], A: !Not [{Condition: A}]}
            Resources:
              Fn: {Type: X}
              Api: {uri: !GetAtt Fn.Arn, n: !FindInMap [M, !Ref Env, size], p: !If [IsProd, 1, 2], r: !Ref Fn}
            """)
        #expect(result.codes == [1205] || result.codes.isEmpty || result.codes == [1205, 1202])
        #expect(result.json.contains(#""n":3,"p":2,"r":"Fn""#))
        #expect(result.json.contains(#""uri":"arn:aws:lambda:us-east-1:123456789012:function:Fn""#))
    }

    @Test func resourcesWhoseConditionDoesNotHoldAreLeftOut() throws {
        let text = """
            Parameters: {Env: {Default: dev}}
            Conditions: {IsProd: !Equals [!Ref Env, prod]}
            Resources:
              Prod: {Type: 'AWS::Serverless::Api', Condition: IsProd, Properties: {Name: prod}}
              Table: {Type: 'AWS::DynamoDB::Table', Condition: IsProd}
              Dev: {Type: 'AWS::Serverless::Api', Properties: {Name: !Ref Env}}
            """
        let left = try resolved(text)
        #expect(left.codes == [1208])
        #expect(!left.json.contains("\"Prod\"") && !left.json.contains("Table"))
        #expect(left.json.contains(#""Properties":{"Name":"dev"}"#))
        let kept = try resolved(text, ["Env": "prod"])
        #expect(kept.codes.isEmpty && kept.json.contains("\"Prod\"") && kept.json.contains("Table"))
        let said = try resolved(text, ["IsProd": "true"])
        #expect(said.json.contains("\"Prod\""))
    }

    @Test func textThatDoublesIsBounded() throws {
        var text = "x0: &x0 !Join ['', ['\(String(repeating: "x", count: 1000))']]\n"
        for level in 1...30 { text += "x\(level): &x\(level) !Join ['', [*x\(level - 1), *x\(level - 1)]]\n" }
        let result = yaml(text)
        let sink = DiagnosticSink()
        if let root = result.node { _ = resolveIntrinsics(root: root, parameters: [:], sink: sink) }
        #expect(sink.diagnostics.map(\.code.number) == [1206] || result.codes == [1009])
    }

    @Test func nothingToDoGivesTheSameNode() throws {
        let root = try #require(yaml("a: [b, {$ref: x, Reference: Ref}]\n").node)
        #expect(resolveIntrinsics(root: root, parameters: [:], sink: DiagnosticSink()) == root)
    }

    @Test func placesStayAfterRewriting() throws {
        let result = yaml("a: {x: 1, y: !Ref AWS::NoValue, z: !Ref A}\nb: !If [c, {k: v}, 2]\n")
        let root = resolveIntrinsics(
            root: try #require(result.node), parameters: ["A": "v", "c": "true"], sink: DiagnosticSink())
        #expect(root["a"]?["z"]?.pointer == "/a/z" && root["a"]?["z"].map { result.text($0.keyRange) } == "z")
        #expect(root["b"]?["k"]?.string == "v" && root["b"].map { result.text($0.range) } == "{k: v}")
        #expect(root["a"]?.count == 2 && root["a"]?["y"] == nil)
    }
}

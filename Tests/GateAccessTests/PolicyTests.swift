// Policies: what they allow, what they deny, and what is no policy.

import GateBytes
import Testing

@testable import GateAccess

/// A request of a test; the document decides about it.
struct Question {
    var action = PolicyAction.invoke
    var resource = "arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/1"
    var principal: Principal?
    var sourceIP = "203.0.113.7"
    var userAgent: String? = "curl/8"
    var referer: String?
    var isSecure = true
    var now: Int64 = 1_795_766_400_000

    func decide(_ policy: String, _ kind: PolicyKind = .identity) -> String {
        let texts = [resource, sourceIP, userAgent ?? "", referer ?? "", policy].map { Array($0.utf8) }
        var views: [ByteView] = []
        func next(_ index: Int) -> String {
            if index < texts.count {
                return texts[index].withByteView {
                    views.append($0)
                    return next(index + 1)
                }
            }
            var request = PolicyRequest(action: action, resource: views[0], principal: principal)
            request.sourceAddress = views[1]
            request.userAgent = userAgent == nil ? nil : views[2]
            request.referer = referer == nil ? nil : views[3]
            request.isSecure = isSecure
            request.region = Array("us-east-1".utf8)
            request.epochMilliseconds = now
            do throws(PolicyFailure) {
                switch try PolicyReader.read(views[4], kind).decide(request) {
                case .allow: return "allow"
                case .implicitDeny: return "implicit"
                case .explicitDeny: return "explicit"
                }
            } catch {
                return "\(error.pointer): \(error.problem)"
            }
        }
        return next(0)
    }

    /// With one allowing statement.
    func allows(_ members: String, version: String = "2012-10-17") -> Bool {
        let decision = decide("{\"Version\":\"\(version)\",\"Statement\":{\"Effect\":\"Allow\",\(members)}}")
        #expect(decision == "allow" || decision == "implicit", "\(decision)")
        return decision == "allow"
    }
}

@Suite struct PolicyTests {
    static let all = "\"Action\":\"*\",\"Resource\":\"*\""

    // Facts: access-5.1, access-5.5
    @Test(arguments: [
        ("*", true), ("execute-api:*", true), ("execute-api:Invoke", true), ("execute-api:invoke", true),
        ("EXECUTE-API:INVOKE", true), ("execute-api:Inv?ke", true), ("execute-api:I*", true), ("*:Invoke", true),
        ("execute-api:InvalidateCache", false), ("execute-api", false), ("execute-api:Invok", false),
        ("execute-api:Invoke*x", false), ("execute-api:Invoke?", false), ("lambda:*", false), ("?", false),
    ])
    func matchesActions(_ action: String, _ allows: Bool) {
        #expect(Question().allows("\"Action\":\"\(action)\",\"Resource\":\"*\"") == allows)
        #expect(Question().allows("\"NotAction\":\"\(action)\",\"Resource\":\"*\"") != allows)
    }

    // Facts: access-5.2, access-5.4, access-5.5
    @Test(arguments: [
        ("*", true), ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/1", true),
        ("arn:aws:execute-api:*:*:api/*", true), ("arn:aws:execute-api:us-east-1:123456789012:api/*/GET/pets/*", true),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/?", true), ("arn:*", true), ("*1", true),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/*/pets/1", true), ("*/test/*", true), ("**", true),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets", false),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/", false),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/1/*", false),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/PETS/1", false),
        ("arn:aws:execute-api:us-east-1:123456789012:api/prod/*", false), ("arn", false), ("?", false), ("*2", false),
        ("arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/??", false),
        ("execute-api:/test/GET/pets/1", false),
    ])
    func matchesResources(_ resource: String, _ allows: Bool) {
        #expect(Question().allows("\"Action\":\"*\",\"Resource\":\"\(resource)\"") == allows)
        #expect(Question().allows("\"Action\":\"*\",\"NotResource\":[\"\(resource)\"]") != allows)
        #expect(Question().allows("\"Action\":\"*\",\"Resource\":[\"x\",\"\(resource)\"]") == allows)
    }

    // Facts: access-5.3
    @Test func denyWins() {
        let allow = "{\"Effect\":\"Allow\",\(PolicyTests.all)}"
        let deny = "{\"Effect\":\"Deny\",\(PolicyTests.all)}"
        let other = "{\"Effect\":\"Deny\",\"Action\":\"lambda:*\",\"Resource\":\"*\"}"
        for (statements, decision) in [
            (allow, "allow"), (deny, "explicit"), (other, "implicit"), ("", "implicit"),
            (allow + "," + deny, "explicit"),
            (deny + "," + allow, "explicit"), (allow + "," + other, "allow"),
            (allow + "," + allow + "," + deny, "explicit"),
        ] { #expect(Question().decide("{\"Statement\":[\(statements)]}") == decision) }
    }

    // Facts: access-8.2, access-8.3
    @Test func combinesByTheTables() {
        let all: [PolicyDecision] = [.allow, .implicitDeny, .explicitDeny]
        for identity in all {
            for resource in all {
                let denies = identity == .explicitDeny || resource == .explicitDeny
                let either = identity == .allow || resource == .allow
                let both = identity == .allow && resource == .allow
                #expect(
                    PolicyDecision.union(identity, resource)
                        == (denies ? .explicitDeny : either ? .allow : .implicitDeny))
                #expect(
                    PolicyDecision.intersection(identity, resource)
                        == (denies ? .explicitDeny : both ? .allow : .implicitDeny))
            }
        }
    }

    // Facts: access-5.5, access-8.10
    /// Operator, key, value, whether it holds for the question; its negation by `IfExists` where the key is there.
    @Test(arguments: [
        ("StringEquals", "aws:UserAgent", "\"curl/8\"", true), ("StringEquals", "aws:useragent", "\"curl/8\"", true),
        ("StringEquals", "aws:UserAgent", "\"CURL/8\"", false), ("StringEquals", "aws:UserAgent", "\"curl/*\"", false),
        ("StringEquals", "aws:UserAgent", "[\"x\",\"curl/8\"]", true), ("StringEquals", "aws:UserAgent", "[]", false),
        ("StringNotEquals", "aws:UserAgent", "\"curl/8\"", false),
        ("StringNotEquals", "aws:UserAgent", "[\"x\",\"curl/8\"]", false),
        ("StringNotEquals", "aws:UserAgent", "[\"x\",\"y\"]", true),
        ("StringEqualsIgnoreCase", "aws:UserAgent", "\"CURL/8\"", true),
        ("StringNotEqualsIgnoreCase", "aws:UserAgent", "\"CURL/8\"", false),
        ("StringLike", "aws:UserAgent", "\"curl/*\"", true), ("StringLike", "aws:UserAgent", "\"CURL/*\"", false),
        ("StringLike", "aws:UserAgent", "\"c?rl/8\"", true), ("StringNotLike", "aws:UserAgent", "\"curl/*\"", false),
        ("StringNotLike", "aws:UserAgent", "\"wget*\"", true), ("StringLike", "aws:UserAgent", "\"\"", false),
        ("IpAddress", "aws:SourceIp", "\"203.0.113.0/24\"", true),
        ("IpAddress", "aws:SourceIp", "\"203.0.113.7\"", true),
        ("IpAddress", "aws:SourceIp", "\"203.0.113.8/30\"", false),
        ("IpAddress", "aws:SourceIp", "\"0.0.0.0/0\"", true),
        ("IpAddress", "aws:SourceIp", "\"::/0\"", false), ("IpAddress", "aws:SourceIp", "\"203.0.113.4/30\"", true),
        ("IpAddress", "aws:SourceIp", "\"::ffff:203.0.113.0/120\"", true),
        ("IpAddress", "aws:SourceIp", "[\"10.0.0.0/8\",\"203.0.113.7/32\"]", true),
        ("NotIpAddress", "aws:SourceIp", "[\"10.0.0.0/8\",\"203.0.113.7/32\"]", false),
        ("NotIpAddress", "aws:SourceIp", "\"10.0.0.0/8\"", true),
        ("DateGreaterThan", "aws:CurrentTime", "\"2026-11-27T07:59:59Z\"", true),
        ("DateGreaterThan", "aws:CurrentTime", "\"2026-11-27T08:00:00Z\"", false),
        ("DateGreaterThanEquals", "aws:CurrentTime", "\"2026-11-27T08:00:00Z\"", true),
        ("DateLessThan", "aws:CurrentTime", "\"2026-11-27T10:00:01+02:00\"", true),
        ("DateLessThanEquals", "aws:CurrentTime", "\"2026-11-27\"", false),
        ("DateEquals", "aws:CurrentTime", "\"2026-11-27T08:00Z\"", true),
        ("DateEquals", "aws:CurrentTime", "\"2026\"", false),
        ("DateNotEquals", "aws:CurrentTime", "\"2026-11-27T08:00:00.000Z\"", false),
        ("DateGreaterThan", "aws:EpochTime", "1795766399", true),
        ("DateLessThan", "aws:CurrentTime", "1795766401", true),
        ("NumericEquals", "aws:EpochTime", "1795766400", true),
        ("NumericEquals", "aws:EpochTime", "\"1795766400.0\"", true),
        ("NumericNotEquals", "aws:EpochTime", "1795766400", false), ("NumericLessThan", "aws:EpochTime", "1e10", true),
        ("NumericLessThanEquals", "aws:EpochTime", "1795766400", true),
        ("NumericGreaterThan", "aws:EpochTime", "1795766400", false),
        ("NumericGreaterThanEquals", "aws:EpochTime", "[9e12, 5]", true),
        ("NumericEquals", "aws:UserAgent", "8", false), ("NumericNotEquals", "aws:UserAgent", "8", true),
        ("Bool", "aws:SecureTransport", "true", true), ("Bool", "aws:SecureTransport", "\"True\"", true),
        ("Bool", "aws:SecureTransport", "\"false\"", false), ("Bool", "aws:SecureTransport", "[true,false]", true),
        ("Null", "aws:UserAgent", "false", true), ("Null", "aws:UserAgent", "\"true\"", false),
        ("Null", "aws:Referer", "\"true\"", true), ("Null", "aws:TokenIssueTime", "false", false),
        ("BinaryEquals", "aws:UserAgent", "\"Y3VybC84\"", true),
        ("BinaryEquals", "aws:UserAgent", "\"Y3VybC85\"", false),
        ("ForAnyValue:StringLike", "aws:UserAgent", "[\"x\",\"curl*\"]", true),
        ("ForAllValues:StringLike", "aws:UserAgent", "\"x\"", false),
        ("ForAllValues:StringNotEquals", "aws:UserAgent", "\"x\"", true),
        ("ForAnyValue:StringNotEquals", "aws:UserAgent", "\"curl/8\"", false),
        ("StringEqualsIfExists", "aws:UserAgent", "\"x\"", false),
        ("ForAnyValue:StringEqualsIfExists", "aws:UserAgent", "\"curl/8\"", true),
    ])
    func conditionsHold(_ name: String, _ key: String, _ value: String, _ holds: Bool) {
        let condition = "\(PolicyTests.all),\"Condition\":{\"\(name)\":{\"\(key)\":\(value)}}"
        #expect(Question().allows(condition) == holds)
    }

    /// Of a key that the request does not have.
    @Test(arguments: [
        ("StringEquals", false), ("StringNotEquals", true), ("StringLike", false), ("StringNotLike", true),
        ("StringEqualsIgnoreCase", false), ("StringNotEqualsIgnoreCase", true), ("StringEqualsIfExists", true),
        ("StringNotEqualsIfExists", true), ("ForAnyValue:StringEquals", false), ("ForAllValues:StringEquals", true),
        ("ForAnyValue:StringNotEquals", false), ("ForAllValues:StringNotEquals", true),
        ("ForAnyValue:StringEqualsIfExists", true), ("ArnLike", false), ("ArnNotLike", true), ("ArnLikeIfExists", true),
    ])
    func absentKeys(_ name: String, _ holds: Bool) {
        for key in ["aws:Referer", "aws:SourceVpce", "aws:SourceArn", "no:such", "aws:username", "aws:PrincipalTag/x"] {
            let condition = "\(PolicyTests.all),\"Condition\":{\"\(name)\":{\"\(key)\":\"arn:a:b:c:d:e\"}}"
            #expect(Question().allows(condition) == holds, "\(key)")
        }
    }

    @Test func absentKeysOfOtherTypes() {
        for (name, value, holds) in [
            ("NumericEquals", "1", false), ("NumericNotEquals", "1", true), ("DateLessThan", "1", false),
            ("DateNotEquals", "1", true), ("Bool", "false", false), ("BoolIfExists", "true", true),
            ("IpAddress", "\"0.0.0.0/0\"", false), ("NotIpAddress", "\"0.0.0.0/0\"", true), ("Null", "true", true),
        ] {
            let condition = "\(PolicyTests.all),\"Condition\":{\"\(name)\":{\"aws:MultiFactorAuthAge\":\(value)}}"
            #expect(Question().allows(condition) == holds, "\(name)")
        }
    }

    @Test func everyConditionHasToHold() {
        let first = "\"StringEquals\":{\"aws:UserAgent\":\"curl/8\"}"
        for (second, holds) in [
            ("\"Bool\":{\"aws:SecureTransport\":true}", true), ("\"Bool\":{\"aws:SecureTransport\":false}", false),
        ] { #expect(Question().allows("\(PolicyTests.all),\"Condition\":{\(first),\(second)}") == holds) }
        let both = "\"StringEquals\":{\"aws:UserAgent\":\"curl/8\",\"aws:SourceIp\":\"x\"}"
        #expect(!Question().allows("\(PolicyTests.all),\"Condition\":{\(both)}"))
        #expect(Question().allows("\(PolicyTests.all),\"Condition\":{}"))
    }

    @Test func fillsInVariables() {
        var question = Question()
        question.principal = Principal(
            arn: "arn:aws:iam::123456789012:user/team/alice", userID: "AIDA1", organization: "o-1",
            tags: [("Team", "pets"), ("star", "*")])
        let resource = { (text: String) in "\"Action\":\"*\",\"Resource\":\"\(text)\"" }
        question.resource = "a/alice/pets/AIDA1/*"
        #expect(question.allows(resource("a/${aws:username}/${aws:PrincipalTag/team}/${aws:userid}/${*}")))
        #expect(question.allows(resource("a/${AWS:USERNAME}/*")))
        #expect(!question.allows(resource("a/${aws:username}/*"), version: "2008-10-17"))
        #expect(!question.allows(resource("a/${aws:PrincipalTag/none}/*")))
        #expect(question.allows(resource("a/${aws:PrincipalTag/none, 'alice'}/*")))
        #expect(!question.allows(resource("a/${aws:PrincipalTag/none,''}/*")))
        // A star in a value is a star, not a wildcard.
        #expect(!question.allows(resource("a/${aws:PrincipalTag/star}")))
        #expect(question.allows(resource("a/alice/pets/AIDA1/${aws:PrincipalTag/star}")))
        question.resource = "a/$?/x"
        #expect(question.allows(resource("a/${$}${?}/x")))
        question.referer = "https://alice.example"
        #expect(
            question.allows(
                "\(PolicyTests.all),\"Condition\":{\"StringEquals\":"
                    + "{\"aws:Referer\":\"https://${aws:username}.example\"}}"
            ))
        #expect(
            question.allows(
                "\(PolicyTests.all),\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":"
                    + "\"arn:aws:iam::${aws:PrincipalAccount}:user/*\"}}"))
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/alice", true), ("arn:aws:iam::*:user/*", true),
        ("arn:aws:iam::*:role/*", false),
        ("arn:aws:iam::123456789012:user/*", true), ("arn:*:iam::*:*", true), ("*", true),
        // Wildcards do not reach over the parts of an ARN.
        ("arn:aws:*:user/alice::", false), ("arn:aws:iam::12345*:user/ali?e", true),
        ("arn:aws:iam:*:user/alice:", false),
    ])
    func comparesARNs(_ pattern: String, _ holds: Bool) {
        var question = Question()
        question.principal = Principal(arn: "arn:aws:iam::123456789012:user/alice")
        for name in ["ArnLike", "ArnEquals"] {
            let condition = "\(PolicyTests.all),\"Condition\":{\"\(name)\":{\"aws:PrincipalArn\":\"\(pattern)\"}}"
            #expect(question.allows(condition) == holds)
        }
        let condition = "\(PolicyTests.all),\"Condition\":{\"ArnNotLike\":{\"aws:PrincipalArn\":\"\(pattern)\"}}"
        #expect(question.allows(condition) != holds)
    }

    // MARK: Resource policies

    @Test func namesPrincipals() throws {
        let alice = try #require(Principal(arn: "arn:aws:iam::123456789012:user/alice"))
        let session = try #require(Principal(arn: "arn:aws:sts::123456789012:assumed-role/job/s1"))
        #expect(session.roleARN == Array("arn:aws:iam::123456789012:role/job".utf8))
        for (text, anonymous, ofAlice, ofSession) in [
            ("\"*\"", true, true, true), ("{\"AWS\":\"*\"}", true, true, true),
            ("{\"AWS\":\"123456789012\"}", false, true, true),
            ("{\"AWS\":\"arn:aws:iam::123456789012:root\"}", false, true, true),
            ("{\"AWS\":\"210987654321\"}", false, false, false),
            ("{\"AWS\":[\"210987654321\",\"arn:aws:iam::123456789012:user/alice\"]}", false, true, false),
            ("{\"AWS\":\"arn:aws:iam::123456789012:user/Alice\"}", false, false, false),
            ("{\"AWS\":\"arn:aws:iam::123456789012:role/job\"}", false, false, true),
            ("{\"AWS\":\"arn:aws:sts::123456789012:assumed-role/job/s1\"}", false, false, true),
            ("{\"AWS\":\"arn:aws:sts::123456789012:assumed-role/job/s2\"}", false, false, false),
            ("{\"Service\":\"lambda.amazonaws.com\"}", false, false, false),
            ("{\"Federated\":\"x\",\"AWS\":\"*\"}", true, true, true), ("{\"AWS\":[]}", false, false, false),
        ] {
            for (principal, allows) in [(nil, anonymous), (alice, ofAlice), (session, ofSession)] {
                var question = Question()
                question.principal = principal
                let policy = { (member: String) in
                    "{\"Statement\":{\"Effect\":\"Allow\",\"\(member)\":\(text),\(PolicyTests.all)}}"
                }
                let kind = PolicyKind.resource(shortARN: nil)
                #expect(question.decide(policy("Principal"), kind) == (allows ? "allow" : "implicit"), "\(text)")
                #expect(question.decide(policy("NotPrincipal"), kind) == (allows ? "implicit" : "allow"), "\(text)")
            }
        }
    }

    // Facts: access-8.6
    @Test(arguments: [
        ("execute-api:/test/GET/pets/1", true), ("execute-api:/*", true), ("execute-api:/test/*", true),
        ("execute-api:/prod/*", false), ("execute-api:*", false), ("execute-api:/", false), ("xexecute-api:/*", false),
    ])
    func expandsShortARNs(_ resource: String, _ allows: Bool) {
        let kind = PolicyKind.resource(shortARN: Array("arn:aws:execute-api:us-east-1:123456789012:api".utf8))
        let policy =
            "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"\(resource)\"}}"
        #expect(Question().decide(policy, kind) == (allows ? "allow" : "implicit"))
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:user", "arn:aws:iam::12345678901:user/a",
        "arn:aws:iam:us-east-1:123456789012:user/a",
        "user/a", "", "arn:aws:lambda::123456789012:user/a", "arn:aws:iam::123456789012:group/a",
        "arn:aws:iam::123456789012:user/", "arn:aws:sts::123456789012:assumed-role/a",
        "arn:aws:iam::123456789012:root/x",
    ])
    func refusesPrincipalARNs(_ text: String) { #expect(Principal(arn: text) == nil) }
}

@Suite struct PolicyReaderTests {
    static let statement = "\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\""

    /// Documents that are no policy of an identity; none may be taken for one that allows.
    @Test(arguments: [
        "", "null", "[]", "7", "\"Allow\"", "{", "{}", "{\"Statement\":null}", "{\"Statement\":7}",
        "{\"Statement\":\"x\"}", "{\"Statement\":[7]}", "{\"Statement\":[null]}", "{\"Statement\":[[]]}",
        "{\"statement\":[]}", "{\"Statement\":[],\"Statement\":[]}", "{\"Statement\":[],\"More\":1}",
        "{\"Version\":\"2020-01-01\",\"Statement\":[]}", "{\"Version\":2012,\"Statement\":[]}",
        "{\"Version\":null,\"Statement\":[]}", "{\"Id\":7,\"Statement\":[]}", "{\"Statement\":{}}",
        "{\"Statement\":{\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"ALLOW\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Permit\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":[\"Allow\"],\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":true,\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":null,\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[7],\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":{\"a\":\"*\"},\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"NotAction\":\"x\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"NotResource\":\"x\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Deny\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\(statement),\"Conditon\":{}}}", "{\"Statement\":{\(statement),\"condition\":{}}}",
        "{\"Statement\":{\(statement),\"Principal\":\"*\"}}", "{\"Statement\":{\(statement),\"NotPrincipal\":\"*\"}}",
        "{\"Statement\":{\(statement),\"Sid\":7}}", "{\"Statement\":{\(statement),\"Condition\":[]}}",
        "{\"Statement\":{\(statement),\"Condition\":\"x\"}}", "{\"Statement\":{\(statement),\"Condition\":null}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"StringEqual\":{\"a\":\"b\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"stringequals\":{\"a\":\"b\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"ForSomeValue:StringEquals\":{\"a\":\"b\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"NullIfExists\":{\"a\":\"true\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"StringEquals\":[]}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"StringEquals\":\"a\"}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"StringEquals\":{\"a\":null}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"StringEquals\":{\"a\":{\"b\":1}}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"StringEquals\":{\"a\":[[\"b\"]]}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/33\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"NotIpAddress\":{\"aws:SourceIp\":\"203.0.113.*\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"NumericLessThan\":{\"aws:EpochTime\":\"soon\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":\"2026-13-01\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":\"2026-02-29\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"yes\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"Null\":{\"aws:Referer\":1}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"BinaryEquals\":{\"aws:Referer\":\"!\"}}}}",
        "{\"Statement\":{\(statement),\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"x\"}}}}",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"${aws:u\"}}",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"${}\"}}",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"${a,b}\"}}",
    ])
    func refuses(_ policy: String) {
        let decision = Question().decide(policy)
        #expect(!["allow", "implicit", "explicit"].contains(decision), "\(decision)")
    }

    @Test(arguments: [
        "", "\"Principal\":\"x\",", "\"Principal\":7,", "\"Principal\":{\"AWS\":\"x\"},",
        "\"Principal\":{\"Who\":\"*\"},",
        "\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:user/*\"},", "\"Principal\":[\"*\"],",
        "\"Principal\":\"\",",
        "\"Principal\":{\"AWS\":7},", "\"Principal\":\"*\",\"NotPrincipal\":\"*\",", "\"Principal\":null,",
    ])
    func refusesPrincipals(_ member: String) {
        let decision = Question().decide(
            "{\"Statement\":{\(member)\(PolicyReaderTests.statement)}}", .resource(shortARN: nil))
        #expect(!["allow", "implicit", "explicit"].contains(decision), "\(decision)")
    }

    @Test func saysWhere() {
        for (policy, place) in [
            (
                "{\"Statement\":[{\(PolicyReaderTests.statement)},{\"Effect\":\"x\"}]}",
                "/Statement/1/Effect: effect(\"x\")"
            ),
            (
                "{\"Statement\":{\(PolicyReaderTests.statement),\"Condition\":{\"Bool\":{\"k\":[true,\"no\"]}}}}",
                "/Statement/Condition/Bool/k/1: value(\"no\")"
            ),
            (
                "{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":[\"*\",\"\"],\"Resource\":\"*\"}]}",
                "/Statement/0/Action/1: value(\"\")"
            ),
        ] { #expect(Question().decide(policy) == place) }
    }

    // Facts: access-8.7
    @Test func boundsEverything() {
        func isTaken(_ policy: String, _ kind: PolicyKind = .identity) -> Bool {
            ["allow", "implicit", "explicit"].contains(Question().decide(policy, kind))
        }
        let many = { (count: Int, text: String) in (0..<count).map { _ in text }.joined(separator: ",") }
        let one = "{\(PolicyReaderTests.statement)}"
        #expect(isTaken("{\"Statement\":[\(many(PolicyLimits.statementsMax, one))]}"))
        #expect(!isTaken("{\"Statement\":[\(many(PolicyLimits.statementsMax + 1, one))]}"))
        let list = { (count: Int) in
            "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":[\(many(count, "\"a\""))]}}"
        }
        #expect(isTaken(list(PolicyLimits.listMax)) && !isTaken(list(PolicyLimits.listMax + 1)))
        let long = { (count: Int) in
            "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\""
                + String(repeating: "a", count: count) + "\"}}"
        }
        #expect(isTaken(long(PolicyLimits.textBytesMax)) && !isTaken(long(PolicyLimits.textBytesMax + 1)))
        #expect(isTaken(long(512), .authorizer) && !isTaken(long(513), .authorizer))
        let keys = { (count: Int) in
            "{\"Statement\":{\(PolicyReaderTests.statement),\"Condition\":{\"StringEquals\":{"
                + (0..<count).map { "\"k\($0)\":\"v\"" }.joined(separator: ",") + "}}}}"
        }
        #expect(isTaken(keys(PolicyLimits.conditionsMax)) && !isTaken(keys(PolicyLimits.conditionsMax + 1)))
        let size = "{\"Statement\":[]}".utf8.count
        let padded = { (count: Int) in "{\"Statement\":[]}" + String(repeating: " ", count: count - size) }
        #expect(isTaken(padded(PolicyLimits.bytesMax)) && !isTaken(padded(PolicyLimits.bytesMax + 1)))
    }

    /// Wildcards that would take for ever deny instead.
    @Test func deniesWhatTakesTooLong() {
        var question = Question()
        question.resource = String(repeating: "a", count: 10_000)
        let slow = (0..<500).map { _ in "\"\(String(repeating: "*a", count: 200))*b\"" }.joined(separator: ",")
        let policy =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":[\(slow.prefix(100_000))\"*b\"]},"
            + "{\(PolicyReaderTests.statement)}]}"
        let duration = ContinuousClock().measure {
            #expect(question.decide(policy.replacing("b\"\"*b\"]", with: "b\",\"*b\"]")) != "allow")
        }
        #expect(duration < .seconds(2))
    }

    @Test(arguments: [
        ("1.2.3.4", true), ("255.255.255.255/32", true), ("0.0.0.0/0", true), ("::", true), ("::1", true),
        ("2001:db8::/32", true), ("1:2:3:4:5:6:7:8", true), ("1::8", true), ("::ffff:1.2.3.4", true),
        ("fe80::/10", true),
        ("1.2.3", false), ("1.2.3.4.5", false), ("1.2.3.256", false), ("01.2.3.4", false), ("1.2.3.4/33", false),
        ("1.2.3.4/", false), ("1.2.3.4/-1", false), (" 1.2.3.4", false), ("1.2.3.4 ", false), ("", false), (":", false),
        (":::", false), ("1:2:3:4:5:6:7", false), ("1:2:3:4:5:6:7:8:9", false), ("1::2::3", false), ("g::", false),
        ("12345::", false), ("1:2:3:4:5:6:7:", false), ("::/129", false), ("::1.2.3", false),
        ("1:2:3:4::5:6:7:8", false),
    ])
    func readsNetworks(_ text: String, _ isOne: Bool) {
        #expect(Array(text.utf8).withByteView { AddressRange($0) != nil } == isOne)
    }

    @Test func networksOfIPv6() {
        func contains(_ range: String, _ address: String) -> Bool? {
            let range = Array(range.utf8).withByteView { AddressRange($0) }
            return Array(address.utf8).withByteView { NetworkAddress($0) }.flatMap { range?.contains($0) }
        }
        #expect(contains("2001:db8::/32", "2001:db8:ffff::1") == true)
        #expect(contains("2001:db8::/32", "2001:db9::1") == false)
        #expect(contains("2001:db8::/65", "2001:db8::7fff:0:0:1") == true)
        #expect(contains("2001:db8::/65", "2001:db8::8000:0:0:1") == false)
        #expect(contains("::/0", "fe80::1") == true && contains("0.0.0.0/0", "::1") == false)
        #expect(contains("10.0.0.0/8", "::ffff:10.1.2.3") == true)
    }
}

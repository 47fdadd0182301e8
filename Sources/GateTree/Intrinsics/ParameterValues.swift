// What names stand for: values given by the user, pseudo parameters, the template's own defaults, and guesses
// good enough to run an API locally.

/// Values of parameters and resources.
struct ParameterValues {
    /// A value and how it was found.
    enum Found {
        case known(String)
        /// A guess; sound when it has the form the real value would have.
        case guessed(String, isSound: Bool)
        /// `AWS::NoValue`.
        case nothing
    }

    private let given: [String: String]

    init(_ given: [String: String]) { self.given = given }

    /// The pseudo parameters a local run assumes. CloudFormation User Guide, "Pseudo parameters reference"; the
    /// account is the one AWS's own documents use.
    private static let pseudo = [
        "AWS::AccountId": "123456789012", "AWS::NotificationARNs": "", "AWS::Partition": "aws",
        "AWS::Region": "us-east-1", "AWS::StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/local/0",
        "AWS::StackName": "local", "AWS::URLSuffix": "amazonaws.com",
    ]

    /// A value given by the user, or a pseudo parameter.
    func known(_ name: String) -> String? { given[name] ?? ParameterValues.pseudo[name] }

    /// The value of a parameter or resource name (`Ref`).
    func reference(_ name: String) -> Found {
        if name == "AWS::NoValue" { return .nothing }
        if let value = known(name) { return .known(value) }
        return .guessed(name, isSound: false)
    }

    /// The value of `resource.attribute` (`Fn::GetAtt`, `${resource.attribute}`).
    func attribute(_ resource: String, _ attribute: String) -> Found {
        if let value = known(resource + "." + attribute) { return .known(value) }
        if ParameterValues.namesURL(attribute) {
            // `.invalid` never resolves (RFC 6761 §6.4): a call fails instead of reaching a stranger.
            return .guessed("https://\(ParameterValues.resourceName(resource).lowercased()).invalid/", isSound: false)
        }
        guard attribute == "Arn" || attribute.hasSuffix("Arn") else {
            return .guessed(resource + "." + attribute, isSound: false)
        }
        return .guessed(arn(resource), isSound: true)
    }

    /// Whether an attribute holds a URL (`GraphQLUrl`, `ApiEndpoint`, `QueueURL`).
    private static func namesURL(_ attribute: String) -> Bool {
        let name = attribute.lowercased()
        return name.hasSuffix("url") || name.hasSuffix("uri") || name == "apiendpoint"
    }

    /// The value another stack exports.
    func export(_ name: String) -> Found {
        if let value = known(name) { return .known(value) }
        let lower = name.lowercased()
        return lower.hasSuffix("arn") ? .guessed(arn(name), isSound: true) : .guessed(name, isSound: false)
    }

    /// An ARN for a resource whose name tells its service; a Lambda function when it tells nothing.
    private func arn(_ name: String) -> String {
        let partition = known("AWS::Partition") ?? "aws"
        let region = known("AWS::Region") ?? ""
        let account = known("AWS::AccountId") ?? ""
        let plain = ParameterValues.resourceName(name)
        let lower = plain.lowercased()
        func here(_ rest: String) -> String { "arn:\(partition):\(rest)" }
        if lower.hasSuffix("role") { return here("iam::\(account):role/\(plain)") }
        if lower.contains("userpool") { return here("cognito-idp:\(region):\(account):userpool/\(region)_\(plain)") }
        if lower.hasSuffix("queue") { return here("sqs:\(region):\(account):\(plain)") }
        if lower.hasSuffix("topic") { return here("sns:\(region):\(account):\(plain)") }
        if lower.hasSuffix("table") { return here("dynamodb:\(region):\(account):table/\(plain)") }
        if lower.hasSuffix("bucket") { return here("s3:::\(plain.lowercased())") }
        if lower.hasSuffix("statemachine") { return here("states:\(region):\(account):stateMachine:\(plain)") }
        if lower.hasSuffix("stream") { return here("kinesis:\(region):\(account):stream/\(plain)") }
        return here("lambda:\(region):\(account):function:\(plain)")
    }

    /// A name in the characters every service takes; an export's trailing `Arn` goes.
    private static func resourceName(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            result.unicodeScalars.append(isPlain || scalar == "_" || scalar == "-" ? scalar : "-")
        }
        for suffix in ["-Arn", "_Arn", "Arn", "-ARN", "ARN", "-arn", "_arn"]
        where result.count > suffix.count && result.hasSuffix(suffix) {
            return String(result.dropLast(suffix.count))
        }
        return result
    }
}

// Where calls of AWS services go: a function that this process runs itself, then an address that the environment
// names, then AWS. AWS: "Service-specific endpoints" in the SDKs and tools reference; hostnames by "AWS service
// endpoints".

import GateBytes

/// Addresses of AWS services. A base URL is `http(s)://host[:port][/path]`.
package struct AWSEndpoints: Sendable {
    /// Base URLs of Lambda's Invoke API by function name: functions that run on this machine. They are called without
    /// a signature.
    package var functions: [String: String] = [:]
    /// Base URLs by service, spelled as in `AWS_ENDPOINT_URL_<SERVICE>`: `LAMBDA`, `SECRETS_MANAGER`.
    package var services: [String: String] = [:]
    /// Base URL of every service that has none of its own; empty for AWS itself.
    package var allServices = ""

    package init() {}

    /// `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL`, unless `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is true.
    package init(environment: [String: String]) {
        if environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true" { return }
        allServices = environment["AWS_ENDPOINT_URL"] ?? ""
        let prefix = "AWS_ENDPOINT_URL_"
        for (name, url) in environment where name.hasPrefix(prefix) && !url.isEmpty {
            services[String(name.dropFirst(prefix.count))] = url
        }
    }

    /// The base URL of STS in a region at AWS.
    package static func sts(_ region: String) -> String { "https://sts.\(region).\(AWSService.domain(region))" }

    /// The base URL of IAM Identity Center's portal in a region at AWS.
    package static func portal(_ region: String) -> String {
        "https://portal.sso.\(region).\(AWSService.domain(region))"
    }

    /// The configured base URL of a service, named as in an integration URI; empty for AWS itself.
    package func configured(_ service: String) -> String {
        services[AWSService.variableSuffix(service)]
            // What tools call it beside its service id.
            ?? (service == "cognito-idp" ? services["COGNITO_IDP"] : nil) ?? allServices
    }
}

/// What is particular about services: names in variables and signatures, hosts, protocols.
enum AWSService {
    /// Integration URIs name a service by its host label, `AWS_ENDPOINT_URL_…` by its service id.
    static func variableSuffix(_ service: String) -> String {
        switch service {
        case "states": "SFN"
        case "events": "EVENTBRIDGE"
        case "monitoring": "CLOUDWATCH"
        case "logs": "CLOUDWATCH_LOGS"
        case "email": "SES"
        case "secretsmanager": "SECRETS_MANAGER"
        case "cognito-idp": "COGNITO_IDENTITY_PROVIDER"
        case "elasticloadbalancing": "ELASTIC_LOAD_BALANCING"
        case "iotdata": "IOT_DATA_PLANE"
        case "streams.dynamodb": "DYNAMODB_STREAMS"
        case "runtime.sagemaker": "SAGEMAKER_RUNTIME"
        case "appsync-api": "APPSYNC"
        default: String(service.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
        }
    }

    /// The service's name in a credential scope.
    static func signingName(_ service: String) -> String {
        switch service {
        case "email": "ses"
        case "streams.dynamodb": "dynamodb"
        case "runtime.sagemaker": "sagemaker"
        case "appsync-api": "appsync"
        case "bedrock-runtime": "bedrock"
        default: service
        }
    }

    /// Services with one host for all regions of the partition, which sign for its first region.
    static func isGlobal(_ service: String) -> Bool { ["iam", "route53", "cloudfront"].contains(service) }

    /// The suffix of a region's hostnames.
    static func domain(_ region: String) -> String {
        if region.hasPrefix("cn-") { return "amazonaws.com.cn" }
        if region.hasPrefix("us-iso-") { return "c2s.ic.gov" }
        if region.hasPrefix("us-isob-") { return "sc2s.sgov.gov" }
        if region.hasPrefix("eusc-") { return "amazonaws.eu" }
        return "amazonaws.com"
    }

    /// The prefix of `X-Amz-Target` and the version of the JSON protocol, for services that are called by action
    /// without naming them (observed: DynamoDB, Kinesis, Systems Manager, Step Functions; EventBridge has to map the
    /// header itself).
    static func target(_ service: String) -> (prefix: String, contentType: String)? {
        switch service {
        case "dynamodb": ("DynamoDB_20120810", "application/x-amz-json-1.0")
        case "streams.dynamodb": ("DynamoDBStreams_20120810", "application/x-amz-json-1.0")
        case "kinesis": ("Kinesis_20131202", "application/x-amz-json-1.1")
        case "firehose": ("Firehose_20150804", "application/x-amz-json-1.1")
        case "states": ("AWSStepFunctions", "application/x-amz-json-1.0")
        case "ssm": ("AmazonSSM", "application/x-amz-json-1.1")
        case "logs": ("Logs_20140328", "application/x-amz-json-1.1")
        case "kms": ("TrentService", "application/x-amz-json-1.1")
        case "secretsmanager": ("secretsmanager", "application/x-amz-json-1.1")
        case "cognito-idp": ("AWSCognitoIdentityProviderService", "application/x-amz-json-1.1")
        case "ecs": ("AmazonEC2ContainerServiceV20141113", "application/x-amz-json-1.1")
        default: nil
        }
    }

    /// Whether the service, called by action, takes JSON and a target that the specification has to map.
    static func takesJSON(_ service: String) -> Bool { service == "events" || target(service) != nil }

    /// The API version of services with the Query protocol; empty where the specification has to name it.
    static func queryVersion(_ service: String) -> String {
        switch service {
        case "sqs": "2012-11-05"
        case "sns": "2010-03-31"
        case "sts": "2011-06-15"
        case "iam": "2010-05-08"
        case "cloudformation": "2010-05-15"
        case "email", "ses": "2010-12-01"
        case "monitoring": "2010-08-01"
        case "ec2": "2016-11-15"
        case "autoscaling": "2011-01-01"
        default: ""
        }
    }
}

// Actions of services that HTTP APIs call without a template. One table for the compiler, the runtime and listings.
// AWS: "Integration subtype reference for HTTP APIs" (read 2026-11).

import GateBytes

/// An action of a service; the raw value is stored in plans.
package enum ServiceAction: UInt32, CaseIterable, Sendable {
    case putEvents = 1
    case sendMessage = 2
    case receiveMessage = 3
    case deleteMessage = 4
    case purgeQueue = 5
    case getConfiguration = 6
    case putRecord = 7
    case startExecution = 8
    case startSyncExecution = 9
    case stopExecution = 10

    /// `integrationSubtype`.
    package var name: StaticString {
        switch self {
        case .putEvents: "EventBridge-PutEvents"
        case .sendMessage: "SQS-SendMessage"
        case .receiveMessage: "SQS-ReceiveMessage"
        case .deleteMessage: "SQS-DeleteMessage"
        case .purgeQueue: "SQS-PurgeQueue"
        case .getConfiguration: "AppConfig-GetConfiguration"
        case .putRecord: "Kinesis-PutRecord"
        case .startExecution: "StepFunctions-StartExecution"
        case .startSyncExecution: "StepFunctions-StartSyncExecution"
        case .stopExecution: "StepFunctions-StopExecution"
        }
    }

    package init?(name: ByteView) {
        guard let action = ServiceAction.allCases.first(where: { ByteView($0.name) == name }) else { return nil }
        self = action
    }

    /// The service as integration URIs name it.
    package var service: StaticString {
        switch self {
        case .putEvents: "events"
        case .sendMessage, .receiveMessage, .deleteMessage, .purgeQueue: "sqs"
        case .getConfiguration: "appconfig"
        case .putRecord: "kinesis"
        case .startExecution, .startSyncExecution, .stopExecution: "states"
        }
    }

    /// Parameters without which a call is refused.
    package var required: [StaticString] {
        switch self {
        case .putEvents: ["Detail", "DetailType", "Source"]
        case .sendMessage: ["QueueUrl", "MessageBody"]
        case .receiveMessage, .purgeQueue: ["QueueUrl"]
        case .deleteMessage: ["ReceiptHandle", "QueueUrl"]
        case .getConfiguration: ["Application", "Environment", "Configuration", "ClientId"]
        case .putRecord: ["StreamName", "Data", "PartitionKey"]
        case .startExecution, .startSyncExecution: ["StateMachineArn"]
        case .stopExecution: ["ExecutionArn"]
        }
    }

    /// Parameters that a call may have, `Region` beside them.
    package var optional: [StaticString] {
        switch self {
        case .putEvents: ["Time", "EventBusName", "Resources", "TraceHeader"]
        case .sendMessage:
            [
                "DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId",
                "MessageSystemAttributes",
            ]
        case .receiveMessage:
            [
                "AttributeNames", "MaxNumberOfMessages", "MessageAttributeNames", "ReceiveRequestAttemptId",
                "VisibilityTimeout", "WaitTimeSeconds",
            ]
        case .deleteMessage, .purgeQueue: []
        case .getConfiguration: ["ClientConfigurationVersion"]
        case .putRecord: ["SequenceNumberForOrdering", "ExplicitHashKey"]
        case .startExecution: ["Name", "Input"]
        case .startSyncExecution: ["Name", "Input", "TraceHeader"]
        case .stopExecution: ["Cause", "Error"]
        }
    }

    /// Every parameter.
    package var parameters: [String] { (required + optional + ["Region"]).map { String(ByteView($0)) } }
}

// The answers that the gateway itself gives, as one API defines them: a type's own definition, else that of
// DEFAULT_4XX or DEFAULT_5XX, else the built-in one. AWS: "Gateway responses in API Gateway".

import GateBytes
import GatePlan

/// Resolved gateway responses by type.
struct GatewayAnswers: Sendable {
    struct Answer: Sendable {
        var statusCode: Int
        /// Whether the API sets the status.
        var isStatusOwn = false
        /// `MappingRecord`s.
        var mappings = RecordRange.empty
        /// `TextTemplateRecord`s; empty means the built-in body.
        var templates = RecordRange.empty
    }

    private let answers: [Answer]

    init(_ plan: PlanImage) {
        var own: [UInt32: GatewayResponseRecord] = [:]
        for index in 0..<plan.gatewayResponses.count {
            own[plan.gatewayResponses[index].type] = plan.gatewayResponses[index]
        }
        answers = GatewayResponseType.allCases.map { type in
            var answer = Answer(statusCode: type.statusCode)
            let isClientError = type.statusCode < 500
            let fallback = isClientError ? GatewayResponseType.default4XX : GatewayResponseType.default5XX
            // AWS: the answer to an oversized request cannot be customised.
            let definition = type == .requestTooLarge ? nil : own[type.rawValue] ?? own[fallback.rawValue]
            if let definition {
                if definition.statusCode != 0 {
                    answer.statusCode = Int(definition.statusCode)
                    answer.isStatusOwn = true
                }
                answer.mappings = definition.mappings
                answer.templates = definition.templates
            }
            return answer
        }
    }

    subscript(type: GatewayResponseType) -> Answer { answers[Int(type.rawValue)] }

    /// The text template for `accept`: its own, else JSON's, else the first; nil is the built-in body.
    static func template(_ answer: Answer, accept: ByteView, plan: PlanImage) -> TextTemplateRecord? {
        if answer.templates.count == 0 { return nil }
        var json: TextTemplateRecord?
        for index in answer.templates.indices {
            let record = plan.textTemplates[index]
            let type = plan.string(record.contentType)
            if type.equalsIgnoringCase(accept) { return record }
            if type.equalsIgnoringCase(MediaType.applicationJSON) { json = record }
        }
        return json ?? plan.textTemplates[answer.templates.start]
    }
}

// The rules behind GW5060–GW5079, for `gatewright explain`.

import GateSource

extension ConfigurationRules {
    /// Rules of keys, plans and limits.
    static let usage = [
        DiagnosticRule(
            5060, .error, "values of keys",
            "A key's value has 20 to 128 characters that a header can carry.",
            source: "CreateApiKey (recorded)",
            example: "apiKeys:\n  demo: {value: too-short}"),
        DiagnosticRule(
            5061, .error, "keys differ",
            "Every key has a value and an identifier of its own.",
            source: "CreateApiKey",
            example: "apiKeys:\n  one: {value: 0123456789-0123456789}\n  two: {value: 0123456789-0123456789}"),
        DiagnosticRule(
            5062, .error, "plans of keys exist",
            "`usagePlanIds` names members of `usagePlans`.",
            source: "CreateUsagePlanKey",
            example: "apiKeys:\n  demo: {value: 0123456789-0123456789, usagePlanIds: [golld]}\nusagePlans: {gold: {}}"),
        DiagnosticRule(
            5063, .error, "a key has one plan in a stage",
            "Of the plans of a key, at most one covers a stage of an API: it says which limits count.",
            source: "\"Usage plans and API keys for REST APIs in API Gateway\"",
            example: "apiKeys:\n  demo: {value: 0123456789-0123456789, usagePlanIds: [gold, free]}"),
        DiagnosticRule(
            5064, .error, "limits are whole",
            "A throttle has a rate and a burst, a quota a limit and a period, a stage of a plan an API and a stage, a key "
                + "a value.",
            source: "Gatewright",
            example: "usagePlans:\n  gold: {throttle: {rateLimit: 10}}"),
        DiagnosticRule(
            5065, .error, "rates",
            "A rate is a number of requests a second from 0 to 1,000,000,000; it need not be whole.",
            source: "Gatewright",
            example: "usagePlans:\n  gold: {throttle: {rateLimit: -1, burstLimit: 5}}"),
        DiagnosticRule(
            5066, .error, "methods with limits",
            "A method is named by its resource and verb, `/pets/{id}/GET`; the root's is `//GET`. `*/*` stands for every "
                + "method of a stage.",
            source: "UpdateStage, methodSettings; UpdateUsagePlan, apiStages",
            example: "stages:\n  prod: {methodSettings: {GET /pets: {throttlingRateLimit: 5, throttlingBurstLimit: 5}}}"
        ),
        DiagnosticRule(
            5067, .error, "periods of quotas",
            "A quota is for a DAY, a WEEK or a MONTH.",
            source: "QuotaSettings, period",
            example: "usagePlans:\n  gold: {quota: {limit: 100, period: HOUR}}"),
        DiagnosticRule(
            5068, .error, "number of keys, plans and methods",
            "A configuration has at most 10,000 plans; a key belongs to at most 10; a plan limits at most 20 methods of a "
                + "stage.",
            source: "\"API Gateway quotas\"",
            example: "usagePlans: {}"),
        DiagnosticRule(
            5069, .warning, "plans cover stages",
            "A plan without stages lets none of its keys in.",
            source: "\"Usage plans and API keys for REST APIs in API Gateway\"",
            example: "usagePlans:\n  gold: {quota: {limit: 100, period: DAY}}"),
        DiagnosticRule(
            5070, .error, "identifiers of keys and plans",
            "An identifier has 1 to 128 characters without blanks and commas, which separate identifiers in key files.",
            source: "Gatewright",
            example: "usagePlans:\n  gold plan: {}"),
        DiagnosticRule(
            5071, .error, "logging levels",
            "A method logs nothing (OFF), why the gateway answered itself (ERROR), or every step (INFO).",
            source: "MethodSetting, loggingLevel",
            example: "stages:\n  prod: {methodSettings: {'*/*': {loggingLevel: DEBUG}}}"),
    ]
}

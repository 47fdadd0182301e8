// What two versions of an API differ in, as those who call it feel it. Values only; forms of output are the command's.

/// One difference.
package struct APIChange: Sendable, Hashable {
    /// How callers feel it, from least to most.
    package enum Effect: String, Sendable, CaseIterable, Comparable {
        /// Requests and answers that were right stay right.
        case compatible
        /// What the gateway does with a request changes; the contract does not.
        case behaviour
        /// A caller that kept to the old contract can fail.
        case breaking

        package static func < (left: Effect, right: Effect) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .compatible: 0
            case .behaviour: 1
            case .breaking: 2
            }
        }
    }

    /// What changed: `operation-removed`, `type-narrowed`, …; scripts read it.
    package let kind: String
    package let effect: Effect
    /// `GET /pets/{petId}`, or nothing for the API as a whole.
    package let operation: String
    /// The part: `query q`, `request body application/json /name`, `response 200 /id`, `integration timeoutInMillis`.
    package let part: String
    /// What it was and is, in a few words.
    package let text: String

    init(_ kind: String, _ effect: Effect, _ operation: String, _ part: String, _ text: String) {
        self.kind = kind
        self.effect = effect
        self.operation = operation
        self.part = part
        self.text = text
    }
}

/// Bounds of comparisons.
package enum CompareLimits {
    /// Most differences that are listed. Ours.
    package static let changesMax = 10_000
    /// Deepest way into two schemas. Ours.
    package static let schemaDepthMax = 64
    /// Longest value that is shown, in characters. Ours.
    static let shownMax = 60
}

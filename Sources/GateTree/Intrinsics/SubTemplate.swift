// The text of `Fn::Sub`, and of plain strings with AWS variables, cut into kept runs and names.

/// A text with placeholders.
struct SubTemplate {
    /// A part of the text; offsets count bytes of it.
    enum Part {
        case kept(Range<Int>)
        case name(String, Range<Int>)
    }

    let parts: [Part]
    /// Where a `${` without `}` stands.
    let openPlaceholder: Int?

    /// Cuts the text of an `Fn::Sub`: `${name}` is a name, `${!text}` stands for `${text}`.
    /// CloudFormation User Guide, "Fn::Sub".
    init(sub text: [UInt8]) {
        var parts: [Part] = []
        var kept = 0
        var index = 0
        var openPlaceholder: Int?
        while index + 1 < text.count {
            guard text[index] == 0x24, text[index + 1] == 0x7b else {
                index += 1
                continue
            }
            guard let close = text[index...].firstIndex(of: 0x7d) else {
                openPlaceholder = index
                break
            }
            if index + 2 < text.count, text[index + 2] == 0x21 {
                parts.append(.kept(kept..<index + 2))
                kept = index + 3
            } else {
                let name = String(decoding: text[index + 2..<close], as: UTF8.self)
                let isStage = name.hasPrefix("stageVariables.")
                if !isStage {
                    parts.append(.kept(kept..<index))
                    parts.append(.name(name, index..<close + 1))
                    kept = close + 1
                }
            }
            index = close + 1
        }
        parts.append(.kept(kept..<text.count))
        self.parts = parts
        self.openPlaceholder = openPlaceholder
    }

    /// The variables AWS expands in any string of a document it imports.
    /// API Gateway Developer Guide, "AWS variables for OpenAPI import".
    static let importVariables = ["AWS::AccountId", "AWS::Partition", "AWS::Region"]

    /// Cuts a plain string at the AWS variables; nil when it holds none.
    init?(plain text: [UInt8]) {
        var parts: [Part] = []
        var kept = 0
        var index = 0
        while index + 7 < text.count {
            guard text[index] == 0x24, text[index + 1] == 0x7b, text[index + 2] == 0x41,
                let close = text[index..<min(index + 24, text.count)].firstIndex(of: 0x7d)
            else {
                index += 1
                continue
            }
            let name = String(decoding: text[index + 2..<close], as: UTF8.self)
            if SubTemplate.importVariables.contains(name) {
                parts.append(.kept(kept..<index))
                parts.append(.name(name, index..<close + 1))
                kept = close + 1
            }
            index = close + 1
        }
        if parts.isEmpty { return nil }
        parts.append(.kept(kept..<text.count))
        self.parts = parts
        self.openPlaceholder = nil
    }
}

// CloudFormation's short forms: `!Sub text` stands for `{"Fn::Sub": text}`.
// AWS CloudFormation User Guide, "Intrinsic function reference".

/// Names of intrinsic functions and their YAML tags.
enum ShortTag {
    /// Functions whose full name is `Fn::` and the short one.
    static let functions: Set<String> = [
        "And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "ForEach",
        "GetAtt", "GetAZs", "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select", "Split", "Sub",
        "ToJsonString", "Transform", "ValueOf", "ValueOfAll",
    ]

    /// The member key a tag such as `!Sub` stands for, or nil for other tags.
    static func key(_ tag: String) -> String? {
        guard tag.hasPrefix("!") else { return nil }
        let name = String(tag.dropFirst())
        if name == "Ref" || name == "Condition" { return name }
        return functions.contains(name) ? "Fn::" + name : nil
    }

    /// All tags, for suggestions.
    static var all: [String] { (functions.sorted() + ["Ref", "Condition"]).map { "!" + $0 } }
}

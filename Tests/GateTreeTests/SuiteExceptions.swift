// The cases of the outside suites that come out differently, with the reason. The lists can only shrink: a listed
// case that passes fails the run.

enum JSONSuite {
    /// Duplicate keys are an error here (GW1030); RFC 8259 §4 says names SHOULD be unique.
    static let expectedFailures: Set<String> = [
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
    ]
}

enum YAMLSuite {
    /// Case → why it differs.
    static let expectedFailures: [String: String] = {
        var reasons: [String: String] = [:]
        for (reason, cases) in groups { for name in cases { reasons[name] = reason } }
        return reasons
    }()

    private static let groups: [(String, [String])] = [
        (
            "libyaml refuses directives it does not know, and versions other than 1.1 and 1.2",
            [
                "2LFX", "6LVF", "BEC7", "MUS6/05", "MUS6/06", "W4TN",
            ]
        ),
        (
            "libyaml reads YAML 1.1 grammar: `?` and `:` in flow collections, `---` rules, trailing line ends of blocks",
            [
                "2SXE", "4MUZ/01", "4MUZ/02", "58MP", "5MUD", "5T43", "652Z", "7Z25", "9SA2", "DBG4",
                "DK3J", "FP8R", "HM87/00", "HM87/01", "HWV9", "JEF9/02", "K3WX", "L24T/01", "M7A3", "NJ66",
                "QT73", "UT92", "VJP3/01",
            ]
        ),
        (
            "one document in a file (GW1005)",
            [
                "35KP", "5TYM", "6WLZ", "6XDY", "6ZKB", "9DXL", "9KAX", "9WXW", "JHB9", "KSS4", "L383",
                "PUW8", "RZT7", "U9NS",
            ]
        ),
        (
            "libyaml refuses tabs as separation in places where YAML 1.2 allows them",
            [
                "6BCT", "96NN/00", "96NN/01", "A2M4", "DK95/00", "DK95/03", "DK95/04", "R4YG", "Y79Y/001",
                "Y79Y/010",
            ]
        ),
        (
            "a file must hold a document (GW1004)",
            [
                "8G76", "98YD", "AVM7",
            ]
        ),
        (
            "libyaml takes only letters, digits, `-` and `_` in anchor names",
            [
                "8XYN", "W5VH", "Y2GN",
            ]
        ),
        (
            "libyaml accepts what YAML 1.2 forbids: indentation and separators inside flow collections and quoted text",
            [
                "9C9N", "9JBA", "CVW2", "DK95/01", "G5U8", "MUS6/00", "QB6E", "S98Z", "SU5Z", "X4QW",
                "Y79Y/003", "YJV2",
            ]
        ),
    ]
}

// Tests of the outside suite that fail, each with its reason. A listed test that passes fails the run.

/// Names as `file|group|test`.
enum SuiteExceptions {
    static let draft4: Set<String> = []

    static let draft2020: Set<String> = [
        // A document of another draft is read by the dialect of the one that names it.
        "optional/cross-draft.json|refs to historic drafts are processed as historic drafts|"
            + "first item not a string is valid",
        // PCRE2 before 10.43 has look-behind of fixed width only.
        "optional/format/ecmascript-regex.json|ECMA 262 lookbehind is valid, including variable width|"
            + "a variable-width lookbehind (ES2018)",
        // The rules for right-to-left labels (RFC 5893) need Unicode's bidirectional classes.
        international + "A-label that decodes to a Bidi rule violation is invalid",
        international + "Bidi domain name with a digit-first label is invalid",
        international + "label starting with a digit before a right-to-left letter is invalid",
        international + "left-to-right label containing a right-to-left letter is invalid",
        international + "right-to-left label mixing both digit types is invalid",
        // Labels are decoded from Punycode, never encoded into it.
        international + "a U-label whose A-label form is longer than 63 octets is invalid",
        international + "non-canonical Punycode that does not re-encode to itself is invalid",
    ]

    private static let international =
        "optional/format/idn-hostname.json|validation of internationalized host names|"
}

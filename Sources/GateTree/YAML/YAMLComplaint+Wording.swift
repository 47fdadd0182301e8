// libyaml's sentences in ours: what was found, then what was expected.

/// A complaint put into words.
struct ComplaintWords {
    let message: String
    /// What the context's place is called.
    var label = "in what starts here"
    var help: String?
}

extension YAMLComplaint {
    /// The words for the complaint; libyaml's own when it is one we have not met.
    var words: ComplaintWords {
        if let words = blockWords ?? flowWords ?? scalarWords ?? tagWords { return words }
        return ComplaintWords(message: "YAML syntax: \(problem)" + (context.map { " \($0)" } ?? ""))
    }

    private var blockWords: ComplaintWords? {
        switch problem {
        case "could not find expected ':'":
            return ComplaintWords(
                message: "line without `:` where a key is expected",
                help: "write `key: value`, or indent the line to belong to the value above")
        case YAMLComplaint.runawayQuote:
            return ComplaintWords(
                message: "quoted text goes on over several lines and ends before other text",
                label: "the text ends before this", help: "add the closing quote on the first line")
        case "did not find expected key":
            return ComplaintWords(
                message: "found \(found), expected a key of this object",
                label: "the object starts here",
                help: "give all keys of one object the same indentation")
        case "did not find expected '-' indicator":
            return ComplaintWords(
                message: "found \(found), expected `-` of the next element",
                label: "the array starts here",
                help: "give all elements of one array the same indentation")
        case "mapping values are not allowed in this context":
            return ComplaintWords(
                message: "`:` starts a value where none can start",
                help: "check the indentation, or put text that holds `: ` in quotes")
        case "block sequence entries are not allowed in this context":
            return ComplaintWords(message: "`-` starts an element where none can start", help: "put it on its own line")
        case "mapping keys are not allowed in this context":
            return ComplaintWords(message: "`?` starts a key where none can start", help: "put the text in quotes")
        case "found character that cannot start any token":
            return ComplaintWords(
                message: "\(found) cannot start a value", help: "put text that starts with it in quotes")
        case "did not find expected <document start>":
            return ComplaintWords(
                message: "found \(found) after the end of the document", help: "check the indentation of this line")
        default: return nil
        }
    }

    private var flowWords: ComplaintWords? {
        switch problem {
        case "did not find expected ',' or ']'":
            return ComplaintWords(
                message: "found \(found), expected `,` or `]`", label: "the array starts here")
        case "did not find expected ',' or '}'":
            return ComplaintWords(
                message: "found \(found), expected `,` or `}`", label: "the object starts here")
        case "did not find expected node content":
            return ComplaintWords(
                message: "found \(found), expected a value", label: "for what starts here")
        default: return nil
        }
    }

    private var scalarWords: ComplaintWords? {
        switch problem {
        case "found unexpected end of stream":
            return ComplaintWords(message: "quoted text is never closed", help: "add the closing quote")
        case "found unexpected document indicator":
            return ComplaintWords(
                message: "`---` or `...` inside quoted text", label: "the text starts here",
                help: "add the closing quote before it, or indent the line")
        case "found unknown escape character":
            return ComplaintWords(
                message: "\(found) is no escape of YAML", label: "in the text that starts here",
                help: "double the backslash, or use single quotes")
        case "did not find expected hexdecimal number":
            return ComplaintWords(
                message: "escape with too few hexadecimal digits", label: "in the text that starts here")
        case "found invalid Unicode character escape code":
            return ComplaintWords(
                message: "escape of a code point that is no character", label: "in the text that starts here")
        case "found an indentation indicator equal to 0":
            return ComplaintWords(
                message: "indentation of 0 columns, expected 1 to 9", label: "the block text starts here")
        case "did not find expected comment or line break":
            return ComplaintWords(
                message: "found text after the block indicator, expected the end of the line",
                label: "the block text starts here", help: "start the text on the next line")
        case "found unexpected ':'":
            return ComplaintWords(message: "`:` inside plain text", help: "put the text in quotes")
        default: return nil
        }
    }

    private var tagWords: ComplaintWords? {
        if problem == "found undefined tag handle" {
            return ComplaintWords(message: "the tag's handle is not declared", help: "declare it with `%TAG`")
        }
        switch context {
        case "while scanning a tag", "while parsing a tag":
            return ComplaintWords(message: "the tag is not well-formed: \(problem)", help: "write `!Name` or `!<uri>`")
        case "while scanning an anchor":
            return ComplaintWords(
                message: "`&` without a name of letters, digits, `-` or `_`", label: "the anchor starts here",
                help: "put text that starts with `&` in quotes")
        case "while scanning an alias":
            return ComplaintWords(
                message: "`*` without a name of letters, digits, `-` or `_`", label: "the alias starts here",
                help: "put text that starts with `*` in quotes")
        case "while scanning a directive", "while scanning a %YAML directive", "while scanning a %TAG directive",
            "while parsing a %TAG directive":
            return ComplaintWords(message: "the `%` directive is not well-formed: \(problem)")
        default: break
        }
        if problem == "found incompatible YAML document" {
            return ComplaintWords(message: "the file asks for another YAML version, expected 1.1 or 1.2")
        }
        if problem == "found duplicate %YAML directive" || problem == "found duplicate %TAG directive" {
            return ComplaintWords(message: "the `%` directive occurs twice")
        }
        return nil
    }
}

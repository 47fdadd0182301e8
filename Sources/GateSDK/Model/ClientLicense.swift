// Under which licence an API is offered.

/// `info.license` of a document.
package struct ClientLicense: Equatable, Sendable {
    package var name: String
    package var url: String?
    /// As SPDX has it: `Apache-2.0`. Of the document, or told by the name; nil where neither tells.
    package var identifier: String?

    package init(name: String, url: String?, identifier: String?) {
        self.name = name
        self.url = url
        let given = identifier.flatMap { ClientLicense.isExpression($0) ? $0 : nil }
        self.identifier = given ?? ClientLicense.identifiers[Words(name).words.joined()]
    }

    /// Identifiers, parentheses, and the words between: what manifests can hold without a doubt.
    private static func isExpression(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100 && text.first != " " && text.last != " "
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "+", "(", ")", " ": true
                default: false
                }
            }
    }

    /// Licences by the names that people give them, without what separates words.
    private static let identifiers: [String: String] = [
        "apache": "Apache-2.0", "apache2": "Apache-2.0", "apache20": "Apache-2.0", "apachelicense20": "Apache-2.0",
        "apachelicense2": "Apache-2.0", "apachelicenseversion20": "Apache-2.0", "apachev2": "Apache-2.0",
        "mit": "MIT", "mitlicense": "MIT", "themitlicense": "MIT", "themitlicensemit": "MIT",
        "bsd": "BSD-3-Clause", "bsd3clause": "BSD-3-Clause", "bsd2clause": "BSD-2-Clause",
        "gpl30": "GPL-3.0-only", "gplv3": "GPL-3.0-only", "agpl30": "AGPL-3.0-only", "agplv3": "AGPL-3.0-only",
        "mpl20": "MPL-2.0", "mozillapubliclicense20": "MPL-2.0", "isc": "ISC", "unlicense": "Unlicense",
        "cc010": "CC0-1.0", "cc0": "CC0-1.0", "ccby40": "CC-BY-4.0", "ccby30": "CC-BY-3.0",
        "creativecommonsattribution40": "CC-BY-4.0", "creativecommonsattribution40international": "CC-BY-4.0",
    ]

    /// The file `LICENSE` of a package.
    func file(of title: String) -> SDKFile {
        let title = SourceText.firstLine(title)
        var lines = [
            "\(title.isEmpty ? "The API" : title) and what its document describes are offered under this licence:", "",
            "    \(SourceText.firstLine(name))",
        ]
        if let url { lines.append("    \(SourceText.firstLine(url))") }
        if let identifier { lines += ["", "SPDX-License-Identifier: \(identifier)"] }
        return SDKFile(path: "LICENSE", text: lines.joined(separator: "\n") + "\n")
    }
}

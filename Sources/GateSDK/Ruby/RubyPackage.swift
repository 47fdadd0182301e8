// The files of a Ruby client: gem, sources, signatures, tests, README.

/// A gem.
struct RubyPackage {
    let api: ClientAPI
    let gemName: String
    /// The file that is required.
    let requireName: String
    let moduleName: String
    let models: RubyModels
    let operations: RubyOperations
    let examples: RubyExamples

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        let title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        gemName = options.package.map(RubyPackage.gem) ?? title.snake
        requireName = Words(gemName).snake
        var scope = NameScope(reserved: RubyModels.reserved.union(["Minitest", "Test"]), digitPrefix: "N")
        moduleName = scope.take(title.pascal, suffix: "API")
        models = RubyModels(api)
        operations = RubyOperations(api, models)
        examples = RubyExamples(api: api, models: models, operations: operations, moduleName: moduleName)
    }

    /// A name as RubyGems takes it: what else stands in a text is `-`.
    private static func gem(_ text: String) -> String {
        String(
            text.unicodeScalars.map { scalar -> Character in
                let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
                let isPlain = isLetter || "0123456789_-".unicodeScalars.contains(scalar)
                return isPlain ? Character(scalar) : "-"
            })
    }

    var banner: String {
        let source = SourceText.firstLine("\(api.title) \(api.version)")
        return "Made by gatewright from \(source): a change here is lost."
    }

    func files() -> [SDKFile] {
        let folder = "lib/\(requireName)"
        return [
            SDKFile(path: "\(requireName).gemspec", text: manifest),
            SDKFile(path: "README.md", text: readme),
            SDKFile(
                path: "\(folder).rb", text: entry(requiring: ["client", "errors", "models", "transport"])),
            SDKFile(path: "\(folder)/models.rb", text: file(requiring: ["values"], models.statements())),
            SDKFile(path: "\(folder)/errors.rb", text: file(requiring: ["transport"], operations.errorClasses())),
            SDKFile(
                path: "\(folder)/client.rb",
                text: file(requiring: ["errors", "models", "transport"], [operations.client()])),
            SDKFile(path: "sig/\(requireName).rbs", text: signatures),
            SDKFile(path: "test/operations_test.rb", text: operationTests),
            SDKFile(path: "test/transport_test.rb", text: fixed(RubyPackage.transportTests)),
        ] + RubyRuntime.files.map { SDKFile(path: "\(folder)/\($0.0).rb", text: fixed($0.1)) }
            + (operations.rules.isEmpty ? [] : checks(folder)) + (operations.xml.isNeeded ? xml(folder) : [])
    }

    /// What reads and writes XML.
    private func xml(_ folder: String) -> [SDKFile] {
        [
            SDKFile(
                path: "\(folder)/xml_forms.rb",
                text: file(requiring: [], operations.xml.statements(operations.names))),
            SDKFile(path: "\(folder)/xml.rb", text: fixed(RubyRuntime.xml)),
            SDKFile(path: "test/xml_test.rb", text: fixed(RubyPackage.xmlTests)),
        ]
    }

    /// What looks at requests.
    private func checks(_ folder: String) -> [SDKFile] {
        [
            SDKFile(
                path: "\(folder)/rules.rb",
                text: file(requiring: [], operations.rules.statements(operations.names))),
            SDKFile(path: "\(folder)/checks.rb", text: fixed(RubyRuntime.checks)),
            SDKFile(path: "test/checks_test.rb", text: fixed(RubyPackage.checkTests)),
        ]
    }

    // MARK: Files

    /// The file that callers require.
    func entry(requiring files: [String]) -> String {
        RubyPrinter.print(files.map { .require("\(requireName)/\($0)") }, banner: banner)
    }

    /// A file of the client's module.
    func file(requiring files: [String], _ statements: [RubyStatement]) -> String {
        let required = files.map { RubyStatement.require("\(requireName)/\($0)") }
        let made = RubyStatement.module(name: moduleName, comment: nil, statements)
        return RubyPrinter.print(required + [made], banner: banner)
    }

    private var signatures: String {
        let own = models.signatures() + operations.errorSignatures() + [operations.clientSignature()]
        return signatures(own, RubyRuntime.signatures)
    }

    /// Signatures of an API and of the runtime.
    func signatures(_ own: [RubySignature], _ runtime: String) -> String {
        RubySignaturePrinter.print([.module(name: moduleName, own)], banner: banner) + "\n" + named(runtime)
    }

    /// A file that is the same for every API.
    func fixed(_ text: String) -> String {
        RubyPrinter.print([], banner: banner) + named(text)
    }

    /// A text of the runtime with the client's own names, without what the API does not need: lines between `#if` and
    /// `#else` or `#end`.
    private func named(_ text: String) -> String {
        var text = selected(text)
        for (mark, name) in [("MODULE", moduleName), ("LIBRARY", requireName)] {
            text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: name)
        }
        return text
    }

    private func selected(_ text: String) -> String {
        let features = [
            "decimals": models.hasDecimals, "rules": !operations.rules.isEmpty, "xml": operations.xml.isNeeded,
        ]
        var isKept = true
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            let word = line.drop { $0 == " " }
            switch word {
            case "#else": isKept.toggle()
            case "#end": isKept = true
            default:
                guard word.hasPrefix("#if ") else { return isKept }
                isKept = features[String(word.dropFirst(4))] == true
            }
            return false
        }
        return lines.joined(separator: "\n")
    }

    // MARK: The package

    var manifest: String {
        let title = SourceText.firstLine(api.title)
        let version = SDKText.semanticVersion(api.version)
        return """
            # frozen_string_literal: true

            Gem::Specification.new do |spec|
              spec.name = \(RubyPrinter.literal(gemName))
              spec.version = \(RubyPrinter.literal(version))
              spec.summary = \(RubyPrinter.literal("A client of \(title)"))
              spec.authors = ["gatewright"]
            \(license)  spec.files = Dir[\(packed.map(RubyPrinter.literal).joined(separator: ", "))]
              spec.required_ruby_version = ">= 3.1"
            \(dependencies)end

            """
    }

    private var license: String {
        api.license?.identifier.map { "  spec.license = \(RubyPrinter.literal($0))\n" } ?? ""
    }

    private var packed: [String] {
        ["lib/**/*.rb", "sig/*.rbs", "README.md"] + (api.license == nil ? [] : ["LICENSE"])
    }

    /// Libraries that newer versions of Ruby have as gems of their own.
    var gems: [String] { (models.hasDecimals ? ["bigdecimal"] : []) + (operations.xml.isNeeded ? ["rexml"] : []) }

    private var dependencies: String {
        gems.map { "  spec.add_dependency \(RubyPrinter.literal($0))\n" }.joined()
    }

    /// What a README says of them.
    var needs: String {
        if gems.isEmpty { return "nothing but Ruby's own libraries" }
        return "Ruby's own libraries, and what comes with it as gems: "
            + gems.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// What a README says of the API's licence.
    var licenseText: String {
        guard let license = api.license else { return "" }
        return "## Licence\n\n\(SDKText.markdown(license.name)), as LICENSE says.\n"
    }
}

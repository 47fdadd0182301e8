// Typed clients: an API to the files of a package in one language. Same API, same bytes. Must not read or write files.

/// A language that clients are written in.
package enum SDKLanguage: String, CaseIterable, Sendable {
    case go, java, kotlin, python, ruby, swift, typescript
}

/// A file of a package.
package struct SDKFile: Sendable, Equatable {
    /// Below the package's folder.
    package let path: String
    package let text: String
}

/// How a package is called.
package struct SDKOptions: Sendable {
    /// The name of the client's type and of what documentation calls it; the API's title unless given.
    package var name: String?
    /// The package's name in the language's registry; made of the name unless given.
    package var package: String?

    package init() {}
}

/// The files of a client, in order of their paths.
package func generateSDK(_ api: ClientAPI, in language: SDKLanguage, _ options: SDKOptions = SDKOptions()) -> [SDKFile]
{
    var files: [SDKFile]
    switch language {
    case .go:
        files = api.channel.map { GoSocketPackage(api, $0, options).files() } ?? GoPackage(api, options).files()
    case .java:
        files = api.channel.map { JavaSocketPackage(api, $0, options).files() } ?? JavaPackage(api, options).files()
    case .kotlin:
        files =
            api.channel.map { KotlinSocketPackage(api, $0, options).files() } ?? KotlinPackage(api, options).files()
    case .python:
        files =
            api.channel.map { PythonSocketPackage(api, $0, options).files() } ?? PythonPackage(api, options).files()
    case .ruby:
        files = api.channel.map { RubySocketPackage(api, $0, options).files() } ?? RubyPackage(api, options).files()
    case .swift:
        files =
            api.channel.map { SwiftSocketPackage(api, $0, options).files() } ?? SwiftPackage(api, options).files()
    case .typescript:
        files =
            api.channel.map { TypeScriptSocketPackage(api, $0, options).files() }
            ?? TypeScriptPackage(api, options).files()
    }
    if let license = api.license { files.append(license.file(of: api.title)) }
    return files.sorted { $0.path < $1.path }
}

/// What a package and its client are called.
struct PackageNames {
    /// Of the API, or as it is asked for.
    let title: Words
    /// In the language's registry.
    let package: String
    /// The client's type.
    let client: String

    /// - Parameter digitPrefix: What goes before a digit at the start of a type's name.
    init(_ api: ClientAPI, _ options: SDKOptions, digitPrefix: String) {
        title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        package = options.package ?? title.kebab
        var names = NameScope(digitPrefix: digitPrefix)
        client = names.take(title.pascal + "Client")
    }
}

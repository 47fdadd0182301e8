// What packages of REST and of WebSocket APIs' clients have in common: names, the places of files, the manifest.

/// A project of Maven's.
struct JavaProject {
    let api: ClientAPI
    let title: Words
    let groupName: String
    let artifactName: String
    /// The package of the client's classes.
    let packageName: String

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        (groupName, artifactName, packageName) = SDKText.mavenNames(options.package, title: title)
    }

    var banner: String { "Made by gatewright from \(api.title) \(api.version): a change here is lost." }

    /// The name of a class of the client's: the title, and what the class is.
    func className(_ suffix: String) -> String {
        let pascal = JavaModels.shortened(title.pascal)
        let first = pascal.utf8.first ?? 0x5f
        return (first >= 0x30 && first <= 0x39 ? "_" : "") + pascal + suffix
    }

    // MARK: Files

    /// A class of the sources or the tests.
    func path(_ set: String, _ name: String) -> String {
        "src/\(set)/java/" + packageName.split(separator: ".").joined(separator: "/") + "/\(name).java"
    }

    /// A class of the client's.
    func file(_ made: JavaDeclaration, of models: JavaModels) -> SDKFile {
        var uses = JavaUses()
        uses.add(made)
        let isModel = models.declaredNames.contains(made.name)
        return SDKFile(
            path: path("main", isModel ? "models/\(made.name)" : made.name),
            text: JavaPrinter.print(
                made, package: packageName + (isModel ? ".models" : ""),
                imports: imports(uses, of: models, inModels: isModel), banner: banner))
    }

    /// Classes that are the same for every API.
    /// - Parameters:
    ///   - set: Sources or tests.
    ///   - features: What the API needs of them.
    func runtime(_ classes: [(String, String)], in set: String = "main", features: Set<String> = []) -> [SDKFile] {
        classes.map { name, text in
            SDKFile(
                path: path(set, "runtime/\(name)"),
                text: JavaRuntime.text(text, package: packageName, features: features))
        }
    }

    /// What a file imports, of names that it uses.
    func imports(_ uses: JavaUses, of models: JavaModels, inModels: Bool = false) -> [String] {
        var imports: [String] = []
        for (module, names) in JavaProject.modules {
            imports += names.filter(uses.names.contains).map { "\(module).\($0)" }
        }
        imports += JavaProject.runtimeNames.filter(uses.names.contains).map { "\(packageName).runtime.\($0)" }
        if !inModels {
            imports += uses.names.filter(models.declaredNames.contains).map { "\(packageName).models.\($0)" }
        }
        return imports.sorted()
    }

    /// Where names come from that files may use.
    private static let modules: [(String, [String])] = [
        ("java.io", ["InputStream"]), ("java.math", ["BigDecimal"]), ("java.net.http", ["HttpResponse"]),
        ("java.net.http.HttpRequest", ["BodyPublisher", "BodyPublishers"]),
        ("java.time", ["LocalDate", "OffsetDateTime"]), ("java.util", ["List", "Map", "UUID"]),
        ("java.util.function", ["Supplier"]),
    ]
    private static let runtimeNames = [
        "Answer", "ApiException", "AwsCredentials", "BasicCredentials", "Call", "Client", "ClientOptions", "Events",
        "Field", "Member", "Nullable", "Refusal", "Request", "Rest", "Shape", "SocketClient", "SocketOptions", "Union",
        "ValueRule", "Wrapper", "XmlForm",
    ]

    // MARK: The manifest

    /// The end of READMEs.
    var licenseNote: String {
        guard let license = api.license else { return "" }
        return "\n## Licence\n\nThe API is offered under \(SDKText.markdown(license.name)): see `LICENSE`.\n"
    }

    private var license: String {
        guard let license = api.license else { return "" }
        let url = license.url.map { "\n      <url>\(SDKText.xml(SourceText.firstLine($0)))</url>" } ?? ""
        return """

              <licenses>
                <license>
                  <name>\(SDKText.xml(SourceText.firstLine(license.identifier ?? license.name)))</name>\(url)
                </license>
              </licenses>
            """
    }

    var manifest: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>\(groupName)</groupId>
          <artifactId>\(artifactName)</artifactId>
          <version>\(SDKText.semanticVersion(api.version))</version>
          <name>\(SDKText.xml(SourceText.firstLine(api.title)))</name>
          <description>\(SDKText.xml("A client of \(SourceText.firstLine(api.title))"))</description>\(license)

          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
            <version.compiler>3.13.0</version.compiler>
            <version.surefire>3.2.5</version.surefire>
          </properties>

          <dependencies>
            <dependency>
              <groupId>org.junit.jupiter</groupId>
              <artifactId>junit-jupiter</artifactId>
              <version>5.9.2</version>
              <scope>test</scope>
            </dependency>
          </dependencies>

          <build>
            <plugins>
              <plugin>
                <artifactId>maven-compiler-plugin</artifactId>
                <version>${version.compiler}</version>
                <configuration>
                  <compilerArgs>
                    <arg>-Xlint:all</arg>
                  </compilerArgs>
                </configuration>
              </plugin>
              <plugin>
                <artifactId>maven-surefire-plugin</artifactId>
                <version>${version.surefire}</version>
              </plugin>
            </plugins>
          </build>
        </project>

        """
    }
}

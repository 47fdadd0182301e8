// The files of a Java client: manifest, classes, tests, README.

/// A package for Maven's repositories.
struct JavaPackage {
    let api: ClientAPI
    let title: Words
    let groupName: String
    let artifactName: String
    /// The package of the client's classes.
    let packageName: String
    let operations: JavaOperations
    let examples: JavaExamples
    private var models: JavaModels { operations.models }

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        (groupName, artifactName, packageName) = SDKText.mavenNames(options.package, title: title)
        operations = JavaOperations(api, title: title)
        examples = JavaExamples(api: api, operations: operations)
    }

    var banner: String { "Made by gatewright from \(api.title) \(api.version): a change here is lost." }

    func files() -> [SDKFile] {
        let client = operations.client() + [operations.options()] + operations.failures()
        let calls = api.operations.indices.compactMap(operations.call)
        let types = api.types.indices.filter(models.aliases.isDeclared).map(models.declaration)
        return [
            SDKFile(path: "pom.xml", text: manifest), SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(folder("test"))/OperationTest.java", text: operationTests),
            SDKFile(
                path: "\(folder("test"))/runtime/TransportTest.java",
                text: JavaRuntime.text(JavaPackage.transportTests, package: packageName)),
        ] + (client + calls).map { file($0, in: nil) } + types.map { file($0, in: "models") }
            + JavaRuntime.classes.map { name, text in
                SDKFile(
                    path: "\(folder("main"))/runtime/\(name).java",
                    text: JavaRuntime.text(text, package: packageName))
            }
    }

    private func folder(_ set: String) -> String {
        "src/\(set)/java/" + packageName.split(separator: ".").joined(separator: "/")
    }

    private func file(_ made: JavaDeclaration, in package: String?) -> SDKFile {
        var uses = JavaUses()
        uses.add(made)
        let suffix = package.map { "." + $0 } ?? ""
        return SDKFile(
            path: folder("main") + (package.map { "/" + $0 } ?? "") + "/\(made.name).java",
            text: JavaPrinter.print(
                made, package: packageName + suffix, imports: imports(uses, in: package), banner: banner))
    }

    /// What a file imports, of names that it uses.
    func imports(_ uses: JavaUses, in package: String?) -> [String] {
        var imports: [String] = []
        for (module, names) in JavaPackage.modules {
            imports += names.filter(uses.names.contains).map { "\(module).\($0)" }
        }
        imports += JavaPackage.runtimeNames.filter(uses.names.contains).map { "\(packageName).runtime.\($0)" }
        if package != "models" {
            imports += uses.names.filter(models.declaredNames.contains).map { "\(packageName).models.\($0)" }
        }
        return imports.sorted()
    }

    /// Where names come from that files may use.
    private static let modules: [(String, [String])] = [
        ("java.io", ["InputStream"]), ("java.net.http", ["HttpResponse"]),
        ("java.net.http.HttpRequest", ["BodyPublisher", "BodyPublishers"]),
        ("java.time", ["LocalDate", "OffsetDateTime"]), ("java.util", ["List", "Map", "UUID"]),
        ("java.util.function", ["Supplier"]),
    ]
    private static let runtimeNames = [
        "Answer", "ApiException", "AwsCredentials", "BasicCredentials", "Call", "Client", "ClientOptions", "Events",
        "Field", "Member", "Nullable", "Request", "Rest", "Shape", "Union", "Wrapper",
    ]

    // MARK: The package

    private var manifest: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>\(groupName)</groupId>
          <artifactId>\(artifactName)</artifactId>
          <version>\(SDKText.semanticVersion(api.version))</version>
          <name>\(SDKText.xml(SourceText.firstLine(api.title)))</name>
          <description>\(SDKText.xml("A client of \(SourceText.firstLine(api.title))"))</description>

          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
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
                <version>3.13.0</version>
                <configuration>
                  <compilerArgs>
                    <arg>-Xlint:all</arg>
                  </compilerArgs>
                </configuration>
              </plugin>
              <plugin>
                <artifactId>maven-surefire-plugin</artifactId>
                <version>3.2.5</version>
              </plugin>
            </plugins>
          </build>
        </project>

        """
    }
}

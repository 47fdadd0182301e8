// The files of a Kotlin client: manifest, classes, tests, README.

/// A package for Maven's repositories, built by Gradle.
struct KotlinPackage {
    let api: ClientAPI
    let title: Words
    let groupName: String
    let artifactName: String
    /// The package of the client's classes.
    let packageName: String
    let operations: KotlinOperations
    let examples: KotlinExamples
    private var models: KotlinModels { operations.models }

    init(_ api: ClientAPI, _ options: SDKOptions) {
        self.api = api
        title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        (groupName, artifactName, packageName) = SDKText.mavenNames(options.package, title: title)
        operations = KotlinOperations(api, title: title)
        examples = KotlinExamples(api: api, operations: operations)
    }

    var banner: String { "Made by gatewright from \(api.title) \(api.version): a change here is lost." }

    func files() -> [SDKFile] {
        let types = api.types.indices.filter(models.aliases.isDeclared).map(models.declaration)
        let failures = operations.failures()
        return [
            SDKFile(path: "build.gradle.kts", text: manifest),
            SDKFile(
                path: "settings.gradle.kts", text: "rootProject.name = \(KotlinPrinter.literal(artifactName))\n"),
            SDKFile(path: "README.md", text: readme),
            SDKFile(
                path: "src/main/resources/META-INF/proguard/\(artifactName).pro",
                text: "# UrlConnectionTransport stands in for what Android lacks.\n-dontwarn java.net.http.**\n"),
            SDKFile(path: "\(folder("test"))/OperationTest.kt", text: operationTests),
            SDKFile(
                path: "\(folder("test"))/runtime/TransportTest.kt",
                text: JavaRuntime.text(KotlinPackage.transportTests, package: packageName)),
            file("\(operations.clientName)", [operations.client()]),
        ] + (types.isEmpty ? [] : [file("Models", types)]) + (failures.isEmpty ? [] : [file("Failures", failures)])
            + KotlinRuntime.files.map { name, text in
                SDKFile(
                    path: "\(folder("main"))/runtime/\(name).kt", text: JavaRuntime.text(text, package: packageName))
            }
    }

    private func folder(_ set: String) -> String {
        "src/\(set)/kotlin/" + packageName.split(separator: ".").joined(separator: "/")
    }

    private func file(_ name: String, _ classes: [KotlinClass]) -> SDKFile {
        var uses = KotlinUses()
        classes.forEach { uses.add($0) }
        let hasDeprecated = api.operations.contains { $0.isDeprecated && $0.pagination != nil }
        return SDKFile(
            path: "\(folder("main"))/\(name).kt",
            text: KotlinPrinter.print(
                classes, package: packageName, imports: imports(uses), banner: banner,
                suppresses: hasDeprecated && name == operations.clientName ? "DEPRECATION" : nil))
    }

    /// What a file imports, of names that it uses.
    func imports(_ uses: KotlinUses) -> [String] {
        var imports: [String] = []
        for (module, names) in KotlinPackage.modules {
            imports += names.filter(uses.names.contains).map { "\(module).\($0)" }
        }
        return (imports + KotlinPackage.runtimeNames.filter(uses.names.contains).map { "\(packageName).runtime.\($0)" })
            .sorted()
    }

    /// Where names come from that files may use.
    private static let modules: [(String, [String])] = [
        ("java.io", ["InputStream"]), ("java.time", ["LocalDate", "OffsetDateTime"]), ("java.util", ["UUID"]),
    ]
    private static let runtimeNames = [
        "Alternatives", "Answer", "ApiException", "AwsCredentials", "BasicCredentials", "CallOptions", "Client",
        "ClientOptions", "Content", "Events", "Field", "HttpResponse", "Members", "Model", "Multipart", "Pages", "Read",
        "Reader", "Request", "Scheme", "members", "plain", "rest", "segment", "segments", "tagged",
    ]

    // MARK: The package

    private var manifest: String {
        """
        plugins {
            kotlin("jvm") version "2.2.0"
            `java-library`
            `maven-publish`
        }

        group = \(KotlinPrinter.literal(groupName))
        version = \(KotlinPrinter.literal(SDKText.semanticVersion(api.version)))
        description = \(KotlinPrinter.literal("A client of \(SourceText.firstLine(api.title))"))

        repositories {
            mavenCentral()
        }

        dependencies {
            testImplementation("org.junit.jupiter:junit-jupiter:5.9.2")
            testRuntimeOnly("org.junit.platform:junit-platform-launcher:1.9.2")
        }

        java {
            sourceCompatibility = JavaVersion.VERSION_1_8
            targetCompatibility = JavaVersion.VERSION_1_8
        }

        kotlin {
            compilerOptions {
                jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8)
            }
        }

        tasks.test {
            useJUnitPlatform()
        }

        publishing {
            publications {
                create<MavenPublication>("maven") { from(components["java"]) }
            }
        }

        """
    }
}

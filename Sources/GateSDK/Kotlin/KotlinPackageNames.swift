// What a Kotlin package is called, where its files lie, and what they import: the same for clients of requests and of
// connections.

/// Names and places of one package.
struct KotlinPackageNames {
    let title: Words
    let group: String
    let artifact: String
    /// The package of the client's classes.
    let package: String
    /// The client's class.
    let client: String
    let banner: String

    init(_ api: ClientAPI, _ options: SDKOptions) {
        title = Words(options.name ?? api.title).prefix(SDKText.titleWordsMax)
        (group, artifact, package) = SDKText.mavenNames(options.package, title: title)
        let pascal = JavaModels.shortened(title.pascal)
        let first = pascal.utf8.first ?? 0x5f
        client = (first >= 0x30 && first <= 0x39 ? "_" : "") + pascal + "Client"
        banner = "Made by gatewright from \(api.title) \(api.version): a change here is lost."
    }

    /// The folder of the package's sources in a source set: `main` or `test`.
    func folder(_ set: String) -> String {
        "src/\(set)/kotlin/" + package.split(separator: ".").joined(separator: "/")
    }

    /// A file of classes.
    func file(
        _ name: String, _ classes: [KotlinClass], runtime: [String], suppresses: String? = nil
    ) -> SDKFile {
        var uses = KotlinUses()
        classes.forEach { uses.add($0) }
        return SDKFile(
            path: "\(folder("main"))/\(name).kt",
            text: KotlinPrinter.print(
                classes, package: package, imports: imports(uses, runtime: runtime), banner: banner,
                suppresses: suppresses))
    }

    /// Files of the runtime, and of its tests.
    func runtime(_ files: [(String, String)], set: String = "main") -> [SDKFile] {
        files.map { name, text in
            SDKFile(path: "\(folder(set))/runtime/\(name).kt", text: JavaRuntime.text(text, package: package))
        }
    }

    /// What a file imports, of names that it uses and names that the runtime has.
    func imports(_ uses: KotlinUses, runtime: [String]) -> [String] {
        var imports: [String] = []
        for (module, names) in KotlinPackageNames.modules {
            imports += names.filter(uses.names.contains).map { "\(module).\($0)" }
        }
        return (imports + runtime.filter(uses.names.contains).map { "\(package).runtime.\($0)" }).sorted()
    }

    /// Where names come from that files may use.
    private static let modules: [(String, [String])] = [
        ("java.io", ["InputStream"]), ("java.math", ["BigDecimal"]), ("java.time", ["LocalDate", "OffsetDateTime"]),
        ("java.util", ["UUID"]),
    ]

    /// Names of the runtime that types use.
    static let modelNames = [
        "Alternatives", "Field", "Members", "Model", "Read", "Reader", "members", "plain", "rest", "tagged", "texts",
    ]

    // MARK: The package's own files

    func files(_ api: ClientAPI) -> [SDKFile] {
        [
            SDKFile(path: "build.gradle.kts", text: manifest(api)),
            SDKFile(path: "settings.gradle.kts", text: "rootProject.name = \(KotlinPrinter.literal(artifact))\n"),
            SDKFile(
                path: "src/main/resources/META-INF/proguard/\(artifact).pro",
                text: "# Other classes stand in for what Android lacks.\n-dontwarn java.net.http.**\n"),
        ]
    }

    /// What the publication says of the API's licence.
    private func license(_ api: ClientAPI) -> String {
        guard let license = api.license else { return "" }
        let name = KotlinPrinter.literal(SourceText.firstLine(license.identifier ?? license.name))
        let url = license.url.map {
            "\n                        url.set(\(KotlinPrinter.literal(SourceText.firstLine($0))))"
        }
        return """

                        pom {
                            licenses {
                                license {
                                    name.set(\(name))\(url ?? "")
                                }
                            }
                        }
            """
    }

    /// The end of a README: under which licence the API is offered.
    func licenseNote(_ api: ClientAPI) -> String {
        guard let license = api.license else { return "" }
        return "\n## Licence\n\n\(SDKText.markdown(license.identifier ?? license.name)): see LICENSE.\n"
    }

    private func manifest(_ api: ClientAPI) -> String {
        """
        plugins {
            kotlin("jvm") version "2.2.0"
            `java-library`
            `maven-publish`
        }

        group = \(KotlinPrinter.literal(group))
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
                create<MavenPublication>("maven") {
                    from(components["java"])\(license(api))
                }
            }
        }

        """
    }
}

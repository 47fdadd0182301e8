// swift-tools-version: 6.2
// The one list of modules. Floors and allowed edges are explained in README.md and checked by Tests/TidyTests.
import PackageDescription

/// Every Swift target compiles with the same settings; none uses unsafe flags.
/// `GATEWRIGHT_STRICT=1` makes warnings errors (`make check`, the build server).
let isStrict = Context.environment["GATEWRIGHT_STRICT"] == "1"
let settings: [SwiftSetting] = [.swiftLanguageMode(.v6)] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

/// A module of the product.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings)
}

/// A module that the linker's users start.
func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings)
}

/// A test target; `Tests/Corpus` and `Tests/FuzzCases` are data that tests find by path.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

/// A library of the operating system.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "gatewright",
    products: [.executable(name: "gatewright", targets: ["gatewright"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Floor 0
        system("CYaml", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        system("CXml2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        system("CPcre2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        .target(name: "CGateSystem", path: "Sources/CGateSystem"),
        .target(name: "CGateVector", path: "Sources/CGateVector"),
        module("GateBytes", ["CGateVector"]),
        module("GateSource"),
        // Floor 1
        module("GateJSON", ["GateBytes", "CGateVector"]),
        module("GateTree", ["GateSource", "GateBytes", "CYaml"]),
        module("GateWire", ["GateBytes", "CGateVector"]),
        module("GatePlan", ["GateBytes"]),
        module("GateXML", ["GatePlan", "GateJSON", "GateBytes", "CXml2"]),
        module("GateLoop", ["GateBytes", "CGateSystem"]),
        module("GateUsage", ["GateBytes", "COpenSSL"]),
        module("GateCache", ["GateBytes"]),
        // Floor 2
        module("GateTemplate", ["GateSource", "GateBytes"]),
        module("GateJSONPath", ["GateSource", "GateBytes"]),
        module("GateSchema", ["GateTree", "GateSource", "GateBytes"]),
        module("GateOpenAPI", ["GateTree", "GateSource", "GateBytes"]),
        module(
            "GateConfig",
            ["GateAccess", "GateTree", "GateUsage", "GateCache", "GateTLS", "GateSource", "GateBytes"]),
        module(
            "GateRuntime",
            [
                "GateAccess", "GatePlan", "GateWire", "GateJSON", "GateXML", "GateUsage", "GateCache", "GateBytes",
                "CPcre2", "CZlib",
            ]),
        module("GateHTTP", ["GateWire", "GateLoop", "GateBytes"]),
        module("GateTLS", ["GateBytes", "COpenSSL"]),
        module("GateSign", ["GateWire", "GateJSON", "GateBytes", "COpenSSL"]),
        module("GateAccess", ["GateSign", "GateJSON", "GateBytes", "COpenSSL"]),
        // Floor 3
        module("GateDefinition", ["GateTree", "GateSource", "GateBytes"]),
        // Floor 4
        module(
            "GateTranslate",
            ["GateOpenAPI", "GateDefinition", "GateSchema", "GateTree", "GateSource", "GateBytes"]),
        module(
            "GateCompiler",
            [
                "GateDefinition", "GateTemplate", "GateJSONPath", "GateSchema", "GatePlan", "GateAccess", "GateTree",
                "GateSource", "GateBytes", "CPcre2",
            ]),
        module("GateSDK", ["GateOpenAPI", "GateTree", "GateSource", "GateBytes"]),
        // Floor 5
        module(
            "GateServer",
            [
                "GateRuntime", "GateUsage", "GatePlan", "GateWire", "GateLoop", "GateTLS", "GateSign", "GateCache",
                "GateBytes", "CGateSystem",
            ]),
        module("GateFunctions", ["GateHTTP", "GateWire", "GateJSON", "GateLoop", "GateBytes", "CGateSystem"]),
        module("GateStore", ["GateJSON", "GateBytes", grdb]),
        // Floor 6
        module(
            "GateControl",
            [
                "GateStore", "GateTranslate", "GateSDK", "GateCompiler", "GateOpenAPI", "GateDefinition", "GateSchema",
                "GatePlan", "GateAccess", "GateUsage", "GateTLS", "GateSign", "GateJSON", "GateTree", "GateSource",
                "GateBytes",
            ]),
        // Floor 7
        command(
            "gatewright",
            [
                "GateTranslate", "GateCompiler", "GateServer", "GateFunctions", "GateConfig", "GateRuntime",
                "GateOpenAPI", "GateTemplate", "GateJSONPath", "GateSchema", "GateDefinition", "GatePlan", "GateTree",
                "GateSource", "GateWire", "GateJSON", "GateXML", "GateLoop", "GateTLS", "GateSign", "GateAccess",
                "GateUsage", "GateHTTP", "GateControl", "GateStore", "GateBytes", "GateCache", "GateSDK",
                argumentParser,
            ]),
        command(
            "gatefuzz",
            [
                "GateCompiler", "GateRuntime", "GateAccess", "GateSign", "GateDefinition", "GateSchema", "GateTemplate",
                "GatePlan", "GateWire", "GateTLS", "GateJSON", "GateXML", "GateTree", "GateSource", "GateBytes",
            ]),
        .target(name: "CMallocCount", path: "Sources/CMallocCount"),
        command(
            "gatebench",
            [
                "GateCompiler", "GateDefinition", "GateSchema", "GateTree", "GateSource", "GatePlan", "GateRuntime",
                "GateWire", "GateJSON", "GateUsage", "GateBytes", "GateCache", "CMallocCount",
            ]),
        // Tests
        .target(
            name: "CorpusSupport",
            dependencies: [
                "GateControl", "GateCompiler", "GateTranslate", "GateOpenAPI", "GateDefinition", "GateSchema",
                "GateTree", "GateSource", "GateBytes",
            ],
            path: "Tests/CorpusSupport", swiftSettings: settings),
        .target(
            name: "AccessSupport", dependencies: ["GateAccess", "GateBytes", "COpenSSL"],
            path: "Tests/AccessSupport", swiftSettings: settings),
        .target(
            name: "SuiteSupport", dependencies: ["GateBytes"], path: "Tests/SuiteSupport", swiftSettings: settings),
        tests("GateBytesTests", ["GateBytes"]),
        tests("GateSourceTests", ["GateSource"]),
        tests("GateJSONTests", ["SuiteSupport", "GateJSON", "GateBytes"]),
        tests(
            "GateXMLTests",
            [
                "GateXML", "GateCompiler", "GateSchema", "GatePlan", "GateJSON", "GateTree", "GateSource", "GateBytes",
            ]),
        tests("GateTreeTests", ["SuiteSupport", "GateTree", "GateSource"]),
        tests("GateWireTests", ["SuiteSupport", "GateWire", "GateBytes"]),
        tests("GatePlanTests", ["GatePlan", "GateBytes"]),
        tests("GateLoopTests", ["GateLoop", "GateBytes"]),
        tests("GateUsageTests", ["GateUsage", "GateBytes"]),
        tests("GateCacheTests", ["GateCache", "GateBytes"]),
        tests("GateSignTests", ["GateSign", "GateBytes"]),
        tests("GateAccessTests", ["AccessSupport", "GateAccess", "GateSign", "GateBytes", "COpenSSL"]),
        tests("GateSDKTests", ["GateSDK", "GateOpenAPI", "GateTree", "GateSource"]),
        tests("GateTLSTests", ["GateTLS", "GateBytes", "COpenSSL"]),
        tests(
            "GateTemplateTests",
            [
                "SuiteSupport", "GateTemplate", "GateCompiler", "GateRuntime", "GatePlan", "GateJSON", "GateSource",
                "GateBytes",
            ]),
        tests(
            "GateJSONPathTests",
            [
                "SuiteSupport", "GateJSONPath", "GateCompiler", "GateRuntime", "GatePlan", "GateJSON", "GateSource",
                "GateBytes",
            ]),
        tests(
            "GateSchemaTests",
            [
                "SuiteSupport", "GateSchema", "GateCompiler", "GateRuntime", "GatePlan", "GateJSON", "GateTree",
                "GateSource", "GateBytes",
            ]),
        tests(
            "GateOpenAPITests",
            [
                "CorpusSupport", "GateOpenAPI", "GateTranslate", "GateDefinition", "GateSchema", "GateTree",
                "GateSource",
                "GateBytes",
            ]),
        tests(
            "GateCompilerTests",
            [
                "CorpusSupport", "GateCompiler", "GateTranslate", "GateDefinition", "GateTemplate", "GateSchema",
                "GatePlan", "GateTree", "GateSource", "GateBytes",
            ]),
        tests(
            "GateRuntimeTests",
            [
                "AccessSupport", "CorpusSupport", "GateAccess", "GateSign", "GateRuntime", "GateCompiler",
                "GateTranslate", "GateDefinition", "GatePlan", "GateUsage", "GateWire", "GateTree", "GateSource",
                "GateBytes", "GateCache", "GateConfig",
            ]),
        tests(
            "GateServerTests",
            [
                "AccessSupport", "GateServer", "GateTLS", "GateSign", "GateAccess", "GateRuntime", "GatePlan",
                "GateWire", "GateCache",
                "GateCompiler", "GateDefinition", "GateTree", "GateSource", "GateBytes",
            ]),
        tests("GateConfigTests", ["GateConfig", "GateTree", "GateUsage", "GateCache", "GateTLS", "GateSource"]),
        tests("GateFunctionsTests", ["GateFunctions", "GateWire", "GateLoop", "GateBytes"]),
        tests(
            "GateControlTests",
            [
                "CorpusSupport", "GateControl", "GateStore", "GateTranslate", "GateCompiler", "GateDefinition",
                "GatePlan", "GateUsage", "GateJSON", "GateTree", "GateSource", "GateBytes",
            ]),
        .executableTarget(
            name: "StoreWriter", dependencies: ["GateStore", "GateJSON"], path: "Tests/StoreWriter",
            swiftSettings: settings),
        tests("GateStoreTests", ["StoreWriter", "GateStore", "GateJSON", "GateBytes", grdb]),
        tests("FuzzCaseTests", ["gatefuzz"]),
        tests("CommandTests", ["SuiteSupport", "GateStore", "GateJSON"]),
        tests(
            "ServeTests",
            [
                "gatewright", "CorpusSupport", "GateControl", "GateStore", "GateConfig", "GateRuntime", "GatePlan",
                "GateUsage", "GateJSON", "GateBytes",
            ]),
        tests(
            "InvokeCorpusTests",
            [
                "gatewright", "CorpusSupport", "GateRuntime", "GateCompiler", "GateTranslate", "GateDefinition",
                "GatePlan", "GateWire", "GateTree", "GateSource", "GateBytes",
            ]),
        tests("TidyTests", []),
    ]
)

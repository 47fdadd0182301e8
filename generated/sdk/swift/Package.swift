// swift-tools-version: 6.1
// Made by gatewright from Pet store 1.0: a change here is lost.

import PackageDescription

let package = Package(
    name: "pet-store",
    platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .visionOS(.v1)],
    products: [Product.library(name: "PetStore", targets: ["PetStore"])],
    traits: [.trait(name: "AsyncHTTPClient", description: "A transport by AsyncHTTPClient.")],
    dependencies: [
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.24.0")
    ],
    targets: [
        .target(
            name: "PetStore",
            dependencies: [
                .product(
                    name: "AsyncHTTPClient",
                    package: "async-http-client",
                    condition: .when(traits: ["AsyncHTTPClient"])
                )
            ]
        ),
        .testTarget(name: "PetStoreTests", dependencies: ["PetStore"]),
    ],
    swiftLanguageModes: [.v6]
)

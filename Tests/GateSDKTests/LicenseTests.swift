// Licences: the file that packages carry, and what manifests can say.

import GateSDK
import Testing

@Suite struct LicenseTests {
    private func license(_ text: String) throws -> ClientLicense? {
        try client("openapi: 3.1.0\ninfo: {title: T, version: '1', license: \(text)}\npaths: {}\n").license
    }

    @Test func identifierOfTheName() throws {
        #expect(try license("{name: Apache 2.0}")?.identifier == "Apache-2.0")
        #expect(try license("{name: The MIT License}")?.identifier == "MIT")
        #expect(try license("{name: Ours}")?.identifier == nil)
        #expect(try license("{name: Ours, identifier: 'EUPL-1.2 OR MIT'}")?.identifier == "EUPL-1.2 OR MIT")
        #expect(try license("{name: Ours, identifier: 'x\"}'}")?.identifier == nil)
        #expect(try license("{url: 'https://a.example'}") == nil)
    }

    @Test(arguments: SDKLanguage.allCases)
    func everyPackageHasIt(_ language: SDKLanguage) throws {
        let api = try client(
            """
            openapi: 3.0.1
            info: {title: T, version: '1', license: {name: MIT, url: 'https://mit.example'}}
            paths: {}
            """)
        let file = generateSDK(api, in: language).first { $0.path == "LICENSE" }
        #expect(
            file?.text == """
                T and what its document describes are offered under this licence:

                    MIT
                    https://mit.example

                SPDX-License-Identifier: MIT

                """)
        let silent = try client("openapi: 3.0.1\ninfo: {title: T, version: '1'}\npaths: {}\n")
        #expect(!generateSDK(silent, in: language).contains { $0.path == "LICENSE" })
    }
}

// What is wrong with specifications of HTTP APIs, marked in their texts.

extension FindingTests {
    static let httpAPIs: [(Int, String)] = [
        (2260, route("⟦x-amazon-apigateway-integration⟧: {type: mock}")),
        (2262, proxy("payloadFormatVersion: ⟦'3.0'⟧")),
        (2263, proxy("requestParameters: {⟦'append:path'⟧: x}")),
        (2263, proxy("responseParameters: {'200': {⟦'append:querystring.x'⟧: x}}")),
        (2264, proxy("requestParameters: {'append:header.x': ⟦$request.cookie.x⟧}")),
        (2265, proxy("requestParameters: {⟦'remove:header.X-Forwarded-For'⟧: ''}")),
        (2266, root("⟦x-amazon-apigateway-cors⟧: {allowOrigins: ['*'], allowCredentials: true}")),
        (2267, root("x-amazon-apigateway-cors: {allowOrigins: [⟦'https://a.example/b'⟧]}")),
    ]

    private static func root(_ members: String) -> String {
        "openapi: 3.0.1\ninfo: {title: t, version: '1'}\nx-amazon-apigateway-importexport-version: '1.0'\n"
            + "paths: {}\n\(members)\n"
    }

    private static func route(_ members: String) -> String {
        root("").replacing("paths: {}", with: "paths: {/a: {get: {\(members)}}}")
    }

    private static func proxy(_ members: String) -> String {
        route("x-amazon-apigateway-integration: {type: http_proxy, uri: 'http://a.example', \(members)}")
    }
}

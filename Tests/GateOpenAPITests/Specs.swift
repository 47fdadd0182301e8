// Small specifications that tests put their one interesting part into.

/// A document whose `/pets` has one method with the given lines (indented by 6) after its responses.
func spec(_ operation: String, root: String = "") -> String {
    """
    openapi: 3.0.1
    info: {title: t, version: '1'}
    paths:
      /pets:
        get:
          responses: {'200': {description: ok}}
    \(indented(operation, by: 6))
    \(root)
    """
}

/// A document with one integration of these lines.
func integration(_ lines: String) -> String { spec("x-amazon-apigateway-integration:\n" + indented(lines, by: 2)) }

/// A document with a MOCK integration and these lines at its root.
func root(_ lines: String) -> String {
    spec("x-amazon-apigateway-integration: {type: mock}", root: lines)
}

func indented(_ text: String, by count: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
}

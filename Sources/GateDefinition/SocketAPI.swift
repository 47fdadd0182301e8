// What a WebSocket API has beside what all APIs have: routes that are chosen by an expression on the message, and
// integrations that routes share. AWS: API Gateway V2 API reference; a route's method is what REST has too.

import GateBytes
import GateSource

/// The routes and integrations of a WebSocket API.
package struct SocketAPI {
    /// `$request.body.action`.
    package var routeSelectionExpression: LocatedText
    /// Whether models are not looked at.
    package var disablesSchemaValidation = false
    /// Whether binary messages are taken; AWS closes the connection.
    package var allowsBinary = false
    /// In document order.
    package var routes: [SocketRoute] = []
    package var integrations: [SocketIntegration] = []
    package var limits: [RouteLimit] = []

    package init(routeSelectionExpression: LocatedText) {
        self.routeSelectionExpression = routeSelectionExpression
    }
}

/// A route: `$connect`, `$disconnect`, `$default`, or a key of the API's own.
package struct SocketRoute {
    package var key: Located<String>
    /// What is asked of a caller and of a message. Its integration is `target`'s; models stand under selection keys.
    package var method: Method
    /// Name of the integration.
    package var target: Located<String>?
    /// Chooses the model that a message must satisfy; nil validates none.
    package var modelSelectionExpression: LocatedText?
    /// `$default`; nil answers nothing.
    package var responseSelectionExpression: LocatedText?
    /// Whether there is a route response `$default`.
    package var hasResponse = false

    package init(key: Located<String>, method: Method) {
        self.key = key
        self.method = method
    }

    /// Whether the route's integration answers the client.
    package var isTwoWay: Bool { responseSelectionExpression != nil && hasResponse }
}

/// An integration with the name by which routes refer to it.
package struct SocketIntegration {
    package var name: Located<String>
    package var integration: Integration

    package init(name: Located<String>, integration: Integration) {
        self.name = name
        self.integration = integration
    }
}

/// A stage's limit of a route, or of every route.
package struct RouteLimit: Sendable {
    /// nil is every route without a limit of its own.
    package var routeKey: Located<String>?
    /// Messages a second, in the long run.
    package var rate: Double
    /// Messages at once.
    package var burst: Int

    package init(routeKey: Located<String>?, rate: Double, burst: Int) {
        self.routeKey = routeKey
        self.rate = rate
        self.burst = burst
    }
}

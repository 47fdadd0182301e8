// A WebSocket API as its callers see it: one connection, messages both ways.

import GateSource

/// The connection of a WebSocket API.
package struct ClientChannel: Sendable {
    /// The members that lead to what tells a message's route, or what came: `action` of `$request.body.action`.
    package var selector: [String]
    /// What the handshake asks for, in the query or in headers; texts.
    package var parameters: [ClientParameter] = []
    /// Schemes (numbers) that the handshake shows.
    package var security: [Int] = []
    /// What can be sent.
    package var routes: [ClientRoute] = []
    /// What comes, by the selector's value.
    package var events: [ClientEvent] = []
}

/// A kind of message that clients send.
package struct ClientRoute: Sendable {
    /// The route key.
    package var key: String
    /// The operation's name or the key: unique as names of operations are.
    package var name: String
    /// What the message holds; nil where the document does not tell.
    package var message: Shape?
    /// Whether the gateway sends an answer back over the connection.
    package var isAnswered: Bool
}

/// A kind of message that the API sends.
package struct ClientEvent: Sendable {
    /// The selector's value.
    package var name: String
    package var shape: Shape
}

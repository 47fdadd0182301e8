// An exchange is used for request after request of its connection.

import GateRuntime
import Testing

@Suite struct ExchangeTests {
    /// A backend that never answers must not show the status of the backend before it in `$context`.
    @Test func forgetsTheLastBackendsStatus() {
        let exchange = Exchange()
        exchange.upstreamHead.status = 404
        exchange.reset()
        #expect(exchange.upstreamHead.status == 0)
    }
}

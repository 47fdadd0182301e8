// MOCK integrations: the request template's output names a status, the integration response of that status makes
// the answer. The output is read leniently, as AWS does (recorded): `{statusCode: 200}`, `{'statusCode': 200}`,
// surplus commas and foreign keys pass; a quoted number, a missing quote or no statusCode at all is a 500.

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Answers a request whose integration is MOCK.
    func answerMock(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) {
        let plan = deployment.plan
        scratch.body.removeAll()
        var known: Int?
        switch bodyTemplate(exchange, integration, plan) {
        case .unsupported:
            fail(exchange, ExchangeError(.unsupportedMediaType), &scratch, &out)
            return
        case .passthrough: scratch.body.append(exchange.requestBody.view)
        case .template(let program):
            if exchange.requestForm == .bytes {
                fail(exchange, readsBytes(exchange), &scratch, &out)
                return
            }
            known = deployment.mockStatus(of: program)
            if known == nil, let error = render(program, exchange, deployment, .request, &scratch) {
                fail(exchange, error, &scratch, &out)
                return
            }
        }
        guard let status = known ?? MockStatus.read(scratch.body.view) else {
            exchange.integrationError = "the mock's request template names no statusCode"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return
        }
        exchange.upstreamBody.removeAll()
        exchange.upstreamHeaders.removeAll()
        answerFromIntegration(exchange, deployment, integration, status: status, &scratch, &out)
    }
}

/// The lenient reading of a mock's `{"statusCode": n}`.
enum MockStatus {
    /// The status, or nil when the text does not name one.
    static func read(_ text: ByteView) -> Int? {
        var reader = MockReader(text)
        return reader.readStatus()
    }
}

/// A forgiving reader of one flat object.
private struct MockReader {
    private let text: ByteView
    private var position = 0

    init(_ text: ByteView) { self.text = text }

    mutating func readStatus() -> Int? {
        skipSpace()
        guard take(0x7b) else { return nil }
        var status: Int?
        while true {
            skipSpace()
            while take(0x2c) { skipSpace() }
            if take(0x7d) { return status }
            guard let name = word(), !name.isEmpty else { return nil }
            skipSpace()
            guard take(0x3a) else { return nil }
            skipSpace()
            guard position < text.count else { return nil }
            let first = text[position]
            if first == 0x7b || first == 0x5b {
                guard skipNested() else { return nil }
                continue
            }
            let isQuoted = first == 0x22 || first == 0x27
            guard let value = word() else { return nil }
            if name == "statusCode" {
                guard !isQuoted, let number = Decimal.parse(value, limit: 999_999) else { return nil }
                status = number
            }
        }
    }

    private mutating func skipSpace() {
        while position < text.count, text[position] <= 0x20 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        if position < text.count, text[position] == byte {
            position += 1
            return true
        }
        return false
    }

    /// A quoted text without its quotes, or a bare word up to the next delimiter; nil when a quote is not closed.
    private mutating func word() -> ByteView? {
        guard position < text.count else { return nil }
        let quote = text[position]
        if quote == 0x22 || quote == 0x27 {
            position += 1
            let start = position
            while position < text.count, text[position] != quote {
                position += text[position] == 0x5c ? 2 : 1
            }
            guard position < text.count else { return nil }
            position += 1
            return text.slice(start, position - 1)
        }
        let start = position
        while position < text.count {
            switch text[position] {
            case 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d: return text.slice(start, position).trimmingBlanks()
            case 0x22, 0x27: return nil
            case 0...0x20:
                let end = position
                skipSpace()
                return text.slice(start, end)
            default: position += 1
            }
        }
        return nil
    }

    /// Skips a balanced object or array.
    private mutating func skipNested() -> Bool {
        var depth = 0
        while position < text.count {
            let byte = text[position]
            if byte == 0x22 || byte == 0x27 {
                guard word() != nil else { return false }
                continue
            }
            position += 1
            if byte == 0x7b || byte == 0x5b { depth += 1 }
            if byte == 0x7d || byte == 0x5d {
                depth -= 1
                if depth == 0 { return true }
            }
        }
        return false
    }
}

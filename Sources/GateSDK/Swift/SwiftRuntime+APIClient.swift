// `APIClient.swift`: the call with its retries and answers.

extension SwiftRuntime {
    static let client = #"""
        // The call: credentials, retries, answers.

        import Foundation

        /// How a client behaves.
        public struct ClientOptions: Sendable {
            /// Attempts after the first.
            public var retries = 2
            /// For one attempt, with the body of its answer unless that streams.
            public var timeout = Duration.seconds(30)
            /// Sent with every call.
            public var headers: HeaderFields = [:]
            /// Whether requests are looked at by the API's constraints before they go out.
            public var checksRequests = false
            /// The first is the outermost.
            public var middleware: [Middleware] = []
            public var transport: any Transport = URLSessionTransport.shared

            public init() {}
        }

        /// How one call behaves. A call ends when its task is cancelled.
        public struct CallOptions: Sendable {
            public var retries: Int?
            public var timeout: Duration?
            public var headers: HeaderFields = [:]
            /// Sent as `Idempotency-Key`; makes a call safe to send again.
            public var idempotencyKey: String?
            /// Is given the answer, with its headers and the gateway's request id.
            public var onResponse: (@Sendable (Response) -> Void)?

            public init() {}
        }

        /// One request, and what its failures are.
        struct Call: Sendable {
            var method: String
            var path: Path
            var query: [Parameter] = []
            var headers: [Parameter] = []
            var cookies: [Parameter] = []
            var body: Body?
            /// Alternatives; of each, all schemes are needed.
            var security: [[String]] = []
            var accept = "application/json"
            var errors: [Int: any DeclaredError.Type] = [:]
            /// What is looked at where that is asked for.
            var checks: @Sendable () throws -> [ValueCheck] = { [] }
            /// How an answer in XML is read.
            var markup: (@Sendable (Data) throws -> Tree)?

            fileprivate func read<Value: Decodable>(_ response: Response) throws -> Value {
                guard let markup, response.headers["content-type"]?.lowercased().contains("xml") != false
                else {
                    return try response.decode()
                }
                return try JSONText.value(of: Data(markup(response.body).json.utf8))
            }
        }

        /// What clients have in common.
        struct APIClient: Sendable {
            let endpoint: Endpoint
            let userAgent: String
            let schemes: [String: Scheme]
            let options: ClientOptions

            // MARK: Answers

            func none(_ call: Call, _ options: CallOptions) async throws {
                _ = try await answer(call, options)
            }

            func json<Value: Decodable & Sendable>(_ call: Call, _ options: CallOptions) async throws
                -> Value
            {
                let response = try await answer(call, options).response
                do { return try call.read(response) } catch {
                    throw UnreadableAnswer(response: response, reason: error)
                }
            }

            /// JSON, or nil of an answer without a body.
            func optionalJSON<Value: Decodable & Sendable>(_ call: Call, _ options: CallOptions)
                async throws -> Value?
            {
                let response = try await answer(call, options).response
                if response.body.isEmpty { return nil }
                do { return try call.read(response) } catch {
                    throw UnreadableAnswer(response: response, reason: error)
                }
            }

            func text(_ call: Call, _ options: CallOptions) async throws -> String {
                String(decoding: try await answer(call, options).response.body, as: UTF8.self)
            }

            func bytes(_ call: Call, _ options: CallOptions) async throws -> ByteStream {
                try await answer(call, options, streams: true).body
            }

            func events(_ call: Call, _ options: CallOptions) async throws -> ServerSentEvents {
                ServerSentEvents(body: try await answer(call, options, streams: true).body)
            }

            // MARK: Attempts

            private struct Answer: Sendable {
                let response: Response
                let body: ByteStream
            }

            /// The first success, or the last failure.
            private func answer(_ call: Call, _ options: CallOptions, streams: Bool = false) async throws
                -> Answer
            {
                if let failure = call.path.failure { throw failure }
                if self.options.checksRequests { try call.checks().enforce() }
                let isRepeatable = call.body?.upload.isRepeatable ?? true
                let retries = isRepeatable ? options.retries ?? self.options.retries : 0
                let isSafe =
                    options.idempotencyKey != nil
                    || ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(call.method)
                var attempt = 0
                while true {
                    var pause = Double.random(in: 0...min(20, 0.2 * Double(1 << min(attempt, 16))))
                    do {
                        let answer = try await self.attempt(call, options, streams)
                        let status = answer.response.status
                        if (200..<300).contains(status) {
                            options.onResponse?(answer.response)
                            return answer
                        }
                        let isTransient =
                            status == 429 || isSafe && [408, 500, 502, 503, 504].contains(status)
                        guard isTransient, attempt < retries else { throw failure(answer.response, call) }
                        pause = max(pause, retryAfter(answer.response))
                    } catch let error as ConnectionError {
                        guard isSafe, attempt < retries else { throw error }
                    }
                    try await Task.sleep(for: .seconds(pause))
                    attempt += 1
                }
            }

            private func attempt(_ call: Call, _ options: CallOptions, _ streams: Bool) async throws
                -> Answer
            {
                let request = try await request(call, options)
                let timeout = options.timeout ?? self.options.timeout
                do {
                    return try await withThrowingTaskGroup(of: Answer.self) { group in
                        defer { group.cancelAll() }
                        group.addTask { try await exchange(request, streams) }
                        group.addTask {
                            try await Task.sleep(for: timeout)
                            throw ConnectionError.timedOut(after: timeout)
                        }
                        guard let answer = try await group.next() else { throw CancellationError() }
                        return answer
                    }
                } catch let error as ConnectionError {
                    throw error
                } catch let error as UnsendableValue {
                    throw error
                } catch {
                    try Task.checkCancellation()
                    throw ConnectionError.failed(error)
                }
            }

            private func exchange(_ request: TransportRequest, _ streams: Bool) async throws -> Answer {
                var next: @Sendable (TransportRequest) async throws -> TransportResponse = {
                    [transport = options.transport] in
                    try await transport.send($0)
                }
                for step in options.middleware.reversed() {
                    next = { [next] in try await step($0, next) }
                }
                let answer = try await next(request)
                let isSuccess = (200..<300).contains(answer.status)
                let body = streams && isSuccess ? Data() : try await answer.body.data()
                return Answer(
                    response: Response(status: answer.status, headers: answer.headers, body: body),
                    body: answer.body)
            }

            // MARK: Requests

            private func request(_ call: Call, _ options: CallOptions) async throws -> TransportRequest {
                var query = call.query.flatMap(\.fields)
                var headers: HeaderFields = ["accept": call.accept, "user-agent": userAgent]
                for field in self.options.headers { headers[field.name] = field.value }
                for field in call.headers.flatMap(\.fields) { headers[field.name] = field.value }
                if let body = call.body { headers["content-type"] = body.contentType }
                if let key = options.idempotencyKey { headers["idempotency-key"] = key }
                for field in options.headers { headers[field.name] = field.value }
                // Beside cookies that the caller sends.
                let cookies = call.cookies.flatMap(\.fields).map(\.crumb)
                if !cookies.isEmpty {
                    headers["cookie"] = ([headers["cookie"]].compactMap { $0 } + cookies).joined(
                        separator: "; ")
                }
                let credentials = try await authorize(call, &headers, &query)
                let url = endpoint.url + call.path.text + query.queryText
                var request = TransportRequest(
                    method: call.method, url: url, headers: headers, body: call.body?.upload)
                guard let credentials else { return request }
                request.body = try await request.body?.stored()
                return try Signer(credentials: credentials, time: Date()).sign(request)
            }

            /// Shows the first of the call's ways for which there are credentials.
            private func authorize(
                _ call: Call, _ headers: inout HeaderFields, _ query: inout [Field]
            ) async throws -> AWSCredentials? {
                let way = call.security.first { $0.allSatisfy { schemes[$0]?.isKnown == true } }
                return try await (way ?? []).compactMap { schemes[$0] }.show(&headers, &query)
            }

            // MARK: Failures

            private func failure(_ response: Response, _ call: Call) -> any Error {
                if let type = response.headers["x-amzn-errortype"] {
                    let name = type.split(separator: ":").first.map(String.init) ?? type
                    return GatewayError(response: response, type: GatewayErrorType(rawValue: name))
                }
                // What is not as the API declares it is told as it is.
                if let declared = call.errors[response.status], let error = try? declared.make(response) {
                    return error
                }
                return APIError(response: response)
            }

            /// Seconds that an answer asks to wait, a minute at most.
            private func retryAfter(_ response: Response) -> Double {
                guard let text = response.headers["retry-after"] else { return 0 }
                if let seconds = Double(text), seconds.isFinite { return min(max(seconds, 0), 60) }
                let formatter = DateFormatter()
                formatter.locale = Locale(identifier: "en_US_POSIX")
                formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
                return min(max(formatter.date(from: text)?.timeIntervalSinceNow ?? 0, 0), 60)
            }
        }

        """#
}

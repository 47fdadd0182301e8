// Signatures of what callers see of the runtime.

extension RubyRuntime {
    /// Of all clients.
    private static let valueSignatures = #"""
          type shape = Symbol | String | Array[shape] | Hash[singleton(String), shape] | Union
          type input = String | IO | StringIO

          class Model
            def self.read: (Hash[String, untyped] value) -> instance
            def key?: (Symbol name) -> bool
            def with: (**untyped changes) -> self
            def to_h: () -> Hash[String, untyped]
            def to_json: (*untyped arguments) -> String
            def deconstruct_keys: (Array[Symbol]? names) -> Hash[Symbol, untyped]
          end

          class Union
            def read: (untyped value) -> untyped
            def fits?: (untyped value) -> bool
          end

          class Upload
            attr_accessor content: input
            attr_accessor filename: String?
            attr_accessor content_type: String?
            def initialize: (content: input, ?filename: String?, ?content_type: String?) -> void
          end

        """#

    private static let awsSignatures = #"""
          class AwsCredentials
            attr_accessor access_key_id: String
            attr_accessor secret_access_key: String
            attr_accessor session_token: String?
            attr_accessor region: String?
            def initialize: (
              access_key_id: String, secret_access_key: String, ?session_token: String?, ?region: String?
            ) -> void
          end

        """#

    /// Of clients of WebSocket APIs.
    static let socketSignatures = #"""
        module MODULE
        \#(valueSignatures)
        \#(awsSignatures)
          # A value, or how to get it for each handshake.
          type provider[T] = T | ^() -> T?

          class Event[T]
            attr_reader kind: String
            attr_reader data: T
            def deconstruct: () -> [String, T]
            def deconstruct_keys: (Array[Symbol]? names) -> { kind: String, data: T }
          end

          class Other
            attr_reader data: untyped
            def deconstruct_keys: (Array[Symbol]? names) -> Hash[Symbol, untyped]
          end

          class Refusal
            attr_reader message: String
            attr_reader connection_id: String
            attr_reader request_id: String
            def deconstruct_keys: (Array[Symbol]? names) -> Hash[Symbol, String]
          end

          class SocketClient
            attr_reader failure: StandardError?
            def connect: () -> self
                       | [T] () { (self) -> T } -> T
            def messages: () -> Enumerator[untyped, void]
                        | () { (untyped) -> void } -> void
            def send_message: (untyped message) -> void
            def close: (?Integer code, ?String reason) -> void
          end

          class ConnectionFailure < StandardError
          end

          class TimeoutFailure < ConnectionFailure
          end

          class HandshakeRefused < ConnectionFailure
            attr_reader status: Integer
          end

          class ConnectionClosed < ConnectionFailure
            attr_reader code: Integer
            attr_reader reason: String
          end

          class ProtocolFailure < ConnectionFailure
            attr_reader code: Integer
          end
        end

        """#

    static let signatures = #"""
        module MODULE
          type send = ^(Net::HTTPGenericRequest) -> Net::HTTPResponse
          type middleware = ^(Net::HTTPGenericRequest, send) -> Net::HTTPResponse
          type credential = String | AwsCredentials | BasicCredentials
          # By :retries, :timeout, :deadline, :cancel, :headers, :idempotency_key, :on_response.
          type options = Hash[Symbol, untyped]

          def self.execute_api: (String api_id, region: String, stage: String) -> String
          def self.request_id: (Net::HTTPResponse response) -> String?

        \#(valueSignatures)
          class BasicCredentials
            attr_accessor username: String
            attr_accessor password: String
            def initialize: (username: String, password: String) -> void
          end

        \#(awsSignatures)
          class ServerSentEvent
            attr_accessor event: String
            attr_accessor data: String
            attr_accessor id: String
          end

          class ApiError < StandardError
            attr_reader response: Net::HTTPResponse
            attr_reader body: untyped
            attr_reader model: untyped
            def status: () -> Integer
            def request_id: () -> String?
          end

          class GatewayError < ApiError
            def type: () -> String
          end

          class ConnectionFailure < StandardError
          end

          class TimeoutFailure < ConnectionFailure
          end

          class CancelledFailure < ConnectionFailure
          end

          class CancelToken
            def initialize: () -> void
            def cancel: () -> void
            def cancelled?: () -> bool
          end
          #if rules

          class RequestFailure < StandardError
            class Violation
              attr_reader place: String
              attr_reader problem: String
            end

            attr_reader violations: Array[Violation]
          end
          #end
        end

        """#
}

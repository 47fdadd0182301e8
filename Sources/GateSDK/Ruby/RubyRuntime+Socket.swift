// `connection.rb`: the connection of a WebSocket API, with another one when it is lost.

extension RubyRuntime {
    static let connection = #"""
        require "json"
        require "uri"
        require "LIBRARY/handshake"
        require "LIBRARY/values"
        require "LIBRARY/websocket"

        module MODULE
          # A message of a kind that the API tells of: `in Event("said", { text: })`.
          Event = Struct.new(:kind, :data) do
            def initialize(*)
              super
              freeze
            end
          end

          # What the gateway says of a message that it could not handle.
          Refusal = Struct.new(:message, :connection_id, :request_id) do
            def initialize(*)
              super
              freeze
            end
          end

          # A message of no kind that the API tells of: any JSON, or a text that is none.
          Other = Struct.new(:data) do
            def initialize(*)
              super
              freeze
            end
          end

          # What connections have in common. A thread reads; methods may be called from any.
          class SocketClient
            # Messages that wait to be taken: a reader that is late holds the connection up, not the memory.
            WAITING_MAX = 1000
            # Longest message that is sent, in bytes. AWS: "Message payload size".
            MESSAGE_BYTES_MAX = 128 * 1024
            # Seconds that closing waits for the peer.
            CLOSE_SECONDS = 5

            # Why the last connection ended or was not made; nil where that has not happened.
            attr_reader :failure

            def initialize(
              url, query: [], headers: [], secrets: [], signer: nil, reconnects: 10, timeout: 30, on_open: nil
            )
              @handshake = Handshake.new(url, query, headers, secrets, signer)
              @reconnects = reconnects
              @timeout = timeout
              @on_open = on_open
              @lock = Mutex.new
              @changed = ConditionVariable.new
              @queue = SizedQueue.new(WAITING_MAX)
              @is_started = @is_over = false
            end

            # Opens the connection; fails when the first attempt does. A block is given the client, which is closed
            # after it.
            def connect
              @lock.synchronize do
                raise ConnectionFailure, "a client connects once" if @is_started

                @is_started = true
              end
              start
              return self unless block_given?

              begin
                yield self
              ensure
                close
              end
            end

            # Each message as it comes, until the connection ends: to a block, or from an Enumerator.
            def messages
              return to_enum(:messages) unless block_given?

              while (message = @queue.pop)
                yield message
              end
            end

            # Sends any JSON; waits for the next connection where there is none.
            def send_message(message)
              text = JSON.generate(Shapes.write_any(message))
              if text.bytesize > MESSAGE_BYTES_MAX
                raise ArgumentError, "the message has #{text.bytesize} bytes, more than #{MESSAGE_BYTES_MAX}"
              end

              loop do
                socket = current
                return socket.send_text(text)
              rescue ConnectionFailure
                raise unless forget(socket)
              end
            end

            # Ends the connection for good. Messages that have come can still be taken.
            def close(code = 1000, reason = "")
              socket = @lock.synchronize do
                @is_over = true
                @changed.broadcast
                @socket
              end
              @queue.close
              socket&.close(code, reason)
              return if @thread.nil? || @thread == Thread.current

              @thread.kill unless @thread.join(CLOSE_SECONDS)
              socket&.abort
              nil
            end

            private

            # Sends a message of a route.
            def send_to(route, shape, message)
              value = Shapes.write(shape, message)
              whole = value.is_a?(Hash) ? value.dup : {}
              selector = self.class::SELECTOR
              members = selector[0...-1].reduce(whole) do |around, name|
                around[name] = around[name].is_a?(Hash) ? around[name].dup : {}
              end
              members[selector.last] = route
              send_message(whole)
            end

            # The connection, once there is one.
            def current
              @lock.synchronize do
                @changed.wait(@lock) while @socket.nil? && !@is_over && @is_started
                raise ConnectionFailure, "there is no connection" if @socket.nil? || @is_over

                @socket
              end
            end

            # Does without a connection that has failed; whether there can be another one.
            def forget(socket)
              @lock.synchronize do
                @socket = nil if @socket.equal?(socket)
                !socket.nil? && !@is_over
              end
            end

            def start
              use(@handshake.open(@timeout))
              @thread = Thread.new { run }
              @thread.name = self.class.name
            rescue StandardError => e
              @failure = e
              finish
              raise
            end

            def run
              loop do
                listen
                break unless connected_again?
              end
            ensure
              finish
            end

            def use(socket)
              @lock.synchronize do
                @socket = socket unless @is_over
                @changed.broadcast
              end
              return socket.abort if @is_over

              @on_open&.call(self)
            rescue StandardError
              forget(socket)
              socket.abort
              raise
            end

            def listen
              socket = @socket
              socket&.each_message do |data|
                @queue.push(read(data))
              rescue ClosedQueueError
                # Nobody takes it any more.
              end
            rescue ConnectionFailure => e
              @failure = e unless @is_over
            ensure
              forget(socket)
              socket&.abort
            end

            # Tries to connect again after pauses that grow and vary.
            def connected_again?
              @reconnects.times do |attempt|
                return false if over_after?(rand * [20.0, 0.2 * 2**attempt].min)

                use(@handshake.open(@timeout))
                return !@is_over
              rescue StandardError => e
                @failure = e
              end
              false
            end

            # Waits; whether the client was closed meanwhile.
            def over_after?(seconds)
              ends = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
              @lock.synchronize do
                until @is_over
                  left = ends - Process.clock_gettime(Process::CLOCK_MONOTONIC)
                  break if left <= 0

                  @changed.wait(@lock, left)
                end
                @is_over
              end
            end

            def finish
              @lock.synchronize do
                @socket = nil
                @is_over = true
                @changed.broadcast
              end
              @queue.close
            end

            # A message as what the API tells of its kind.
            def read(data)
              return Other.new(data) unless data.encoding == Encoding::UTF_8

              value = Shapes.parse(data)
              kind = self.class::SELECTOR.reduce(value) { |around, name| around.is_a?(Hash) ? around[name] : nil }
              events = self.class::EVENTS
              return Event.new(kind, Shapes.read(events[kind], value)) if events.key?(kind)

              refusal(value) || Other.new(value)
            rescue JSON::ParserError
              Other.new(data)
            rescue ArgumentError, TypeError
              Other.new(value)
            end

            def refusal(value)
              return nil unless value.is_a?(Hash)

              said = value.values_at("message", "connectionId") << value.fetch("requestId", value["messageId"])
              Refusal.new(*said) if said.all?(String)
            end
          end
        end

        """#

    static let handshake = #"""
        require "erb"
        require "openssl"
        require "uri"
        require "LIBRARY/websocket"

        module MODULE
        \#(awsCredentials)
          # The handshake with all that the API asks for.
          class Handshake
            # Seconds that a signature holds.
            EXPIRES_SECONDS = 300
            # By the schemes of URLs.
            PORTS = { "ws" => 80, "wss" => 443 }.freeze

            # The header of that name.
            def self.host(uri) = uri.port == PORTS[uri.scheme] ? uri.host : "#{uri.host}:#{uri.port}"

            def initialize(url, query, headers, secrets, signer)
              @uri = URI(url)
              raise ArgumentError, "#{url} is no ws or wss URL" unless PORTS.key?(@uri.scheme)

              @uri.port ||= PORTS[@uri.scheme]
              @uri.path = "/" if @uri.path.empty?
              @query = query.reject { |_, value| value.nil? }
              @headers = headers.reject { |_, value| value.nil? }
              @secrets = secrets.reject { |_, value| value.nil? }
              @signer = signer
            end

            # A connection.
            def open(timeout)
              secrets = @secrets.map { |name, secret| [name, provided(secret)] }
              WebSocket.new(address, (@headers + secrets).to_h, timeout)
            end

            # The address with its query, which holds the signature where there is one.
            def address(now = Time.now)
              pairs = URI.decode_www_form(@uri.query.to_s) + @query
              pairs = signed(pairs, provided(@signer), now) if @signer
              uri = @uri.dup
              uri.query = pairs.empty? ? nil : form(pairs)
              uri
            end

            private

            def provided(value) = value.respond_to?(:call) ? value.call : value

            def form(pairs) = pairs.map { |pair| encoded(pair).join("=") }.join("&")

            def encoded(texts) = texts.map { |text| ERB::Util.url_encode(text.to_s) }

            # Signature Version 4 for execute-api.
            def signed(pairs, credentials, now)
              region = credentials.region || @uri.host[/\.execute-api\.([^.]+)\./, 1]
              raise ArgumentError, "the credentials need a region" if region.nil?

              moment = now.utc.strftime("%Y%m%dT%H%M%SZ")
              scope = "#{moment[0, 8]}/#{region}/execute-api/aws4_request"
              pairs += [
                %w[X-Amz-Algorithm AWS4-HMAC-SHA256], ["X-Amz-Credential", "#{credentials.access_key_id}/#{scope}"],
                ["X-Amz-Date", moment], ["X-Amz-Expires", EXPIRES_SECONDS.to_s], %w[X-Amz-SignedHeaders host]
              ]
              pairs << ["X-Amz-Security-Token", credentials.session_token] if credentials.session_token
              pairs = pairs.sort_by { |pair| encoded(pair) }
              text = ["AWS4-HMAC-SHA256", moment, scope, digest(canonical(pairs))].join("\n")
              key = scope.split("/").reduce("AWS4#{credentials.secret_access_key}") { |made, part| hmac(made, part) }
              pairs << ["X-Amz-Signature", hmac(key, text).unpack1("H*")]
            end

            def canonical(pairs)
              path = encoded(@uri.path.split("/", -1)).join("/")
              ["GET", path, form(pairs), "host:#{Handshake.host(@uri)}", "", "host", digest("")].join("\n")
            end

            def digest(text) = OpenSSL::Digest::SHA256.hexdigest(text)

            def hmac(key, text) = OpenSSL::HMAC.digest("SHA256", key, text)
          end
        end

        """#
}

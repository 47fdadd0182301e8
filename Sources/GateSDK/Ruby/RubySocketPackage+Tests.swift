// Tests that a client of a WebSocket API brings along of its connection, the same for every API.

extension RubySocketPackage {
    static let connectionTests = #"""
        require "minitest/autorun"
        require "socket"
        require "LIBRARY"

        # A server of these tests' own: each connection is handed to a block, with the head of its handshake.
        class Probe
          attr_reader :url

          def initialize(&handler)
            @server = TCPServer.new("127.0.0.1", 0)
            @url = "ws://127.0.0.1:#{@server.addr[1]}/prod"
            @handler = handler
            @sockets = []
            @thread = Thread.new { loop { serve(@server.accept) } }
          end

          def close
            @thread.kill
            (@sockets + [@server]).each(&:close)
          end

          def self.frame(opcode, payload, first: 0x80 | opcode)
            size = payload.bytesize
            (size < 126 ? [first, size].pack("CC") : [first, 126, size].pack("CCn")) << payload.b
          end

          # The next frame of a client: its first byte and its payload.
          def self.read(socket)
            first, size = socket.read(2).unpack("CC")
            size &= 0x7f
            size = socket.read(2).unpack1("n") if size == 126
            key = socket.read(4).bytes
            [first, socket.read(size).bytes.map.with_index { |byte, index| byte ^ key[index % 4] }.pack("C*")]
          end

          def self.say(socket, *values)
            values.each { |value| socket << frame(1, value.is_a?(String) ? value : JSON.generate(value)) }
          end

          private

          def serve(socket)
            @sockets << socket
            head = +""
            head << socket.gets until head.end_with?("\r\n\r\n")
            key = head[/^Sec-WebSocket-Key: (\S+)/, 1]
            accept = OpenSSL::Digest::SHA1.base64digest("#{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
            socket << "HTTP/1.1 101 X\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n" \
                      "Sec-WebSocket-Accept: #{accept}\r\n\r\n"
            Thread.new do
              @handler.call(socket, head)
            rescue SystemCallError, IOError, NoMethodError
              # The client has gone.
            ensure
              socket.close
            end
          end
        end

        class ConnectionTest < Minitest::Test
          class Said < MODULE::Model
            attribute :text, :string, required: true
          end

          class Client < MODULE::SocketClient
            SELECTOR = %w[meta kind].freeze
            EVENTS = { "said" => Said, "dated" => { String => :date } }.freeze

            def say(message) = send_to("say", :any, message)
          end

          def teardown
            @client&.close
            @probe&.close
          end

          def client(**settings, &handler)
            @client&.close
            @probe&.close
            @probe = Probe.new(&handler)
            @client = Client.new(@probe.url, **settings)
          end

          # Gives back what comes.
          def echo(socket)
            loop do
              first, payload = Probe.read(socket)
              socket << Probe.frame(0, payload, first: first)
            end
          end

          # What a connection of these bytes ends with, and the close code that the server is told.
          def ended_by(*frames)
            told = Queue.new
            made = client(reconnects: 0) do |socket, _|
              socket << frames.join
              told << Probe.read(socket)[1].unpack1("n")
              socket.close
            end
            made.connect
            made.messages.to_a
            [made.failure, told.pop]
          end

          def test_sends_by_the_routes
            made = client { |socket, _| echo(socket) }
            made.connect do
              made.say({ text: "höllo", meta: { id: 1 } })
              whole = { "text" => "höllo", "meta" => { "id" => 1, "kind" => "say" } }
              assert_equal MODULE::Other.new(whole), made.messages.next
              assert_raises(ArgumentError) { made.say({ text: "x" * 131_072 }) }
            end
            assert_raises(MODULE::ConnectionFailure) { made.say({}) }
            assert_raises(MODULE::ConnectionFailure) { made.connect }
            assert_nil made.failure
          end

          def test_hears_kinds_refusals_and_others
            sent = [
              { meta: { kind: "said" }, text: "hello" }, { message: "Forbidden", connectionId: "c", requestId: "r" },
              { message: "No", connectionId: "c", messageId: "m" }, { other: 1 }, { meta: { kind: "dated" }, at: "x" },
              "text", "[1]"
            ]
            made = client(reconnects: 0) do |socket, _|
              Probe.say(socket, *sent)
              socket << Probe.frame(2, "\xff") << Probe.frame(8, "")
            end
            made.connect
            heard = made.messages.to_a
            case heard.shift
            in MODULE::Event["said", { text: }] then assert_equal "hello", text
            end
            refusals = [MODULE::Refusal.new("Forbidden", "c", "r"), MODULE::Refusal.new("No", "c", "m")]
            assert_equal refusals, heard.shift(2)
            assert_equal [{ "other" => 1 }, { "meta" => { "kind" => "dated" }, "at" => "x" }, "text", [1], "\xff".b],
                         heard.map(&:data)
            assert_kind_of MODULE::ConnectionClosed, made.failure
            assert_equal 1005, made.failure.code
          end

          def test_tells_parameters_and_secrets
            heads = Queue.new
            settings = {
              query: [["name", "a b"], ["none", nil]], headers: [["x-room", "7"]],
              secrets: [["x-api-key", -> { "key" }]]
            }
            client(**settings) { |_, head| heads << head }.connect
            head = heads.pop
            assert_match(%r{\AGET /prod\?name=a%20b HTTP/1.1\r\n}, head)
            assert_match(/^x-room: 7\r$/, head)
            assert_match(/^x-api-key: key\r$/, head)
            assert_raises(ArgumentError) { Client.new(@probe.url, headers: [%W[a b\r\nc]], reconnects: 0).connect }
          end

          def test_signs
            keys = MODULE::AwsCredentials.new(access_key_id: "AKID", secret_access_key: "secret", session_token: "t/")
            url = "wss://abc.execute-api.eu-west-1.amazonaws.com/prod"
            handshake = MODULE::Handshake.new(url, [["b", "2 3"], %w[a 1]], [], [], keys)
            assert_equal "X-Amz-Algorithm=AWS4-HMAC-SHA256&" \
                         "X-Amz-Credential=AKID%2F20260131%2Feu-west-1%2Fexecute-api%2Faws4_request&" \
                         "X-Amz-Date=20260131T120000Z&X-Amz-Expires=300&X-Amz-Security-Token=t%2F&" \
                         "X-Amz-SignedHeaders=host&a=1&b=2%203&" \
                         "X-Amz-Signature=b0537707e7cff886b85efef0d2711c52868db7c502551d7b8ff0834939b22948",
                         handshake.address(Time.utc(2026, 1, 31, 12)).query
          end

          def test_connects_again
            count = 0
            opened = Queue.new
            made = client(on_open: opened.method(:push)) { |socket, _| (count += 1) > 1 ? echo(socket) : socket.close }
            made.connect
            assert_equal [made, made], [opened.pop, opened.pop]
            made.say({ text: "later" })
            assert_equal "later", made.messages.next.data["text"]
            assert_equal 2, count
          end

          def test_gives_up_in_the_end
            made = client(reconnects: 0) { |socket, _| socket << Probe.frame(8, [1001].pack("n") << "away") }
            made.connect
            assert_empty made.messages.to_a
            assert_equal [1001, "away"], [made.failure.code, made.failure.reason]
            assert_raises(MODULE::ConnectionFailure) { made.say({}) }
            @probe.close
            assert_raises(MODULE::ConnectionFailure) { Client.new(@probe.url).connect }
            @probe = nil
            assert_raises(ArgumentError) { Client.new("https://api.test/") }
          end

          def test_refuses_answers_to_the_handshake
            [
              ["403 Forbidden", MODULE::HandshakeRefused], ["101 X\r\nUpgrade: websocket", MODULE::ProtocolFailure],
              ["101 X\r\n#{"a" * 20_000}", MODULE::ProtocolFailure]
            ].each do |answer, kind|
              server = TCPServer.new("127.0.0.1", 0)
              thread = Thread.new { server.accept.tap { |socket| socket << "HTTP/1.1 #{answer}\r\n\r\n" } }
              failure = assert_raises(kind) { Client.new("ws://127.0.0.1:#{server.addr[1]}/").connect }
              assert_equal 403, failure.status if failure.is_a?(MODULE::HandshakeRefused)
              thread.value.close
              server.close
            end
            server = TCPServer.new("127.0.0.1", 0)
            silent = Client.new("ws://127.0.0.1:#{server.addr[1]}/", timeout: 0.05)
            assert_raises(MODULE::TimeoutFailure) { silent.connect }
            server.close
          end

          def test_answers_pings_and_joins_parts
            told = Queue.new
            made = client do |socket, _|
              text = Probe.frame(1, "\"h\xc3".b, first: 1) + Probe.frame(9, "are you there") + Probe.frame(0, "\xb6\"")
              text.each_char { |byte| socket << byte }
              told << Probe.read(socket)
              2.times { told << Probe.read(socket) }
            end
            made.connect
            assert_equal "hö", made.messages.next.data
            assert_equal [0x8a, "are you there"], told.pop
            made.send_message("x" * 33_000)
            first, second = told.pop, told.pop
            assert_equal [1, 32_768, 0x80], [first[0], first[1].bytesize, second[0]]
            assert_equal "x" * 33_000, JSON.parse(first[1] + second[1])
          end

          def test_ends_what_breaks_the_protocol
            {
              Probe.frame(1, "\xff") => 1007, Probe.frame(1, "", first: 0xc1) => 1002, Probe.frame(3, "") => 1002,
              [0x81, 0x80].pack("CC") => 1002, Probe.frame(0, "") => 1002, [0x81, 126, 5].pack("CCn") => 1002,
              Probe.frame(9, "", first: 9) => 1002, Probe.frame(9, "x" * 126) => 1002, Probe.frame(8, "x") => 1002,
              (Probe.frame(1, "", first: 1) * 2) => 1002, [0x81, 127, 2**20 + 1].pack("CCQ>") => 1009,
              Probe.frame(8, [1005].pack("n")) => 1002, Probe.frame(8, [1000].pack("n") << "\xff".b) => 1007
            }.each do |frame, code|
              failure, told = ended_by(frame)
              assert_kind_of MODULE::ProtocolFailure, failure, frame.inspect
              assert_equal [code, code], [failure.code, told], frame.inspect
            end
          end

          # A server behind TLS, whose certificate nobody knows.
          def secure_server
            key = OpenSSL::PKey::RSA.new(2048)
            certificate = OpenSSL::X509::Certificate.new
            certificate.version = 2
            certificate.serial = 1
            certificate.subject = certificate.issuer = OpenSSL::X509::Name.parse("/CN=localhost")
            certificate.public_key = key.public_key
            certificate.not_before = Time.now - 60
            certificate.not_after = Time.now + 3600
            names = OpenSSL::X509::ExtensionFactory.new
            certificate.add_extension(names.create_extension("subjectAltName", "DNS:localhost"))
            certificate.sign(key, "SHA256")
            context = OpenSSL::SSL::SSLContext.new
            context.cert = certificate
            context.key = key
            [OpenSSL::SSL::SSLServer.new(TCPServer.new("127.0.0.1", 0), context), certificate]
          end

          def test_speaks_tls
            server, certificate = secure_server
            store = OpenSSL::SSL::SSLContext::DEFAULT_CERT_STORE
            port = server.to_io.addr[1]
            thread = Thread.new do
              2.times do
                server.accept
              rescue OpenSSL::SSL::SSLError
                # The client does not trust it.
              end
              socket = server.accept
              key = socket.readline("\r\n\r\n")[/^Sec-WebSocket-Key: (\S+)/, 1]
              accept = OpenSSL::Digest::SHA1.base64digest("#{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
              socket << "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n" \
                        "Sec-WebSocket-Accept: #{accept}\r\n\r\n"
              echo(socket)
            rescue SystemCallError, IOError, OpenSSL::SSL::SSLError, NoMethodError
              # The client has gone.
            end
            url = "wss://localhost:#{port}"
            assert_raises(MODULE::ConnectionFailure) { Client.new(url).connect }
            store.add_cert(certificate)
            assert_raises(MODULE::ConnectionFailure) { Client.new("wss://127.0.0.1:#{port}").connect }
            Client.new(url).connect do |made|
              made.say({ text: "x" * 50_000 })
              assert_equal 50_000, made.messages.next.data["text"].size
            end
          ensure
            thread&.kill
            server&.close
          end

          def test_closes
            told = Queue.new
            made = client do |socket, _|
              Probe.say(socket, 1)
              told << Probe.read(socket)
              socket << Probe.frame(8, [1000].pack("n"))
            end
            made.connect
            assert_equal 1, made.messages.next.data
            made.close(4000, "bye")
            assert_equal [0x88, [4000].pack("n") << "bye"], told.pop
            assert_empty made.messages.to_a
          end
        end

        """#
}

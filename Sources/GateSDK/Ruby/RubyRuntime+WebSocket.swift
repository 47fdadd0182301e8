// `websocket.rb`: RFC 6455, the client's side, over Ruby's own sockets.

extension RubyRuntime {
    static let webSocket = #"""
        require "io/wait"
        require "openssl"
        require "securerandom"
        require "socket"

        module MODULE
          # There is no connection, or no more.
          class ConnectionFailure < StandardError; end

          # The peer did not answer in time.
          class TimeoutFailure < ConnectionFailure; end

          # The handshake's answer opens no connection.
          class HandshakeRefused < ConnectionFailure
            # The status of the answer.
            attr_reader :status

            def initialize(status, reason)
              @status = status
              super("the handshake was answered #{status} #{reason}".rstrip)
            end
          end

          # The peer ended the connection.
          class ConnectionClosed < ConnectionFailure
            # Why: RFC 6455 §7.4; 1005 where nothing was said.
            attr_reader :code, :reason

            def initialize(code, reason)
              @code = code
              @reason = reason
              super("the connection was closed: #{code} #{reason}".rstrip)
            end
          end

          # What the peer sent breaks RFC 6455; the code tells it so.
          class ProtocolFailure < ConnectionFailure
            attr_reader :code

            def initialize(code, message)
              @code = code
              super(message)
            end
          end

          # Frames of RFC 6455 §5: bytes to messages, messages to bytes.
          class Frames
            CONTINUATION = 0
            TEXT = 1
            BINARY = 2
            CLOSE = 8
            PING = 9
            PONG = 10
            # Longest payload of a frame that is sent, in bytes. AWS: "WebSocket frame size".
            FRAME_BYTES_MAX = 32 * 1024
            # Longest message that is taken, in bytes.
            MESSAGE_BYTES_MAX = 1024 * 1024
            # Longest payload of a control frame, in bytes: RFC 6455 §5.5.
            CONTROL_BYTES_MAX = 125
            # What close frames may say: RFC 6455 §7.4.
            CODES = [1000..1003, 1007..1014, 3000..4999].freeze

            class << self
              # The frames of a message.
              def message(text)
                bytes = text.b
                count = [bytes.bytesize.fdiv(FRAME_BYTES_MAX).ceil, 1].max
                Array.new(count) do |index|
                  opcode = index.zero? ? TEXT : CONTINUATION
                  frame(opcode, bytes.byteslice(index * FRAME_BYTES_MAX, FRAME_BYTES_MAX), last: index == count - 1)
                end.join
              end

              # A frame, masked as clients have to.
              def frame(opcode, payload, last: true)
                first = (last ? 0x80 : 0) | opcode
                size = payload.bytesize
                head =
                  if size < 126 then [first, 0x80 | size].pack("CC")
                  elsif size < 65_536 then [first, 0x80 | 126, size].pack("CCn")
                  else [first, 0x80 | 127, size].pack("CCQ>")
                  end
                key = SecureRandom.bytes(4)
                head << key << mask(payload, key)
              end

              # The payload of a close frame.
              def ending(code, reason) = [code].pack("n") << reason.b.byteslice(0, CONTROL_BYTES_MAX - 2).to_s

              # What a close frame says.
              def ended(payload)
                return [1005, ""] if payload.empty?

                code = payload.unpack1("n")
                known = code && CODES.any? { |codes| codes.include?(code) }
                raise ProtocolFailure.new(1002, "the peer closed with a code that means nothing") unless known

                [code, text(payload.byteslice(2, CONTROL_BYTES_MAX))]
              end

              def text(bytes)
                bytes.force_encoding(Encoding::UTF_8)
                return bytes if bytes.valid_encoding?

                raise ProtocolFailure.new(1007, "the peer sent text that is not UTF-8")
              end

              private

              def mask(payload, key)
                word = key.unpack1("N")
                padded = payload.b << "\0" * (-payload.bytesize % 4)
                padded.unpack("N*").map! { |part| part ^ word }.pack("N*").byteslice(0, payload.bytesize)
              end
            end

            def initialize
              @rest = "".b
              @opcode = nil
              @message = "".b
            end

            # Gives the opcode and the payload of each message and control frame that is whole now.
            def take(bytes)
              @rest << bytes
              while (frame = shift)
                opcode, last, payload = frame
                next yield(opcode, payload) if opcode >= CLOSE

                @message << payload
                yield(*finished) if last
              end
            end

            private

            def finished
              opcode = @opcode
              message = @message
              @opcode = nil
              @message = "".b
              return [opcode, message] if opcode == BINARY

              [opcode, Frames.text(message)]
            end

            # The next frame, once it is whole.
            def shift
              first, second = @rest.unpack("CC")
              return nil if second.nil?

              opcode = first & 0x0f
              check(first, opcode, second)
              size, start = measure(second)
              return nil if size.nil?

              broken(1009, "a message of more than #{MESSAGE_BYTES_MAX} bytes") if too_long?(opcode, size)
              return nil if @rest.bytesize < start + size

              payload = @rest.byteslice(start, size)
              @rest = @rest.byteslice(start + size, @rest.bytesize)
              @opcode = opcode if [TEXT, BINARY].include?(opcode)
              [opcode, first >= 0x80, payload]
            end

            def too_long?(opcode, size) = opcode < CLOSE && size + @message.bytesize > MESSAGE_BYTES_MAX

            def check(first, opcode, second)
              broken(1002, "a frame with reserved bits") if first & 0x70 != 0
              broken(1002, "a frame that is masked") if second >= 0x80
              case opcode
              when CONTINUATION then broken(1002, "a continuation of nothing") if @opcode.nil?
              when TEXT, BINARY then broken(1002, "a message within a message") if @opcode
              when CLOSE, PING, PONG
                whole = first >= 0x80 && second <= CONTROL_BYTES_MAX
                broken(1002, "a control frame that is long or in parts") unless whole
              else broken(1002, "a frame of the unknown kind #{opcode}")
              end
            end

            # The payload's size and where it starts; nil where that has not come yet.
            def measure(second)
              return [second, 2] if second < 126

              size = @rest.byteslice(2, second == 126 ? 2 : 8).unpack1(second == 126 ? "n" : "Q>")
              return nil if size.nil?

              # RFC 6455 §5.2: as few bytes as can be.
              broken(1002, "a size in too many bytes") if size < (second == 126 ? 126 : 65_536) || size >= 2**63
              [size, second == 126 ? 4 : 10]
            end

            def broken(code, message) = raise(ProtocolFailure.new(code, "the peer sent #{message}"))
          end

          # A connection of RFC 6455. One thread reads while any may send.
          class WebSocket
            # Longest head of the handshake's answer, in bytes.
            HEAD_BYTES_MAX = 16 * 1024
            # Bytes that are read at once.
            CHUNK_BYTES = 16 * 1024
            # Seconds without a word after which the peer is asked for one; as many more, and it is gone.
            PING_SECONDS = 30
            BROKEN = [SystemCallError, IOError, ::SocketError, OpenSSL::SSL::SSLError].freeze
            # RFC 6455 §1.3.
            GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

            # Connects and shakes hands.
            def initialize(uri, headers, timeout)
              @timeout = timeout
              @lock = Mutex.new
              @frames = Frames.new
              @is_ending = false
              @deadline = now + timeout
              @io = Socket.tcp(uri.hostname, uri.port, connect_timeout: timeout)
              @io.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
              secure(uri.hostname) if uri.scheme == "wss"
              @first = shake_hands(uri, headers)
            rescue *BROKEN => e
              abort
              raise ConnectionFailure, "no connection: #{e.message}"
            rescue ConnectionFailure
              abort
              raise
            end

            # Gives each message; raises a ConnectionFailure once there are no more.
            def each_message(&block)
              take(@first, &block)
              loop { take(read(PING_SECONDS, asks: true), &block) }
            rescue ProtocolFailure => e
              close(e.code, "")
              raise
            rescue *BROKEN => e
              raise ConnectionFailure, "the connection is lost: #{e.message}"
            end

            # Sends a text.
            def send_text(text)
              write(Frames.message(text))
            end

            # Tells the peer that this is the end; its answer ends `each_message`.
            def close(code, reason)
              return if @is_ending

              @is_ending = true
              write(Frames.frame(Frames::CLOSE, Frames.ending(code, reason)))
            rescue ConnectionFailure
              # There is nobody to tell.
            end

            # Ends the connection without a word.
            def abort
              @io&.to_io&.close
            rescue *BROKEN
              # It has ended already.
            end

            private

            def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

            def left = [@deadline - now, 0].max

            def secure(host)
              has_name = !host.match?(/\A[\d.]+\z|:/)
              context = OpenSSL::SSL::SSLContext.new
              # An address is compared after the handshake alone.
              context.set_params(verify_hostname: has_name)
              @io = OpenSSL::SSL::SSLSocket.new(@io, context)
              @io.sync_close = true
              @io.hostname = host if has_name
              until (state = @io.connect_nonblock(exception: false)).equal?(@io)
                raise TimeoutFailure, "no handshake within #{@timeout} s" unless ready?(state, left)
              end
              @io.post_connection_check(host)
            end

            def ready?(state, seconds)
              state == :wait_readable ? @io.to_io.wait_readable(seconds) : @io.to_io.wait_writable(seconds)
            end

            # RFC 6455 §4.1; what comes after the answer's head.
            def shake_hands(uri, headers)
              key = SecureRandom.base64(16)
              fields = {
                "Host" => Handshake.host(uri), "Upgrade" => "websocket", "Connection" => "Upgrade",
                "Sec-WebSocket-Key" => key, "Sec-WebSocket-Version" => "13", **headers
              }
              fields.each do |name, value|
                raise ArgumentError, "#{name} has a line break" if "#{name}#{value}".match?(/[\r\n]/)
              end
              target = [uri.path, uri.query].compact.join("?")
              lines = ["GET #{target} HTTP/1.1"] + fields.map { |name, value| "#{name}: #{value}" }
              write("#{lines.join("\r\n")}\r\n\r\n".b)
              bytes = "".b
              until (size = bytes.index("\r\n\r\n"))
                raise ProtocolFailure.new(1002, "the handshake's answer is too long") if bytes.bytesize > HEAD_BYTES_MAX

                bytes << read(left)
              end
              check(bytes.byteslice(0, size), key)
              bytes.byteslice(size + 4, bytes.bytesize)
            end

            def check(head, key)
              first, *rest = head.split("\r\n")
              status = first.to_s[%r{\AHTTP/1\.1 (\d{3})(?: |\z)}, 1]
              raise ProtocolFailure.new(1002, "the handshake's answer is none of HTTP/1.1") if status.nil?
              raise HandshakeRefused.new(status.to_i, first.byteslice(13, 200).to_s.scrub) unless status == "101"

              fields = rest.to_h { |line| line.partition(":").values_at(0, 2).map(&:strip) }.transform_keys(&:downcase)
              accept = OpenSSL::Digest::SHA1.base64digest(key + GUID)
              right =
                fields["upgrade"].to_s.casecmp?("websocket") && fields["sec-websocket-accept"] == accept &&
                fields["connection"].to_s.downcase.split(/[\s,]+/).include?("upgrade") &&
                !fields.key?("sec-websocket-extensions") && !fields.key?("sec-websocket-protocol")
              raise ProtocolFailure.new(1002, "the handshake's answer is not that of a WebSocket") unless right
            end

            # Bytes, as they come; after a silence the peer is asked whether it is there.
            def read(seconds, asks: false)
              loop do
                bytes = @io.read_nonblock(CHUNK_BYTES, exception: false)
                return bytes if bytes.is_a?(String)
                raise ConnectionFailure, "the peer ended the connection" if bytes.nil?
                next if ready?(bytes, seconds)
                raise TimeoutFailure, "the peer does not answer" unless asks

                asks = false
                write(Frames.frame(Frames::PING, ""))
              end
            end

            def write(bytes)
              @lock.synchronize do
                until bytes.empty?
                  done = @io.write_nonblock(bytes, exception: false)
                  if done.is_a?(Integer)
                    bytes = bytes.byteslice(done, bytes.bytesize)
                  elsif !ready?(done, @timeout)
                    raise IOError, "nothing was taken within #{@timeout} s"
                  end
                end
              end
            rescue *BROKEN => e
              # Half a frame may be out: no other can follow.
              abort
              raise ConnectionFailure, "the connection is lost: #{e.message}"
            end

            def take(bytes)
              @frames.take(bytes) do |opcode, payload|
                case opcode
                when Frames::PING then write(Frames.frame(Frames::PONG, payload))
                when Frames::CLOSE then finish(payload)
                when Frames::TEXT, Frames::BINARY then yield payload
                end
              end
            end

            def finish(payload)
              code, reason = Frames.ended(payload)
              # RFC 6455 §7.1.5: 1005 is never sent.
              code == 1005 ? close(1000, "") : close(code, "")
              raise ConnectionClosed.new(code, reason)
            end
          end
        end

        """#
}

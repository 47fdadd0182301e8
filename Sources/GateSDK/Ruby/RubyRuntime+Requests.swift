// `requests.rb`: how parameters and bodies are written.

extension RubyRuntime {
    static let requests = #"""
        require "json"
        require "net/http"
        require "securerandom"
        require "LIBRARY/values"

        module MODULE
          # A body as it is sent.
          Body = Struct.new(:type, :content)

          # How parameters and bodies are written.
          module Requests
            module_function

            # Percent-encodes all but RFC 3986's unreserved characters.
            def encode(text)
              text.to_s.b.gsub(/[^A-Za-z0-9\-._~]/n) { |byte| format("%%%02X", byte.ord) }
            end

            # A value as it stands in paths, queries and headers.
            def scalar(value)
              plain = Shapes.write_any(value)
              plain.is_a?(Hash) || plain.is_a?(Array) ? JSON.generate(plain) : plain.to_s
            end

            # The parts of a value: the elements of a list, the names and values of an object.
            def parts(value)
              case plain = Shapes.write_any(value)
              when Array then plain.map { |part| scalar(part) }
              when Hash then plain.flat_map { |name, part| [name, scalar(part)] }
              else [scalar(plain)]
              end
            end

            # A segment of a path.
            def segment(value)
              text = parts(value).map { |part| encode(part) }.join(",")
              raise ArgumentError, "#{text.inspect} cannot be a segment of a path" if ["", ".", ".."].include?(text)

              text
            end

            # The rest of a path: its slashes stay.
            def segments(value) = scalar(value).split("/", -1).map { |part| segment(part) }.join("/")

            # A query parameter, `name=a&name=b`; with a separator `name=a,b`.
            def query(name, value, separator = nil)
              plain = Shapes.write_any(value)
              return [] if plain.nil?
              return [[name, parts(plain).join(separator)]] if separator

              case plain
              when Array then plain.map { |part| [name, scalar(part)] }
              when Hash then plain.map { |key, part| [key, scalar(part)] }
              else [[name, scalar(plain)]]
              end
            end

            # A query parameter of style `deepObject`: `name[key]=value`.
            def deep_object(name, value)
              plain = Shapes.write_any(value)
              return query(name, plain) unless plain.is_a?(Hash)

              plain.flat_map { |key, part| deep_object("#{name}[#{key}]", part) }
            end

            def form(pairs) = pairs.map { |name, value| "#{encode(name)}=#{encode(value)}" }.join("&")

            # A body of JSON.
            def json_body(type, shape, value)
              value.nil? ? nil : Body.new(type, JSON.generate(Shapes.write(shape, value)))
            end

            # A body of form fields.
            def form_body(shape, value)
              return nil if value.nil?

              pairs = Shapes.write(shape, value).flat_map { |name, member| query(name.to_s, member) }
              Body.new("application/x-www-form-urlencoded", form(pairs))
            end

            # A body of parts; what is read from, and uploads, become files.
            def multipart_body(shape, value)
              return nil if value.nil?

              boundary = SecureRandom.hex(16)
              parts = Shapes.write(shape, value).flat_map do |name, member|
                (member.is_a?(Array) ? member : [member]).compact.map { |part| part(name.to_s, part) }
              end
              content = parts.map { |part| "--#{boundary}\r\n".b << part << "\r\n" }.join << "--#{boundary}--\r\n"
              Body.new("multipart/form-data; boundary=#{boundary}", content)
            end

            def part(name, value)
              value = Upload.new(content: value.read) if value.respond_to?(:read)
              field = "Content-Disposition: form-data; name=#{quoted(name)}"
              return "#{field}\r\n\r\n#{scalar(value)}".b unless value.is_a?(Upload)

              content = value.content.respond_to?(:read) ? value.content.read : value.content
              type = value.content_type || "application/octet-stream"
              "#{field}; filename=#{quoted(value.filename || name)}\r\nContent-Type: #{type}\r\n\r\n".b << content.b
            end

            def quoted(text) = "\"#{text.gsub(/["\\\r\n]/) { |letter| encode(letter) }}\""

            # A body as it is: text, bytes, or what they are read from.
            def raw_body(type, value)
              return nil if value.nil?

              Body.new(type, value.respond_to?(:read) ? value.read : value)
            end
          end
        end

        """#
}

// `credentials.rb`: what callers show, and Signature Version 4.

extension RubyRuntime {
    /// Of calls and of handshakes.
    static let awsCredentials = #"""
          # Keys for Signature Version 4. The region is needed where the base URL does not tell it.
          AwsCredentials = Struct.new(
            :access_key_id, :secret_access_key, :session_token, :region, keyword_init: true
          ) do
            def inspect = "#<#{self.class.name} access_key_id=#{access_key_id.inspect}>"
          end

        """#

    static let credentials = #"""
        require "openssl"
        require "LIBRARY/requests"

        module MODULE
          # The user and the password of HTTP Basic.
          BasicCredentials = Struct.new(:username, :password, keyword_init: true) do
            def inspect = "#<#{self.class.name} username=#{username.inspect}>"
          end

        \#(awsCredentials)
          # A way to show who calls: in a header, in the query, or as `:bearer`, `:basic` or `:sigv4`.
          Scheme = Struct.new(:kind, :name) do
            # Shows a credential on a request.
            def show(request, value)
              case kind
              when :header then request[name] = value
              when :query then append(request, value)
              when :bearer then request["authorization"] = "Bearer #{value}"
              when :basic
                pair = ["#{value.username}:#{value.password}"].pack("m0")
                request["authorization"] = "Basic #{pair}"
              else Signing.sign(request, value)
              end
            end

            private

            def append(request, value)
              uri = request.uri.dup
              uri.query = [uri.query, Requests.form([[name, value]])].compact.join("&")
              request.instance_variable_set(:@uri, uri)
              request.instance_variable_set(:@path, uri.request_uri)
            end
          end

          # Signature Version 4 for execute-api.
          module Signing
            module_function

            def sign(request, credentials, now = Time.now)
              region = credentials.region || request.uri.host[/\.execute-api\.([^.]+)\./, 1]
              raise ArgumentError, "the credentials need a region" if region.nil?

              moment = now.utc.strftime("%Y%m%dT%H%M%SZ")
              request["x-amz-date"] = moment
              request["x-amz-security-token"] = credentials.session_token if credentials.session_token
              fields = fields(request)
              scope = "#{moment[0, 8]}/#{region}/execute-api/aws4_request"
              text = ["AWS4-HMAC-SHA256", moment, scope, digest(canonical(request, fields))].join("\n")
              key = scope.split("/").reduce("AWS4#{credentials.secret_access_key}") { |made, part| hmac(made, part) }
              request["authorization"] =
                "AWS4-HMAC-SHA256 Credential=#{credentials.access_key_id}/#{scope}, " \
                "SignedHeaders=#{fields.keys.join(";")}, Signature=#{hmac(key, text).unpack1("H*")}"
            end

            def fields(request)
              found = { "host" => request["host"] }
              request.each_header do |name, value|
                found[name] = value.strip.squeeze(" ") if name.start_with?("x-amz-") || name == "content-type"
              end
              found.sort.to_h
            end

            def canonical(request, fields)
              path = request.uri.path.split("/", -1).map { |part| Requests.encode(part) }.join("/")
              pairs = request.uri.query.to_s.split("&").map { |pair| pair.split("=", 2) }.sort
              [
                request.method, path.empty? ? "/" : path, pairs.map { |pair| pair.join("=") }.join("&"),
                *fields.map { |name, value| "#{name}:#{value}" }, "", fields.keys.join(";"), digest(request.body.to_s)
              ].join("\n")
            end

            def digest(text) = OpenSSL::Digest::SHA256.hexdigest(text)

            def hmac(key, text) = OpenSSL::HMAC.digest("SHA256", key, text)
          end
        end

        """#
}

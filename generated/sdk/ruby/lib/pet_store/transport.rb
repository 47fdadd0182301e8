# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "json"
require "net/http"
require "time"
require "uri"
require "pet_store/cancellation"
require "pet_store/checks"
require "pet_store/credentials"
require "pet_store/requests"

module PetStore
  # An answer that is no success.
  class ApiError < StandardError
    # The answer, a Net::HTTPResponse.
    attr_reader :response
    # The body: JSON where it is some, else text.
    attr_reader :body
    # The body as what the API declares for this status, where it does.
    attr_reader :model

    def initialize(response, body, model = nil)
      @response = response
      @body = body
      @model = model
      message = body["message"] || body["Message"] if body.is_a?(Hash)
      super([response.code, message].compact.join(" "))
    end

    def status = response.code.to_i

    # The gateway's name of the request, for its logs.
    def request_id = ::PetStore.request_id(response)
  end

  # A failure that the gateway itself answered with: the backend may not know of the call.
  class GatewayError < ApiError
    # Which of the gateway's failures it is: `ForbiddenException` ….
    def type = response["x-amzn-errortype"].split(":").first
  end

  # An event of a `text/event-stream`.
  ServerSentEvent = Struct.new(:event, :data, :id, keyword_init: true)

  class << self
    # The base URL of a stage of an API in a region of AWS.
    def execute_api(api_id, region:, stage:)
      "https://#{api_id}.execute-api.#{region}.amazonaws.com/#{stage}"
    end

    # The gateway's name of the request that an answer is for.
    def request_id(response) = response["x-amzn-requestid"] || response["apigw-requestid"]
  end

  # What calls have in common.
  class Transport
    SAFE = %w[GET HEAD PUT DELETE OPTIONS].freeze
    TRANSIENT = [408, 500, 502, 503, 504].freeze
    BROKEN = [SystemCallError, IOError, SocketError, OpenSSL::SSL::SSLError, Net::ProtocolError].freeze
    LATE = [Net::OpenTimeout, Net::ReadTimeout, Net::WriteTimeout].freeze
    # What a call may be given besides.
    OPTIONS = %i[retries timeout deadline cancel headers idempotency_key on_response].freeze

    def initialize(
      base_url, schemes:, user_agent:, credentials: {}, retries: 2, timeout: 30, deadline: nil, headers: {},
      middleware: [], checks_requests: false
    )
      unknown = credentials.keys.map(&:to_s) - schemes.keys
      raise ArgumentError, "unknown credentials: #{unknown.join(", ")}" unless unknown.empty?

      @base_url = base_url.chomp("/")
      @schemes = schemes
      @user_agent = user_agent
      @credentials = credentials.transform_keys(&:to_s)
      @defaults = { retries: retries, timeout: timeout, deadline: deadline, headers: headers }
      @middleware = middleware
      @checks_requests = checks_requests
    end

    # Sends a request and reads its answer; a block is given the body in parts, as they come.
    def call(method, path, answer: nil, options: {}, errors: {}, checks: nil, **parts, &block)
      RequestCheck.run(*checks) if checks && @checks_requests
      options = settings(options)
      limited(options) do |token|
        attempt = 0
        begin
          response = attempt(request(method, path, options, **parts), options[:timeout], token, &block)
          options[:on_response]&.call(response)
          next read(response, answer) if response.is_a?(Net::HTTPSuccess)

          raise failure(response, errors)
        rescue ApiError, ConnectionFailure => e
          token.check
          pause = pause(attempt, method, options, e)
          raise if pause.nil?

          token.wait(pause)
          attempt += 1
          retry
        end
      end
    end

    # Calls, and gives each event of the answer as it comes; an Enumerator without a block.
    def events(method, path, **parts, &block)
      found = Enumerator.new do |yielder|
        parser = EventParser.new
        call(method, path, **parts) { |chunk| parser.take(chunk) { |event| yielder << event } }
      end
      block ? found.each(&block) : found
    end

    # Each element of all pages; the block gets the page of a token.
    def pages(token, items, following)
      Enumerator.new do |yielder|
        loop do
          page = yield(token)
          page.public_send(items)&.each { |item| yielder << item }
          after = page.public_send(following)
          break if after.nil? || after.empty? || after == token

          token = after
        end
      end
    end

    private

    def settings(options)
      unknown = options.keys - OPTIONS
      raise ArgumentError, "unknown options: #{unknown.join(", ")}" unless unknown.empty?

      @defaults.merge(options) { |name, mine, given| name == :headers ? mine.merge(given) : given }
    end

    def request(
      method, path, options, query: [], headers: [], cookies: [], body: nil, security: [], accept: nil
    )
      uri = URI("#{@base_url}#{path}")
      pairs = query.flatten(1)
      uri.query = Requests.form(pairs) unless pairs.empty?
      request = Net::HTTPGenericRequest.new(method, !body.nil?, method != "HEAD", uri)
      request["accept"] = accept || "application/json"
      request["user-agent"] = @user_agent
      headers.flatten(1).each { |name, value| request[name] = value }
      request["idempotency-key"] = options[:idempotency_key] if options[:idempotency_key]
      options[:headers].each { |name, value| request[name.to_s] = value }
      crumbs = cookies.flatten(1).map { |name, value| Requests.crumb(name, value) }
      request["cookie"] = [request["cookie"], *crumbs].compact.join("; ") unless crumbs.empty?
      if body
        request["content-type"] = body.type
        request.body = body.content
      end
      authorize(request, security)
    end

    # Shows the first of the alternatives for which there are credentials.
    def authorize(request, security)
      way = security.find { |names| names.all? { |name| @credentials.key?(name) } } || []
      way.each do |name|
        value = @credentials[name]
        @schemes[name].show(request, value.respond_to?(:call) ? value.call : value)
      end
      request
    end

    # Runs a call until its deadline, or until its token ends it.
    def limited(options)
      token = CancelToken.new
      deadline, outer = options.values_at(:deadline, :cancel)
      timer = Thread.new { expire(token, deadline) } if deadline
      outer ? outer.watch(token.method(:finish)) { yield token } : yield(token)
    ensure
      timer&.kill
    end

    def expire(token, deadline)
      sleep(deadline)
      token.finish(TimeoutFailure.new("no answer within the deadline of #{deadline} s"))
    end

    def attempt(request, timeout, token, &block)
      send = ->(made) { exchange(made, timeout, token, &block) }
      steps = @middleware.reverse.reduce(send) { |following, step| ->(made) { step.call(made, following) } }
      steps.call(request)
    rescue *LATE => e
      raise TimeoutFailure, "no answer within #{timeout} s: #{e.message}"
    rescue *BROKEN => e
      raise ConnectionFailure, e.message
    end

    def exchange(request, timeout, token, &block)
      uri = request.uri
      http = HttpConnection.new(uri.hostname, uri.port)
      http.use_ssl = uri.scheme == "https"
      http.open_timeout = http.read_timeout = http.write_timeout = timeout
      http.max_retries = 0
      answer = token.watch(http.method(:stop)) do
        http.start do
          http.request(request) do |response|
            response.is_a?(Net::HTTPSuccess) && block ? response.read_body(&block) : response.read_body
          end
        end
      end
      # Of a body whose end is the connection's, what came is not all.
      token.check
      answer
    end

    # Seconds until the next attempt; nil where there is none.
    def pause(attempt, method, options, error)
      return nil if attempt >= options[:retries]

      safe = SAFE.include?(method) || !options[:idempotency_key].nil?
      pause = rand * [20.0, 0.2 * 2**attempt].min
      return safe ? pause : nil unless error.is_a?(ApiError)
      return nil unless error.status == 429 || (safe && TRANSIENT.include?(error.status))

      [pause, retry_after(error.response)].max
    end

    # Seconds that an answer asks to wait, a minute at most.
    def retry_after(response)
      text = response["retry-after"]
      seconds = Float(text, exception: false) || (text ? Time.httpdate(text) - Time.now : 0)
      seconds.clamp(0, 60)
    rescue ArgumentError
      0
    end

    def failure(response, errors)
      body = JSON.parse(response.body.to_s)
      return GatewayError.new(response, body) if response["x-amzn-errortype"]

      kind = errors[response.code.to_i]
      return ApiError.new(response, body) if kind.nil?

      kind.new(response, body, Shapes.read(kind::SHAPE, Shapes.parse(response.body)))
    rescue JSON::ParserError, ArgumentError, TypeError
      (response["x-amzn-errortype"] ? GatewayError : ApiError).new(response, body || response.body)
    end

    def read(response, answer)
      answer&.call(response)
    rescue JSON::ParserError, ArgumentError, TypeError => e
      raise ApiError.new(response, response.body), "the answer cannot be read: #{e.message}"
    end
  end

  # How answers are read.
  module Answers
    TEXT = ->(response) { response.body.to_s.dup.force_encoding(Encoding::UTF_8) }
    # Nil where a block took the body.
    BYTES = ->(response) { response.body.b if response.body.is_a?(String) }

    # JSON of a shape; nil where there is none.
    def self.json(shape)
      lambda do |response|
        text = response.body.to_s
        text.empty? ? nil : Shapes.read(shape, Shapes.parse(text))
      end
    end
  end

  # Parts of a `text/event-stream` to events: HTML, "Server-sent events".
  class EventParser
    def initialize
      @rest = +""
      @id = ""
      clear
    end

    # The events that a part ends.
    def take(chunk, &block)
      @rest << chunk.b
      while (line = @rest.slice!(/\A[^\r\n]*(?:\r\n|\n|\r(?!\z))/n))
        take_line(line.chomp.force_encoding(Encoding::UTF_8), &block)
      end
    end

    private

    def clear
      @event = "message"
      @data = []
    end

    def take_line(line)
      if line.empty?
        yield ServerSentEvent.new(event: @event, data: @data.join("\n"), id: @id) unless @data.empty?
        return clear
      end

      name, value = line.split(":", 2)
      value = value.to_s.delete_prefix(" ")
      case name
      when "data" then @data << value
      when "event" then @event = value
      when "id" then @id = value
      end
    end
  end
end

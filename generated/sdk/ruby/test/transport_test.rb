# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "minitest/autorun"
require "socket"
require "stringio"
require "pet_store"

# A server whose answers are made up; the last one is given again and again.
class Probe
  attr_reader :url, :sent

  def initialize(*answers)
    @server = TCPServer.new("127.0.0.1", 0)
    @url = "http://127.0.0.1:#{@server.addr[1]}/prod/"
    @answers = answers
    @sent = []
    @thread = Thread.new { loop { serve(@server.accept) } }
  end

  def close
    @thread.kill
    @server.close
  end

  private

  def serve(socket)
    head = +""
    head << socket.gets until head.end_with?("\r\n\r\n")
    length = head[/^content-length: (\d+)/i, 1].to_i
    @sent << [head, socket.read(length)]
    status, body, headers = @answers[[@sent.size, @answers.size].min - 1]
    sleep(5) if status.nil?
    socket << "HTTP/1.1 #{status} X\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n"
    headers.to_h.each { |name, value| socket << "#{name}: #{value}\r\n" }
    socket << "\r\n" << body
  ensure
    socket.close
  end
end

class TransportTest < Minitest::Test
  FINE = [200, '{"n": 1}'].freeze
  BUSY = [503, "{}", { "Retry-After" => "0" }].freeze
  SCHEMES = {
    "key" => PetStore::Scheme.new(:header, "x-api-key"), "query" => PetStore::Scheme.new(:query, "key"),
    "basic" => PetStore::Scheme.new(:basic), "bearer" => PetStore::Scheme.new(:bearer),
    "iam" => PetStore::Scheme.new(:sigv4)
  }.freeze

  def teardown
    @probe&.close
  end

  def transport(*answers, **settings)
    @probe&.close
    @probe = Probe.new(*answers)
    PetStore::Transport.new(@probe.url, schemes: SCHEMES, user_agent: "probe/1", **settings)
  end

  def json(shape = :any) = PetStore::Answers.json(shape)

  def test_reads_json
    assert_equal({ "n" => 1 }, transport(FINE).call("GET", "/a", answer: json))
    assert_match(%r{\AGET /prod/a HTTP/1.1\r\n}, @probe.sent[0][0])
    assert_match(%r{^User-Agent: probe/1\r$}i, @probe.sent[0][0])
  end

  def test_tries_again_what_is_safe
    transport(BUSY, FINE).call("GET", "/a")
    assert_equal 2, @probe.sent.size
    assert_raises(PetStore::ApiError) { transport(BUSY, FINE).call("POST", "/a") }
    assert_equal 1, @probe.sent.size
    transport(BUSY, FINE).call("POST", "/a", options: { idempotency_key: "k" })
    assert_equal(2, @probe.sent.count { |head, _| head =~ /^Idempotency-Key: k\r$/i })
    transport([429, ""], FINE).call("POST", "/a")
    assert_equal 2, @probe.sent.size
    assert_raises(PetStore::ApiError) { transport(BUSY, FINE).call("GET", "/a", options: { retries: 0 }) }
    assert_equal 1, @probe.sent.size
  end

  def test_tells_failures_apart
    headers = { "X-Amzn-ErrorType" => "ForbiddenException:x", "X-Amzn-RequestId" => "r1" }
    refused = transport([403, '{"message": "No"}', headers])
    error = assert_raises(PetStore::GatewayError) { refused.call("GET", "/a") }
    assert_equal ["ForbiddenException", 403, "r1", "403 No"],
                 [error.type, error.status, error.request_id, error.message]
    kind = Class.new(PetStore::ApiError)
    kind.const_set(:SHAPE, { String => :integer })
    error = assert_raises(kind) { transport([404, '{"n": 7}']).call("GET", "/a", errors: { 404 => kind }) }
    assert_equal({ "n" => 7 }, error.model)
    error = assert_raises(PetStore::ApiError) { transport([404, "no"]).call("GET", "/a") }
    assert_equal "no", error.body
    error = assert_raises(PetStore::ApiError) { transport([200, "no"]).call("GET", "/a", answer: json) }
    assert_match(/cannot be read/, error.message)
  end

  def test_waits_no_longer_than_asked
    slow = transport([nil, ""], retries: 0)
    assert_raises(PetStore::TimeoutFailure) { slow.call("GET", "/a", options: { timeout: 0.05 }) }
    @probe.close
    assert_raises(PetStore::ConnectionFailure) { slow.call("GET", "/a") }
    @probe = nil
  end

  def test_ends_at_the_deadline
    slow = transport([nil, ""])
    failure = assert_raises(PetStore::TimeoutFailure) { slow.call("GET", "/a", options: { deadline: 0.05 }) }
    assert_equal "no answer within the deadline of 0.05 s", failure.message
    assert_equal 1, @probe.sent.size
    busy = transport([503, "", { "Retry-After" => "60" }], deadline: 0.2)
    assert_raises(PetStore::TimeoutFailure) { busy.call("GET", "/a") }
    assert_equal 1, @probe.sent.size
    assert_equal "200", transport(FINE).call("GET", "/a", answer: :code.to_proc, options: { deadline: 5 })
  end

  def test_ends_by_a_token
    token = PetStore::CancelToken.new
    slow = transport([nil, ""])
    thread = Thread.new { slow.call("GET", "/a", options: { cancel: token }) }
    thread.report_on_exception = false
    sleep(0.01) while @probe.sent.empty?
    token.cancel
    failure = assert_raises(PetStore::CancelledFailure) { thread.value }
    assert_equal "the call was cancelled", failure.message
    assert_predicate token, :cancelled?
    assert_raises(PetStore::CancelledFailure) { slow.call("GET", "/a", options: { cancel: token }) }
    assert_equal 1, @probe.sent.size
    token = PetStore::CancelToken.new
    parts = transport([200, "data: a\n\ndata: b\n\n"]).events("GET", "/a", options: { cancel: token })
    assert_raises(PetStore::CancelledFailure) { parts.each { token.cancel } }
  end

  def test_shows_credentials
    client = transport(FINE, credentials: {
      key: -> { "secret" }, query: "a b", bearer: "t",
      basic: PetStore::BasicCredentials.new(username: "user", password: "word")
    })
    ways = [[["iam"], %w[key query]], [["basic"]], [["bearer"]], []]
    ways.each { |way| client.call("GET", "/a", security: way) }
    heads = @probe.sent.map(&:first)
    assert_match(%r{\AGET /prod/a\?key=a%20b .*^X-Api-Key: secret\r$}im, heads[0])
    assert_match(/^Authorization: Basic dXNlcjp3b3Jk\r$/i, heads[1])
    assert_match(/^Authorization: Bearer t\r$/i, heads[2])
    refute_match(/Authorization|X-Api-Key/i, heads[3])
    assert_raises(ArgumentError) { transport(FINE, credentials: { other: "x" }) }
  end

  def test_signs
    uri = URI("https://abc.execute-api.eu-west-1.amazonaws.com/prod/pets/a%20b?b=2&b=1&a=%C3%BC")
    request = Net::HTTPGenericRequest.new("POST", true, true, uri)
    request["content-type"] = "text/plain"
    request.body = "hello"
    keys = { access_key_id: "AKID", secret_access_key: "secret", session_token: "token" }
    keys = PetStore::AwsCredentials.new(**keys)
    PetStore::Signing.sign(request, keys, Time.utc(2026, 1, 31, 12))
    shown = "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/execute-api/aws4_request, " \
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, " \
            "Signature=3183521b998279c6b0a9e355bc4efee769fbee8de1d81b38cb32964070e5ab0b"
    assert_equal shown, request["authorization"]
    refute_includes keys.inspect, "secret\""
  end

  def test_passes_through_middleware
    order = []
    steps = %w[a b].map { |name| ->(request, forward) { order << name && forward.call(request) } }
    seen = nil
    options = { headers: { "X-A" => "b" }, on_response: ->(response) { seen = response } }
    transport(FINE, middleware: steps).call("GET", "/a", options: options)
    assert_equal [%w[a b], "200"], [order, seen.code]
    assert_match(/^X-A: b\r$/i, @probe.sent[0][0])
    assert_raises(ArgumentError) { transport(FINE).call("GET", "/a", options: { tries: 1 }) }
  end

  def test_writes_parameters
    requests = PetStore::Requests
    assert_equal [%w[a 1], %w[a 2]], requests.query("a", [1, 2])
    assert_equal [["a", "1|2"]], requests.query("a", [1, 2], "|")
    assert_equal [["a", "2026-01-31"]], requests.query("a", Date.new(2026, 1, 31))
    assert_equal [], requests.query("a", nil)
    assert_equal [%w[f[a][b] true]], requests.deep_object("f", { a: { b: true } })
    assert_equal "a%2Fb%20c%C3%BC", requests.segment("a/b cü")
    assert_equal "a/b", requests.segments("a/b")
    ["", ".", ".."].each { |text| assert_raises(ArgumentError) { requests.segment(text) } }
    assert_raises(ArgumentError) { requests.label("") }
  end

  def test_writes_paths_and_headers_in_all_styles
    requests = PetStore::Requests
    color = { R: 100, G: 200, B: 150, A: nil }
    names = ["blue", "black", "a b"]
    assert_equal "blue,black,a%20b", requests.segment(names)
    assert_equal "R,100,G,200,B,150", requests.segment(color)
    assert_equal "R=100,G=200,B=150", requests.segment(color, explodes: true)
    assert_equal ".blue", requests.label("blue")
    assert_equal ".blue,black,a%20b", requests.label(names)
    assert_equal ".blue.black.a%20b", requests.label(names, explodes: true)
    assert_equal ".R,100,G,200,B,150", requests.label(color)
    assert_equal ".R=100.G=200.B=150", requests.label(color, explodes: true)
    assert_equal ";color", requests.matrix("color", "")
    assert_equal ";color=blue", requests.matrix("color", "blue")
    assert_equal ";color=blue,black,a%20b", requests.matrix("color", names)
    assert_equal ";color=blue;color=black;color=a%20b", requests.matrix("color", names, explodes: true)
    assert_equal ";color=R,100,G,200,B,150", requests.matrix("color", color)
    assert_equal ";R=100;G=200;B=150", requests.matrix("color", color, explodes: true)
    assert_equal [["x", "blue,black,a b"]], requests.header("x", names)
    assert_equal [["x", "R=100,G=200,B=150"]], requests.header("x", color, explodes: true)
    assert_equal [], requests.header("x", nil)
  end

  def test_sends_cookies_in_one_header
    requests = PetStore::Requests
    cookies = [requests.query("a b", "x;y,\"z\\%"), requests.query("list", [1, 2]), requests.query("none", nil)]
    transport(FINE, headers: { "Cookie" => "own=1" }).call("GET", "/a", cookies: cookies)
    told = "own=1; a%20b=x%3By%2C%22z%5C%25; list=1; list=2"
    assert_equal told, @probe.sent[0][0][/^Cookie: (.*)\r$/i, 1]
    assert_equal "s=a=b/c+d==", requests.crumb("s", "a=b/c+d==")
  end

  def test_writes_bodies
    requests = PetStore::Requests
    body = requests.form_body({ String => :any }, { name: "a b", tags: [1, 2] })
    assert_equal "name=a%20b&tags=1&tags=2", body.content
    upload = PetStore::Upload.new(content: StringIO.new("hello"), filename: "f\".txt")
    body = requests.multipart_body({ String => :any }, { file: upload, more: ["x", StringIO.new("y")] })
    assert_match(%r{\Amultipart/form-data; boundary=\h+\z}, body.type)
    assert_includes body.content, "name=\"file\"; filename=\"f%22.txt\"\r\n"
    assert_includes body.content, "Content-Type: application/octet-stream\r\n\r\nhello\r\n"
    assert_includes body.content, "name=\"more\"\r\n\r\nx\r\n"
    assert_nil requests.json_body("application/json", :any, nil)
    assert_equal '{"at":"2026-01-31T12:00:00Z"}',
                 requests.json_body("application/json", :any, { at: Time.utc(2026, 1, 31, 12) }).content
    transport(FINE).call("POST", "/a", body: requests.raw_body("image/png", StringIO.new("\x01")))
    assert_equal "\x01", @probe.sent[0][1]
  end

  def test_reads_streams
    text = "event: tick\ndata: a\r\ndata: b\nid: 7\n\n: note\n\ndata: cü\n\ndata: lost\n"
    seen = transport([200, text]).events("GET", "/a").to_a
    assert_equal [%W[tick a\nb 7], %w[message cü 7]], seen.map { |event| [event.event, event.data, event.id] }
    assert_equal "tick", transport([200, text]).events("GET", "/a") { |event| break event.event }
    parts = +""
    bytes = transport([200, "bytes"])
    assert_nil(bytes.call("GET", "/a", answer: PetStore::Answers::BYTES) { |part| parts << part })
    assert_equal "bytes", bytes.call("GET", "/a", answer: PetStore::Answers::BYTES)
    assert_equal "bytes", parts
    parser = PetStore::EventParser.new
    events = []
    "data: a\r\n\r\n".each_char { |letter| parser.take(letter) { |event| events << event.data } }
    assert_equal ["a"], events
  end

  def test_goes_through_pages
    page = Struct.new(:items, :token)
    all = { nil => page.new([1, 2], "b"), "b" => page.new(nil, "c"), "c" => page.new([3], "") }
    assert_equal [1, 2, 3], transport(FINE).pages(nil, :items, :token) { |token| all.fetch(token) }.to_a
  end
end

# Models and unions.
class ValuesTest < Minitest::Test
  class Pet < PetStore::Model
    attribute :id, :integer, required: true
    attribute :born, :date
    attribute :maybe, :string, nullable: true
    attribute :odd, :time, member: "odd-name"
    further :additional, :number
  end

  Kind = PetStore::Union.new({ String => :integer }, :string, [:integer], by: "kind", tags: { "pet" => Pet })

  def test_tells_null_from_absence
    [
      { "id" => 1 }, { "id" => 1, "maybe" => nil, "born" => "2026-01-31", "x" => 1.5 },
      { "odd-name" => "2026-01-31T12:00:00Z" }
    ].each { |members| assert_equal members, Pet.read(members).to_h.sort.to_h.merge(members) }
    pet = Pet.read({ "id" => 1, "maybe" => nil, "x" => 1 })
    assert_equal [true, false, { "x" => 1.0 }], [pet.key?(:maybe), pet.key?(:born), pet.additional]
    assert_equal({ "id" => 2, "maybe" => nil }, Pet.new(id: 2, born: nil, maybe: nil).to_h)
    assert_equal Pet.new(id: 3), Pet.new(id: 1).with(id: 3)
    assert_raises(ArgumentError) { Pet.new(born: nil) }
    assert_raises(ArgumentError) { Pet.new(id: 1, other: 2) }
    assert_match(/Pet#born/, assert_raises(ArgumentError) { Pet.read({ "born" => "x" }) }.message)
    case pet
    in { id: Integer => id } then assert_equal 1, id
    end
  end

  def test_tells_unions_apart
    assert_equal [1], Kind.read([1])
    assert_equal "a", Kind.read("a")
    assert_equal 2, Kind.read({ "kind" => "pet", "id" => 2 }).id
    assert_equal({ "n" => 1 }, Kind.read({ "n" => 1 }))
    assert_equal 1.5, Kind.read(1.5)
    union = PetStore::Union.new(by: "kind", tags: { "pet" => "Pet" })
    assert_equal({ "kind" => "pet", "id" => 1 }, union.write(Pet.new(id: 1)))
    assert_equal({ "id" => 1 }, union.write({ id: 1 }))
  end

  def test_takes_hashes_for_models
    assert_equal({ "born" => "2026-01-31", "x" => 1 }, Pet.write_hash({ born: Date.new(2026, 1, 31), x: 1 }))
  end
end

// Tests that a package brings along of its XML: the same for every API.

extension RubyPackage {
    static let xmlTests = #"""
        require "minitest/autorun"
        require "LIBRARY"

        class XmlTest < Minitest::Test
          TEXTS = { each: { name: "label", form: :text } }.freeze
          INNER = {
            members: [{ member: "z", name: "z", prefix: "q", namespace: "urn:z", form: :text, attribute: true }]
          }.freeze
          # All that elements can have.
          PET = {
            name: "pet", prefix: "p", namespace: "urn:pets", form: {
              members: [
                { member: "id", name: "id", form: :number, attribute: true },
                { member: "name", name: "name", form: :text }, { member: "isGood", name: "good", form: :boolean },
                { member: "tags", name: "labels", form: TEXTS },
                { member: "photos", name: "photo", form: { each: { name: "photo", form: :text } }, unwrapped: true },
                { member: "notes", name: "notes", form: { values: :number } },
                { member: "any", name: "any", prefix: "p", namespace: "urn:pets", form: :any },
                {
                  member: "x", name: "x", prefix: "q", namespace: "urn:q",
                  form: { each: { name: "y", namespace: "urn:y", form: INNER } }
                }
              ]
            }
          }.freeze
          VALUE = {
            "id" => 1.5, "name" => "a <b> & \"c\"", "isGood" => true, "tags" => ["x", ""], "photos" => %w[1 2],
            "notes" => { "n" => 1 }, "any" => { "a" => %w[1 2] }, "x" => [{ "z" => "1" }, {}]
          }.freeze
          TEXT = "<p:pet xmlns:p=\"urn:pets\" id=\"1.5\"><name>a &lt;b&gt; &amp; &quot;c&quot;</name>" \
                 "<good>true</good><labels><label>x</label><label></label></labels><photo>1</photo><photo>2</photo>" \
                 "<notes><n>1</n></notes><p:any><a>1</a><a>2</a></p:any><q:x xmlns:q=\"urn:q\">" \
                 "<y xmlns=\"urn:y\" xmlns:q=\"urn:z\" q:z=\"1\"></y><y xmlns=\"urn:y\"></y></q:x></p:pet>"

          def read(text) = MODULE::XmlText.read(PET, text)

          def test_writes
            body = MODULE::Requests.xml_body("text/xml", :any, PET, VALUE)
            assert_equal ["text/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n#{TEXT}"], body.to_a
            assert_nil MODULE::Requests.xml_body("text/xml", :any, PET, nil)
            wrong = [
              { "notes" => { "a b" => 1 } }, { "any" => { "<" => 1 } }, { "notes" => 1 }, [], { "name" => "\b" }
            ]
            wrong.each { |value| assert_raises(ArgumentError) { MODULE::XmlText.write(PET, value) } }
          end

          def test_reads
            assert_equal VALUE, read(TEXT)
            assert_equal VALUE, read("<?xml version=\"1.0\"?>\n<!-- c -->#{TEXT}\n".b)
            {
              "<q id='+2'><good> 0 </good><name/></q>" => { "id" => 2, "isGood" => false, "name" => "" },
              "<q id='x'><labels/><any b='1'/></q>" => { "id" => "x", "tags" => [], "any" => { "b" => "1" } },
              "<q><name nil='true'/><![CDATA[x]]></q>" => { "name" => nil },
              "<q><good>maybe</good><!-- c --><?p x?></q>" => { "isGood" => "maybe" },
              "<q><name>&#65;&#x1F600;&apos;<![CDATA[<]]></name></q>" => { "name" => "A😀'<" }
            }.each { |text, value| assert_equal value, read(text), text }
          end

          def test_refuses_what_is_no_plain_document
            deep = MODULE::XmlText::DEPTH_MAX + 1
            [
              "<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", "<!DOCTYPE a SYSTEM \"x\"><a/>", "<a>&x;</a>", "<a b='&x;'/>",
              "<a>&#x110000;</a>", "<a>", "<a/><b/>", "text", "", "<a></b>", ("<a>" * deep) + ("</a>" * deep)
            ].each { |text| assert_raises(ArgumentError, text) { read(text) } }
          end

          def test_answers_may_be_json
            answer = MODULE::Answers.xml(:any, PET)
            {
              ["application/xml; charset=utf-8", "<q><name>a</name></q>"] => { "name" => "a" },
              ["application/json", "{\"name\":\"a\"}"] => { "name" => "a" }, ["text/xml", ""] => nil
            }.each do |(type, text), value|
              response = Net::HTTPOK.new("1.1", "200", "OK")
              response["content-type"] = type
              response.instance_variable_set(:@read, true)
              response.instance_variable_set(:@body, text)
              read = answer.call(response)
              value.nil? ? assert_nil(read) : assert_equal(value, read)
            end
          end
        end

        """#
}

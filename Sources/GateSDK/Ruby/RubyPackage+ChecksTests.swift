// Tests that a package brings along of what looks at requests: the same for every API.

extension RubyPackage {
    static let checkTests = #"""
        require "minitest/autorun"
        require "LIBRARY"

        class ChecksTest < Minitest::Test
          # What is wrong with a value.
          def wrong(rule, value)
            check = MODULE::RequestCheck.new
            check.look(rule, value, "body")
            check.violations.map(&:to_s)
          end

          def test_bounds_numbers
            rule = { minimum: 1, below: 2.5r, multiple_of: 0.1r }
            [1, 2, 0.1 * 12, 2.4, nil].each { |number| assert_empty wrong(rule, number) }
            assert_equal ["body is less than 1"], wrong(rule, 0.9)
            assert_equal ["body is not less than 2.5"], wrong(rule, 2.5)
            assert_equal ["body is no multiple of 0.1"], wrong(rule, 1.25)
            assert_empty wrong({ multiple_of: 0.1r }, 0.1 * 3)
            assert_equal ["body is not greater than 1", "body is greater than 0"], wrong({ above: 1, maximum: 0 }, 1)
          end

          def test_bounds_texts
            rule = { min_length: 2, max_length: 3, pattern: "^[a-zü*+]+$" }
            assert_empty wrong(rule, "aü")
            assert_equal ["body is shorter than 2 characters"], wrong(rule, "a")
            assert_equal ["body is longer than 3 characters"], wrong(rule, "😀aaa").take(1)
            assert_equal ["body does not match ^[a-zü*+]+$"], wrong(rule, "a\nb")
            # What Ruby reads in its own way holds nothing back.
            ["(?i)a", "a++", "[a&&b]", "[a[b]]", "\\h", "(", "[^]", "a{,2}"].each do |pattern|
              assert_empty wrong({ pattern: pattern }, "#")
            end
          end

          def test_bounds_lists_and_objects
            inner = { members: { "n" => { minimum: 1 } }, others: { max_length: 1 } }
            rule = { max_items: 2, unique: true, items: inner }
            assert_empty wrong(rule, [{ "n" => 1, "x" => "a" }, { "n" => 2 }])
            assert_equal ["body has more than 2 elements", "body has an element twice", "body[2].n is less than 1"],
                         wrong(rule, [{}, {}, { "n" => 0 }])
            assert_equal ["body[0].x is longer than 1 characters"], wrong(rule, [{ "x" => "ab" }])
            assert_equal ["body has fewer than 1 members"], wrong({ min_members: 1, max_members: 2 }, {})
            rule = { by: "kind", tags: { "a" => { max_members: 1 } } }
            assert_equal ["body has more than 1 members"], wrong(rule, { "kind" => "a", "b" => 1 })
            assert_empty wrong(rule, { "kind" => "b", "b" => 1 })
          end

          def test_sends_only_what_keeps_to_the_rules
            sent = []
            fine = Net::HTTPOK.new("1.1", "200", "OK")
            fine.instance_variable_set(:@read, true)
            answer = ->(request, _) { sent << request.body && fine }
            settings = { schemes: {}, user_agent: "probe/1", middleware: [answer] }
            rules = [["query limit", :integer, { maximum: 9 }], ["body", [:any], { max_items: 1 }]]
            call = lambda do |transport, *values|
              body = MODULE::Requests.json_body("application/json", [:any], values[1])
              transport.call("POST", "/a", body: body, checks: [rules, values])
            end
            checking = MODULE::Transport.new("http://127.0.0.1:9", checks_requests: true, **settings)
            failure = assert_raises(MODULE::RequestFailure) { call.call(checking, 10, [1, 2]) }
            assert_equal [["query limit", "is greater than 9"], ["body", "has more than 1 elements"]],
                         failure.violations.map(&:to_a)
            assert_equal "query limit is greater than 9; body has more than 1 elements", failure.message
            assert_empty sent
            call.call(checking, nil, [1])
            call.call(MODULE::Transport.new("http://127.0.0.1:9", **settings), 10, [1, 2])
            assert_equal ["[1]", "[1,2]"], sent
          end
        end

        """#
}

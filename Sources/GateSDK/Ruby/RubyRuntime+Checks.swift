// `checks.rb`: whether a request keeps to the API's rules, before it is sent.

extension RubyRuntime {
    static let checks = #"""
        require "LIBRARY/rules"
        require "LIBRARY/values"

        module MODULE
          # A request that does not keep to the API's rules; it was not sent.
          class RequestFailure < StandardError
            # Where something is, `body.tags[2].name`, and what is wrong: `is longer than 64 characters`.
            Violation = Struct.new(:place, :problem) do
              def to_s = "#{place} #{problem}"
            end

            # All of them.
            attr_reader :violations

            def initialize(violations)
              @violations = violations
              super(violations.join("; "))
            end
          end

          # Looks at what a call takes.
          class RequestCheck
            # Raises where values do not keep to rules, each with its place and its shape.
            def self.run(rules, values)
              check = new
              rules.zip(values) { |(place, shape, rule), value| check.look(rule, Shapes.write(shape, value), place) }
              raise RequestFailure, check.violations unless check.violations.empty?
            end

            NUMBERS = {
              minimum: ->(number, bound) { "is less than" if number < bound },
              above: ->(number, bound) { "is not greater than" if number <= bound },
              maximum: ->(number, bound) { "is greater than" if number > bound },
              below: ->(number, bound) { "is not less than" if number >= bound }
            }.freeze
            private_constant :NUMBERS

            attr_reader :violations

            def initialize
              @violations = []
            end

            # Looks at a value of JSON, and at all that it holds.
            def look(rule, value, place)
              rule = RequestRules::TYPES.fetch(rule) if rule.is_a?(String)
              case value
              when String then look_at_text(rule, value, place)
              when Array then look_at_list(rule, value, place)
              when Hash then look_at_object(rule, value, place)
              else look_at_number(rule, value, place)
              end
            end

            private

            def tell(place, problem)
              @violations << RequestFailure::Violation.new(place, problem)
            end

            def look_at_text(rule, text, place)
              tell(place, "is shorter than #{rule[:min_length]} characters") if text.length < rule.fetch(:min_length, 0)
              if rule.key?(:max_length) && text.length > rule[:max_length]
                tell(place, "is longer than #{rule[:max_length]} characters")
              end
              return unless rule.key?(:pattern)

              pattern = RequestCheck.pattern(rule[:pattern])
              tell(place, "does not match #{rule[:pattern]}") unless !pattern || pattern.match?(text)
            end

            def look_at_list(rule, list, place)
              look_at_count(rule, list.size, place, :items, "elements")
              tell(place, "has an element twice") if rule[:unique] && list.uniq.size < list.size
              inner = rule[:items]
              list.each_with_index { |item, index| look(inner, item, "#{place}[#{index}]") } if inner
            end

            def look_at_object(rule, members, place)
              if (by = rule[:by])
                chosen = rule[:tags][members[by]]
                return chosen && look(chosen, members, place)
              end

              look_at_count(rule, members.size, place, :members, "members")
              known = rule.fetch(:members, {})
              members.each do |name, value|
                inner = known.fetch(name, rule[:others])
                look(inner, value, "#{place}.#{name}") if inner
              end
            end

            def look_at_count(rule, count, place, kind, word)
              least = rule[:"min_#{kind}"]
              most = rule[:"max_#{kind}"]
              tell(place, "has fewer than #{least} #{word}") if least && count < least
              tell(place, "has more than #{most} #{word}") if most && count > most
            end

            def look_at_number(rule, value, place)
              number = exact(value)
              return if number.nil?

              NUMBERS.each do |name, check|
                problem = rule.key?(name) && check.call(number, rule[name])
                tell(place, "#{problem} #{shown(rule[name])}") if problem
              end
              step = rule[:multiple_of]
              tell(place, "is no multiple of #{shown(step)}") unless step.nil? || multiple?(value, number, step.to_r)
            end

            def shown(bound) = bound.is_a?(Rational) ? bound.to_f : bound

            # The number that a text of JSON would hold.
            def exact(value)
              case value
              when Integer then value.to_r
              when Float then value.finite? ? Rational(value.to_s) : nil
              else value.respond_to?(:exact) ? value.exact : nil
              end
            end

            # Floating-point numbers may be as near to a multiple as such numbers can be: `0.1 * 3`.
            def multiple?(value, number, bound)
              count = number / bound
              return true if count.denominator == 1
              return false unless value.is_a?(Float)

              nearest = (count.round * bound).to_f
              [nearest.prev_float, nearest.next_float].include?(value)
            end

            class << self
              # A pattern of JSON Schema as Ruby's; nil where Ruby would read it in another way, or cannot.
              def pattern(text)
                @patterns ||= {}
                return @patterns[text] if @patterns.key?(text)

                source = translated(text)
                @patterns[text] = source && Regexp.new(source)
              rescue RegexpError
                @patterns[text] = nil
              end

              private

              # In ECMAScript anchors are those of the text, and classes hold no classes.
              def translated(text)
                in_class = false
                text.gsub(/\\.|[*+?}](?=\+)|\(\?(?![:=!<])|\{,|&&|\[\^?|\]|[$^]/m) do |part|
                  written = in_class ? within_class(part) : outside_class(part)
                  return nil if written.nil? || (part.start_with?("[") && Regexp.last_match.post_match.start_with?("]"))

                  in_class = part.start_with?("[") || (in_class && part != "]")
                  written
                end
              end

              def within_class(part) = part.start_with?("[") || part == "&&" ? nil : part

              def outside_class(part)
                case part
                when "^" then "\\A"
                when "$" then "\\z"
                when "[", "[^", "]", "&&", /\A\\(?:[dDwWsSbBtnrfvuxpPk\d]|[^A-Za-z])/ then part
                end
              end
            end
          end
        end

        """#
}

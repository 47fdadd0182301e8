// `values.rb`: from JSON to models and back, by their shapes.

extension RubyRuntime {
    static let values = #"""
        #if decimals
        require "bigdecimal"
        #end
        require "date"
        require "json"
        require "time"

        module MODULE
          # What JSON holds, as Ruby has it. A shape is `:any`, `:boolean`, `:integer`, `:number`, `:string`, `:date`,
          # `:time`, `:base64` or `:binary`; `[shape]` is a list, `{ String => shape }` a map, and a text names a type.
          #if decimals
          # `:decimal` and `:decimal_text` stay exact, in JSON as numbers and as texts.
          #end
          module Shapes
            READERS = {
              #if decimals
              any: ->(value) { inexact(value) },
              decimal: ->(value) { decimal(value) },
              decimal_text: ->(value) { decimal(value) },
              number: ->(value) { value.is_a?(Numeric) ? value.to_f : value },
              #else
              number: ->(value) { value.is_a?(Integer) ? value.to_f : value },
              #end
              date: ->(value) { Date.iso8601(value) },
              time: ->(value) { Time.iso8601(value) },
              base64: ->(value) { value.unpack1("m") }
            }.freeze

            WRITERS = {
              #if decimals
              decimal: ->(value) { Digits.new(decimal(value)) },
              decimal_text: ->(value) { Digits.new(decimal(value)).to_s },
              #end
              date: ->(value) { value.is_a?(Date) ? value.iso8601 : value },
              time: ->(value) { value.is_a?(Time) ? value.iso8601(value.subsec.zero? ? 0 : 9) : value },
              base64: ->(value) { [value].pack("m0") }
            }.freeze

            CLASSES = {
              boolean: [true, false], integer: [Integer], number: [Numeric], string: [String], date: [String],
              #if decimals
              decimal: [Numeric], decimal_text: [String],
              #end
              time: [String], base64: [String], binary: [String]
            }.freeze

            #if decimals
            # A decimal number as JSON writes it.
            Digits = Struct.new(:value) do
              def to_s
                raise ArgumentError, "#{value} is no number of JSON" unless value.finite?
                # Large powers are not written out.
                return value.to_s if value.exponent.abs > 400

                value.frac.zero? ? value.to_i.to_s : value.to_s("F")
              end

              def to_json(*) = to_s

              # For comparisons.
              def exact = value.finite? ? value.to_r : nil
            end

            #end
            module_function

            # JSON of a text.
            #if decimals
            def parse(text) = JSON.parse(text, decimal_class: BigDecimal)

            def decimal(value) = BigDecimal(value.is_a?(Float) ? value.to_s : value)

            # JSON of no known shape has Ruby's numbers.
            def inexact(value)
              case value
              when BigDecimal then value.to_f
              when Array then value.map { |item| inexact(item) }
              when Hash then value.transform_values { |item| inexact(item) }
              else value
              end
            end
            #else
            def parse(text) = JSON.parse(text)
            #end

            # A value of JSON as what a shape says; ArgumentError or TypeError where it cannot be.
            def read(shape, value)
              return nil if value.nil?

              case shape
              when String then read_named(::MODULE.const_get(shape, false), value)
              when Array then expect(value, Array).map { |item| read(shape[0], item) }
              when Hash then expect(value, Hash).transform_values { |item| read(shape[String], item) }
              when Symbol then READERS.fetch(shape, :itself.to_proc).call(value)
              else shape.read(value)
              end
            end

            # What JSON.generate takes. Hashes may stand for models.
            def write(shape, value)
              return value if value.nil?
              return write_named(::MODULE.const_get(shape, false), value) if shape.is_a?(String)
              return value.to_h if value.is_a?(Model)

              case shape
              when Array then value.is_a?(Array) ? value.map { |item| write(shape[0], item) } : value
              when Hash then value.to_h { |name, item| [name.to_s, write(shape[String], item)] }
              when :any then write_any(value)
              else WRITERS.fetch(shape, :itself.to_proc).call(value)
              end
            end

            # Whether a value may be of a shape, by its class and the members that it needs.
            def fits?(shape, value)
              case shape
              when String
                named = ::MODULE.const_get(shape, false)
                named.respond_to?(:fits?) ? named.fits?(value) : fits?(named, value)
              when Array then value.is_a?(Array)
              when Hash then value.is_a?(Hash)
              else CLASSES.fetch(shape, [Object]).any? { |known| known === value }
              end
            end

            def read_named(named, value)
              named.respond_to?(:read) ? named.read(value) : read(named, value)
            end

            def write_named(named, value)
              return named.write(value) if named.is_a?(Union)
              return write(named, value) unless named.respond_to?(:read)

              value.is_a?(Hash) ? named.write_hash(value) : write_any(value)
            end

            def write_any(value)
              case value
              when Model then value.to_h
              when Array then value.map { |item| write_any(item) }
              when Hash then value.to_h { |name, item| [name.to_s, write_any(item)] }
              when Date then value.iso8601
              when Time then WRITERS[:time].call(value)
              #if decimals
              when BigDecimal then WRITERS[:decimal].call(value)
              #end
              else value
              end
            end

            def expect(value, kind)
              value.is_a?(kind) ? value : raise(TypeError, "#{value.class} where #{kind} was expected")
            end
          end

          # An attribute of a model, and the member of JSON that it is.
          Attribute = Struct.new(:name, :shape, :member, :required, :nullable)

          # An object of the API. It does not change; `with` makes another one. What was not given is absent;
          # where null is a value, nil is null.
          class Model
            class << self
              # The attributes by their names.
              def attributes
                @attributes ||= {}
              end

              # Declares an attribute.
              def attribute(name, shape, member: name.to_s, required: false, nullable: false)
                attributes[name] = Attribute.new(name, shape, member, required, nullable)
                define_method(name) { @values[name] }
              end

              # Declares the attribute that holds further members.
              def further(name, shape)
                @further = Attribute.new(name, { String => shape }, nil, false, false)
                define_method(name) { @values.fetch(name, {}) }
              end

              # A model of what JSON holds. What it lacks is absent, whatever the API promises.
              def read(value)
                members = Shapes.expect(value, Hash).dup
                values = {}
                attributes.each_value do |attribute|
                  next unless members.key?(attribute.member)

                  values[attribute.name] = read_member(attribute, members.delete(attribute.member))
                end
                values[@further.name] = Shapes.read(@further.shape, members) if @further && !members.empty?
                allocate.tap { |model| model.instance_variable_set(:@values, values.freeze) }
              end

              # Whether a value of JSON has the members that it needs.
              def fits?(value)
                value.is_a?(Hash) && attributes.each_value.all? { |known| !known.required || value.key?(known.member) }
              end

              # How many members of an object are known.
              def known(value)
                attributes.each_value.count { |attribute| value.key?(attribute.member) }
              end

              # Names of attributes that may be given.
              def names
                @names ||= attributes.keys + [@further&.name].compact
              end

              # What JSON holds of some values.
              def write(values)
                made = attributes.each_value.with_object({}) do |attribute, members|
                  next unless values.key?(attribute.name)

                  value = Shapes.write(attribute.shape, values[attribute.name])
                  members[attribute.member] = value unless value.nil? && !attribute.nullable
                end
                further = @further && values[@further.name]
                further ? Shapes.write(@further.shape, further).merge(made) : made
              end

              # What JSON holds of a hash that stands for a model: members by their names in JSON.
              def write_hash(value)
                @members ||= attributes.each_value.to_h { |attribute| [attribute.member, attribute.shape] }
                others = @further ? @further.shape[String] : :any
                value.to_h { |name, item| [name.to_s, Shapes.write(@members.fetch(name.to_s, others), item)] }
              end

              private

              def read_member(attribute, value)
                Shapes.read(attribute.shape, value)
              rescue ArgumentError, TypeError => e
                raise e.class, "#{name}##{attribute.name}: #{e.message}"
              end
            end

            def initialize(**values)
              missing = self.class.attributes.each_value.select(&:required).map(&:name) - values.keys
              unknown = values.keys - self.class.names
              raise ArgumentError, "missing: #{missing.join(", ")}" unless missing.empty?
              raise ArgumentError, "unknown: #{unknown.join(", ")}" unless unknown.empty?

              @values = values.freeze
            end

            # Whether an attribute is there, be it nil.
            def key?(name) = @values.key?(name)

            # The same with other values of some attributes.
            def with(**changes) = self.class.new(**@values, **changes)

            # What JSON holds.
            def to_h = self.class.write(@values)

            def to_json(*arguments) = to_h.to_json(*arguments)

            def deconstruct_keys(_names) = @values

            def ==(other) = other.instance_of?(self.class) && other.deconstruct_keys(nil) == @values

            alias eql? ==

            def hash = [self.class, @values].hash

            def inspect
              values = @values.map { |name, value| " #{name}=#{value.inspect}" }
              "#<#{self.class.name}#{values.join}>"
            end

            alias to_s inspect
          end

          # One of several shapes: which, a member of the object tells, or what fits best. What fits none stays JSON.
          class Union
            def initialize(*shapes, by: nil, tags: {})
              @shapes = shapes
              @by = by
              @tags = tags
            end

            def read(value)
              tagged = @tags[value[@by]] if @by && value.is_a?(Hash)
              shape = tagged || best(value)
              shape.nil? ? value : Shapes.read(shape, value)
            rescue ArgumentError, TypeError
              value
            end

            def fits?(value) = @shapes.any? { |shape| Shapes.fits?(shape, value) }

            # What JSON holds, with the member that tells which shape it is.
            def write(value)
              made = Shapes.write_any(value)
              tag = @tags.key(value.class.name.split("::").last) if value.is_a?(Model)
              tag ? { @by => tag }.merge(made) : made
            end

            private

            def best(value)
              @shapes.select { |shape| Shapes.fits?(shape, value) }.max_by.with_index do |shape, index|
                model = ::MODULE.const_get(shape, false) if shape.is_a?(String)
                [model.respond_to?(:known) && value.is_a?(Hash) ? model.known(value) : 0, -index]
              end
            end
          end

          # A file: a part of a multipart body.
          Upload = Struct.new(:content, :filename, :content_type, keyword_init: true)
        end

        """#
}

// `xml.rb`: from the JSON of models to XML and back, by the forms of an API.

extension RubyRuntime {
    static let xml = #"""
        require "rexml/parsers/baseparser"
        require "LIBRARY/requests"
        require "LIBRARY/xml_forms"

        module MODULE
          # XML of what JSON holds. A form is `:text`, `:number`, `:boolean` or `:any`, names a type, or is a hash with
          # `each:` element of a list, `values:` of a map, or `members:` of an object.
          module XmlText
            # How deep elements that are read may stand in each other.
            DEPTH_MAX = 100
            NAME = /\A(?!xml)[[:alpha:]_][[:alnum:]_.-]*\z/i
            # What XML 1.0 §2.2 does not admit.
            REFUSED = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/
            ESCAPES = {
              "&" => "&amp;", "<" => "&lt;", ">" => "&gt;", "\"" => "&quot;", "\t" => "&#9;", "\n" => "&#10;",
              "\r" => "&#13;"
            }.freeze
            BOOLEANS = { "true" => true, "1" => true, "false" => false, "0" => false }.freeze
            ENTITIES = { "amp" => "&", "lt" => "<", "gt" => ">", "quot" => "\"", "apos" => "'" }.freeze

            # An element that was read; names are without their prefixes.
            Node = Struct.new(:name, :attributes, :children, :text) do
              def named(name) = children.select { |child| child.name == name }
            end
            private_constant :NAME, :REFUSED, :ESCAPES, :BOOLEANS, :ENTITIES, :Node

            class << self
              # A document of an element.
              def write(element, value)
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n#{element(element, value, {})}"
              end

              # What JSON would hold of a document; ArgumentError where it is none, or has a document type.
              def read(element, text)
                read_form(element[:form], parse(text))
              end

              private

              def behind(form)
                form = XmlForms::TYPES.fetch(form) while form.is_a?(String)
                form
              end

              # Writing.

              def element(made, value, bound)
                heads = {}
                bound = bind(made, bound, heads)
                form = behind(made[:form])
                bound = attributes(form[:members], value, bound, heads) if form.is_a?(Hash) && form.key?(:members)
                content = value.nil? ? "" : content(form, value, bound)
                name = qualified(made)
                "<#{name}#{heads.map { |key, text| " #{key}=\"#{escape(text)}\"" }.join}>#{content}</#{name}>"
              end

              def qualified(made) = [made[:prefix], made[:name]].compact.join(":")

              # Declares the namespace of an element or attribute where it is not.
              def bind(made, bound, heads)
                prefix, namespace = made.values_at(:prefix, :namespace)
                return bound if namespace.nil? || bound[prefix] == namespace

                heads[["xmlns", prefix].compact.join(":")] = namespace
                bound.merge(prefix => namespace)
              end

              def attributes(members, value, bound, heads)
                raise ArgumentError, "#{value.class} where XML has an object" unless value.nil? || value.is_a?(Hash)

                members.each do |member|
                  item = value && value[member[:member]]
                  next if item.nil? || !member[:attribute]

                  bound = bind(member, bound, heads) if member[:prefix]
                  heads[qualified(member)] = Requests.scalar(item)
                end
                bound
              end

              def content(form, value, bound)
                form = behind(form)
                case form
                when :any then any(value, bound)
                when Symbol then escape(Requests.scalar(value))
                else structure(form, value, bound)
                end
              end

              def any(value, bound)
                case value
                when Hash then named(value, :any, bound)
                when Array then named({ "item" => value }, :any, bound)
                else escape(Requests.scalar(value))
                end
              end

              def structure(form, value, bound)
                if form.key?(:each)
                  return (value.is_a?(Array) ? value : [value]).map { |item| element(form[:each], item, bound) }.join
                end
                raise ArgumentError, "#{value.class} where XML has an object" unless value.is_a?(Hash)
                return named(value, form[:values], bound) if form.key?(:values)

                form[:members].map do |member|
                  item = value[member[:member]]
                  next if item.nil? || member[:attribute]

                  member[:unwrapped] ? content(member[:form], item, bound) : element(member, item, bound)
                end.join
              end

              # Members as elements of their names.
              def named(members, form, bound)
                members.flat_map do |name, value|
                  raise ArgumentError, "#{name.inspect} cannot be the name of an element" unless NAME.match?(name)

                  values = value.is_a?(Array) && form == :any ? value : [value]
                  values.map { |item| element({ name: name, form: form }, item, bound) }
                end.join
              end

              def escape(text)
                text = text.encode(Encoding::UTF_8)
                raise ArgumentError, "#{text.inspect} cannot stand in XML" if text.match?(REFUSED)

                text.gsub(/[&<>"\t\n\r]/, ESCAPES)
              end

              # Reading.

              def parse(text)
                parser = REXML::Parsers::BaseParser.new(text)
                top = node("", {})
                open = [top]
                while (event = parser.pull).first != :end_document
                  take(event, open)
                end
                unless open.size == 1 && top.children.size == 1 && top.text.strip.empty?
                  raise ArgumentError, "XML without one root"
                end

                top.children.first
              rescue REXML::ParseException => e
                raise ArgumentError, "no XML: #{e.message.lines.first.to_s.strip}"
              end

              def node(name, attributes) = Node.new(name, attributes, [], +"")

              def take(event, open)
                kind, name, attributes = event
                case kind
                when :start_doctype then raise ArgumentError, "XML with a document type"
                when :text then open.last.text << decoded(name)
                when :cdata then open.last.text << name
                when :end_element then open.pop
                when :start_element
                  raise ArgumentError, "XML of more than #{DEPTH_MAX} levels" if open.size > DEPTH_MAX

                  made = node(local(name), decoded_attributes(attributes))
                  open.last.children << made
                  open << made
                end
              end

              def local(name) = name.split(":").last

              def decoded_attributes(attributes)
                own = attributes.reject { |name, _| name.match?(/\Axmlns(?::|\z)/) }
                own.to_h { |name, text| [local(name), decoded(text)] }
              end

              # There are no entities but XML's own.
              def decoded(text)
                text.gsub(/&(?:#x(\h{1,6})|#(\d{1,7})|(\w+));|&/) do
                  hex, decimal, name = Regexp.last_match.captures
                  next character(hex ? hex.hex : decimal.to_i) if hex || decimal

                  ENTITIES.fetch(name) { raise ArgumentError, "XML with an unknown entity" }
                end
              end

              def character(number)
                made = [number].pack("U")
                return made if made.valid_encoding? && !made.match?(REFUSED)

                raise ArgumentError, "XML with a character that it does not admit"
              end

              def read_form(form, node)
                form = behind(form)
                case form
                when :text then node.text
                when :number then number(node.text.strip)
                when :boolean then BOOLEANS.fetch(node.text.strip, node.text)
                when :any then read_any(node)
                else read_structure(form, node)
                end
              end

              def number(text)
                read = Shapes.parse(text.delete_prefix("+"))
                read.is_a?(Numeric) ? read : text
              rescue JSON::ParserError
                text
              end

              def read_any(node)
                return node.text if node.children.empty? && node.attributes.empty?

                found = node.children.group_by(&:name).transform_values do |same|
                  values = same.map { |child| read_any(child) }
                  values.size == 1 ? values[0] : values
                end
                node.attributes.merge(found)
              end

              def read_structure(form, node)
                if (each = form[:each])
                  return node.named(each[:name]).map { |child| read_form(each[:form], child) }
                end
                if form.key?(:values)
                  return node.children.to_h { |child| [child.name, read_form(form[:values], child)] }
                end

                form[:members].each_with_object({}) do |member, made|
                  value = read_member(member, node)
                  made[member[:member]] = value == :null ? nil : value unless value.nil?
                end
              end

              # Nil where it is absent, `:null` where it is nil.
              def read_member(member, node)
                if member[:attribute]
                  text = node.attributes[member[:name]]
                  return text && read_form(member[:form], Node.new("", {}, [], text))
                end
                if member[:unwrapped]
                  list = read_form(member[:form], node)
                  return list.empty? ? nil : list
                end
                found = node.named(member[:name]).first
                return nil if found.nil?

                found.attributes["nil"] == "true" ? :null : read_form(member[:form], found)
              end
            end
          end

          module Requests
            module_function

            # A body of XML.
            def xml_body(type, shape, element, value)
              value.nil? ? nil : Body.new(type, XmlText.write(element, Shapes.write(shape, value)))
            end
          end
        end

        """#
}

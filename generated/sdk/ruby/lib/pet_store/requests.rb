# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "json"
require "net/http"
require "securerandom"
require "pet_store/values"

module PetStore
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
      plain.is_a?(Hash) || plain.is_a?(Array) || plain.nil? ? JSON.generate(plain) : plain.to_s
    end

    # The values of a list, of an object with their names before them; else the value alone.
    def parts(value)
      case plain = Shapes.write_any(value)
      when Array then plain.map { |part| [scalar(part)] }
      when Hash then plain.compact.map { |name, part| [name, scalar(part)] }
      else [[scalar(plain)]]
      end
    end

    # RFC 6570's lists: names go before values, behind `=` where a list explodes.
    def joined(value, explodes, separator)
      mark = explodes ? "=" : ","
      parts(value).map { |part| part.map { |text| yield text }.join(mark) }.join(separator)
    end

    # A segment of a path, unless it leads elsewhere.
    def checked(text)
      raise ArgumentError, "#{text.inspect} cannot be a segment of a path" if ["", ".", ".."].include?(text)

      text
    end

    # A segment of a path: `a,b`.
    def segment(value, explodes: false)
      checked(joined(value, explodes, ",") { |text| encode(text) })
    end

    # A segment of style `label`: `.a,b`, or `.a.b` where it explodes.
    def label(value, explodes: false)
      checked(".#{joined(value, explodes, explodes ? "." : ",") { |text| encode(text) }}")
    end

    # A segment of style `matrix`: `;name=a,b`, or `;name=a;name=b` where it explodes.
    def matrix(name, value, explodes: false)
      pairs =
        if explodes then parts(value).map { |part| [part.size > 1 ? part[0] : name, encode(part[-1])] }
        else [[name, joined(value, false, ",") { |text| encode(text) }]]
        end
      checked(pairs.map { |key, text| ";#{encode(key)}#{"=#{text}" unless text.empty?}" }.join)
    end

    # The rest of a path: its slashes stay.
    def segments(value) = scalar(value).split("/", -1).map { |part| segment(part) }.join("/")

    # A query parameter or a cookie, `name=a&name=b`; with a separator `name=a,b`.
    def query(name, value, separator = nil)
      plain = Shapes.write_any(value)
      return [] if plain.nil?
      return [[name, parts(plain).flatten.join(separator)]] if separator

      parts(plain).map { |part| part.size > 1 ? part : [name, part[0]] }
    end

    # A header: `a,b`.
    def header(name, value, explodes: false)
      value.nil? ? [] : [[name, joined(value, explodes, ",", &:itself)]]
    end

    # A cookie; what RFC 6265 does not admit in it is percent-encoded.
    def crumb(name, value)
      name = name.b.gsub(/[^A-Za-z0-9\x21\x23$&'*+\-.^_`|~]/n) { |byte| encode(byte) }
      "#{name}=#{value.b.gsub(/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/n) { |byte| encode(byte) }}"
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

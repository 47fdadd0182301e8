// Which template belongs to a message: comparison of media types as API Gateway does it.

import GateBytes
import GatePlan

/// Media types in `Content-Type` and `Accept`.
package enum MediaType {
    /// The default of a message without one. AWS: "integration passthrough behaviors".
    package static var applicationJSON: ByteView { ByteView("application/json") }

    /// `type/subtype` of a `Content-Type` value: parameters and blanks dropped.
    package static func essence(_ value: ByteView) -> ByteView {
        let end = value.firstIndex(of: 0x3b) ?? value.count
        return value.slice(0, end).trimmingBlanks()
    }

    /// The first media type of an `Accept` value: the only one API Gateway looks at.
    package static func first(ofAccept value: ByteView) -> ByteView {
        let end = value.firstIndex(of: 0x2c) ?? value.count
        return essence(value.slice(0, end))
    }

    /// Whether a configured binary media type covers a media type: equal, `type/*`, or `*/*`. A wildcard in front of
    /// a subtype never matches (observed).
    package static func covers(_ pattern: ByteView, _ type: ByteView) -> Bool {
        if pattern == "*/*" { return true }
        if pattern.equalsIgnoringCase(type) { return true }
        guard pattern.count >= 2, pattern[pattern.count - 1] == 0x2a, pattern[pattern.count - 2] == 0x2f else {
            return false
        }
        let prefix = pattern.slice(0, pattern.count - 1)
        if prefix == "*/" { return false }
        return type.count > prefix.count && type.slice(0, prefix.count).equalsIgnoringCase(prefix)
    }
}

extension PlanImage {
    /// The template of a media type among `range`: exact, else `$default`, else nil.
    func template(for type: ByteView, in range: RecordRange) -> MediaTemplateRecord? {
        var fallback: MediaTemplateRecord?
        for index in range.indices {
            let record = mediaTemplates[index]
            let name = string(record.contentType)
            if name == type || name.equalsIgnoringCase(type) { return record }
            if name == "$default" { fallback = record }
        }
        return fallback
    }

    /// The template of a key that a selection expression gave: exact, else `$default`, else nil.
    func template(key: ByteView, in range: RecordRange) -> MediaTemplateRecord? {
        var fallback: MediaTemplateRecord?
        for index in range.indices {
            let record = mediaTemplates[index]
            let name = string(record.contentType)
            if name == key { return record }
            if name == "$default" { fallback = record }
        }
        return fallback
    }

    /// The response template: the one for `Accept`'s first type, else `application/json`'s, else the first declared.
    func responseTemplate(accept: ByteView, in range: RecordRange) -> MediaTemplateRecord? {
        if range.count == 0 { return nil }
        if let exact = template(for: accept, in: range) { return exact }
        if let json = template(for: MediaType.applicationJSON, in: range) { return json }
        return mediaTemplates[range.start]
    }
}

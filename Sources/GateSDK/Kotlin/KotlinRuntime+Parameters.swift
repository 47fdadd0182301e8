// `Parameters.kt`: how values stand in paths, queries, headers, cookies and forms (OpenAPI 3.0.4, "Style Values", and
// the RFC 6570 that it follows).

extension KotlinRuntime {
    static let parameters = #"""
        package PACKAGE.runtime

        import java.net.URLEncoder

        /** Percent-encodes all but RFC 3986's unreserved characters. */
        internal fun encode(text: String): String =
            URLEncoder.encode(text, "UTF-8").replace("+", "%20").replace("*", "%2A").replace("%7E", "~")

        internal fun encoded(pairs: List<Pair<String, String>>, separator: String): String =
            pairs.joinToString(separator) { (name, value) -> "${encode(name)}=${encode(value)}" }

        /** A `Cookie` header; what RFC 6265, 4.1.1 keeps out of cookies is percent-encoded. */
        internal fun cookies(pairs: List<Pair<String, String>>): String =
            pairs.joinToString("; ") { (name, value) ->
                octets(name).replace("=", "%3D") + "=" + octets(value)
            }

        private fun octets(text: String): String = text.toByteArray().joinToString("") { byte ->
            val letter = byte.toInt().toChar()
            val isPlain = letter in '!'..'~' && letter !in "\",;\\%"
            if (isPlain) letter.toString() else String.format("%%%02X", byte)
        }

        internal fun scalar(plain: Any?): String = when (plain) {
            is Map<*, *>, is Collection<*> -> Json.print(plain)
            is Number -> Json.number(plain)
            else -> plain.toString()
        }

        /** A segment of a path: `a,b`; of an object names and values, or pairs of them. */
        internal fun segment(value: Any?, explodes: Boolean = false): String =
            checked(parts(value, explodes).joinToString(","))

        /** A segment of style `label`: `.a,b`, or `.a.b`. */
        internal fun label(value: Any?, explodes: Boolean = false): String =
            checked("." + parts(value, explodes).joinToString(if (explodes) "." else ","))

        /** A segment of style `matrix`: `;name=a,b`, or `;name=a;name=b`. */
        internal fun matrix(name: String, value: Any?, explodes: Boolean = false): String {
            val parts = parts(value, explodes)
            val isNamed = explodes && plain(value) is Map<*, *>
            val values = if (explodes || parts.isEmpty()) parts else listOf(parts.joinToString(","))
            return checked(values.joinToString("") { part ->
                if (isNamed) ";$part" else ";${encode(name)}" + if (part == "") "" else "=$part"
            })
        }

        /** The rest of a path: its slashes stay. */
        internal fun segments(value: Any?): String =
            scalar(plain(value)).split("/").joinToString("/") { segment(it) }

        private fun checked(segment: String): String {
            val isSegment = segment != "" && segment != "." && segment != ".."
            require(isSegment) { "\"$segment\" cannot be a segment of a path" }
            return segment
        }

        /** Each element of a list; each member of an object with its name. */
        private fun parts(value: Any?, explodes: Boolean): List<String> = when (val plain = plain(value)) {
            null -> emptyList()
            is Collection<*> -> plain.map { encode(scalar(it)) }
            is Map<*, *> -> fields(plain).map { (name, member) ->
                encode(name) + (if (explodes) "=" else ",") + encode(scalar(member))
            }
            else -> listOf(encode(scalar(plain)))
        }

        internal fun fields(plain: Any?): List<Pair<String, Any?>> =
            (plain as? Map<*, *>).orEmpty().map { (name, member) -> name.toString() to member }

        /** A pair for each value. */
        internal fun pairs(name: String, value: Any?): List<Pair<String, String>> =
            when (val plain = plain(value)) {
                null -> emptyList()
                is Collection<*> -> plain.map { name to scalar(it) }
                is Map<*, *> -> fields(plain).map { (key, member) -> key to scalar(member) }
                else -> listOf(name to scalar(plain))
            }

        /** One pair with something between the values; of objects also between names and values. */
        internal fun joined(
            name: String,
            value: Any?,
            separator: String,
            between: String = separator
        ): List<Pair<String, String>> = when (val plain = plain(value)) {
            is Collection<*> -> listOf(name to plain.joinToString(separator, transform = ::scalar))
            is Map<*, *> -> {
                val parts = fields(plain).map { (key, member) -> key + between + scalar(member) }
                listOf(name to parts.joinToString(separator))
            }
            else -> pairs(name, plain)
        }

        internal fun deep(name: String, plain: Any?): List<Pair<String, String>> =
            if (plain is Map<*, *>) fields(plain).flatMap { (key, member) -> deep("$name[$key]", member) }
            else pairs(name, plain)

        """#
}

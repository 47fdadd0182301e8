// `Parameters.kt`: how values stand in paths, queries, headers and forms.

extension KotlinRuntime {
    static let parameters = #"""
        package PACKAGE.runtime

        import java.net.URLEncoder

        /** Percent-encodes all but RFC 3986's unreserved characters. */
        internal fun encode(text: String): String =
            URLEncoder.encode(text, "UTF-8").replace("+", "%20").replace("*", "%2A").replace("%7E", "~")

        internal fun encoded(pairs: List<Pair<String, String>>, separator: String): String =
            pairs.joinToString(separator) { (name, value) -> "${encode(name)}=${encode(value)}" }

        private fun scalar(plain: Any?): String = when (plain) {
            is Map<*, *>, is Collection<*> -> Json.print(plain)
            is Number -> Json.number(plain)
            else -> plain.toString()
        }

        /** A segment of a path. */
        internal fun segment(value: Any): String {
            val plain = plain(value)
            val parts = plain as? Collection<*> ?: listOf(plain)
            val text = parts.joinToString(",") { encode(scalar(it)) }
            require(text != "" && text != "." && text != "..") { "\"$text\" cannot be a segment of a path" }
            return text
        }

        /** The rest of a path: its slashes stay. */
        internal fun segments(value: Any): String =
            scalar(plain(value)).split("/").joinToString("/") { segment(it) }

        private fun fields(plain: Any?): List<Pair<String, Any?>> =
            (plain as? Map<*, *>).orEmpty().map { (name, member) -> name.toString() to member }

        internal fun pairs(name: String, value: Any?): List<Pair<String, String>> =
            when (val plain = plain(value)) {
                null -> emptyList()
                is Collection<*> -> plain.map { name to scalar(it) }
                is Map<*, *> -> fields(plain).map { (key, member) -> key to scalar(member) }
                else -> listOf(name to scalar(plain))
            }

        internal fun joined(name: String, value: Any?, separator: String): List<Pair<String, String>> =
            when (val plain = plain(value)) {
                is Collection<*> -> listOf(name to plain.joinToString(separator, transform = ::scalar))
                is Map<*, *> -> {
                    val parts = fields(plain).flatMap { (key, member) -> listOf(key, scalar(member)) }
                    listOf(name to parts.joinToString(separator))
                }
                else -> pairs(name, plain)
            }

        internal fun deep(name: String, plain: Any?): List<Pair<String, String>> =
            if (plain is Map<*, *>) fields(plain).flatMap { (key, member) -> deep("$name[$key]", member) }
            else pairs(name, plain)

        """#
}

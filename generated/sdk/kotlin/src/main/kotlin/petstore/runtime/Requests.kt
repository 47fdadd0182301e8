package petstore.runtime

import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.InputStream
import java.util.TreeMap
import java.util.UUID

/** What a request carries; it is opened for each attempt. */
class Content(val length: Long, val open: () -> InputStream) {
    companion object {
        fun of(bytes: ByteArray) = Content(bytes.size.toLong()) { ByteArrayInputStream(bytes) }

        fun of(file: File) = Content(file.length()) { file.inputStream() }
    }
}

/** What an operation sends, and how its failures are told. */
class Request(val method: String, val path: String) {
    internal val query = ArrayList<Pair<String, String>>()
    internal val headers = TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER)
    internal val cookies = ArrayList<Pair<String, String>>()
    internal val security = ArrayList<List<String>>()
    internal val failures = HashMap<Int, (HttpResponse, Any?) -> ApiException>()
    internal val checks = ArrayList<() -> List<Violation>>()
    internal var accept = "application/json"
    internal var body: Content? = null

    /** A query parameter: a pair for each value. */
    fun query(name: String, value: Any?) = apply { query += pairs(name, value) }

    /** A query parameter: one pair with something between the values. */
    fun query(name: String, value: Any?, separator: String) =
        apply { query += joined(name, value, separator) }

    /** A query parameter of style `deepObject`. */
    fun deepObject(name: String, value: Any?): Request = apply { query += deep(name, plain(value)) }

    /** A header, lists with commas. */
    fun header(name: String, value: Any?, explodes: Boolean = false) = apply {
        val fields = joined(name, value, ",", if (explodes) "=" else ",")
        headers += fields.filter { it.first !in OWN }
    }

    /** A cookie for each value. */
    fun cookie(name: String, value: Any?) = apply { cookies += pairs(name, value) }

    /** One cookie with something between the values. */
    fun cookie(name: String, value: Any?, separator: String) =
        apply { cookies += joined(name, value, separator) }

    /** A body of JSON; null is none. */
    fun json(type: String, value: Any?) =
        body(type, value?.let { Json.print(plain(it)) })

    /** A body of form fields, by the members of an object. */
    fun form(value: Any?) = body(
        "application/x-www-form-urlencoded",
        value?.let { form ->
            encoded(fields(plain(form)).flatMap { (name, member) -> pairs(name, member) }, "&")
        }
    )

    /** A body of parts, by the members of an object; bytes become files. */
    fun multipart(value: Multipart?): Request {
        if (value == null) return this
        val boundary = UUID.randomUUID().toString()
        return body("multipart/form-data; boundary=$boundary", Content.of(value.bytes(boundary)))
    }

    /** A body of text. */
    fun body(type: String, text: String?) = body(type, text?.let { Content.of(it.toByteArray()) })

    /** A body as it is. */
    fun body(type: String, content: Content?) = apply {
        if (content != null) headers["content-type"] = type
        body = content
    }

    /** Has a value looked at where the client is asked to. */
    internal fun check(place: String, value: Any?, rule: () -> Rule) = apply {
        checks += { ArrayList<Violation>().also { rule().check(plain(value), place, it) } }
    }

    /** One way to show who calls: all of some schemes. */
    fun secured(vararg schemes: String) = apply { security += schemes.asList() }

    /** The media type that is asked for. */
    fun accept(type: String) = apply { accept = type }

    /** What a status that is no success is told as. */
    fun fails(status: Int, failure: (HttpResponse, Any?) -> ApiException) =
        apply { failures[status] = failure }

    private companion object {
        /** Headers that are the transport's own matter. */
        val OWN = sortedSetOf(
            String.CASE_INSENSITIVE_ORDER,
            "connection", "content-length", "expect", "host", "upgrade"
        )
    }
}

/** What plain values have to satisfy. */
internal interface Rule {
    fun check(value: Any?, place: String, found: MutableList<Violation>)
}

/** The parts of a `multipart/form-data` body. */
class Multipart(private vararg val parts: Pair<String, Any?>) {
    internal fun bytes(boundary: String): ByteArray {
        val out = ByteArrayOutputStream()
        for ((name, value) in parts) {
            val own = if (value is Field<*>) value.value else value
            for (part in own as? Collection<*> ?: listOf(own)) {
                if (part == null) continue
                val quoted = name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A")
                val head = "--$boundary\r\nContent-Disposition: form-data; name=\"$quoted\""
                out.write(head.toByteArray())
                if (part is ByteArray) {
                    val type = "\r\nContent-Type: application/octet-stream\r\n\r\n"
                    out.write("; filename=\"$quoted\"$type".toByteArray())
                    out.write(part)
                } else {
                    out.write("\r\n\r\n${scalar(plain(part))}".toByteArray())
                }
                out.write("\r\n".toByteArray())
            }
        }
        out.write("--$boundary--\r\n".toByteArray())
        return out.toByteArray()
    }
}

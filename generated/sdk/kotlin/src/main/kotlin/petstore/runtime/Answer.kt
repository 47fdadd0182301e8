package petstore.runtime

import java.io.BufferedReader
import java.io.InputStream

/** A form of answers besides JSON. */
internal interface Format {
    fun parse(text: String): Any?
}

/** How the body of a success is read. */
class Answer<out T> internal constructor(internal val read: (HttpResponse) -> T) {
    internal companion object {
        /** JSON. */
        fun <T> json(reader: Reader<T>, format: Format? = null) =
            Answer { response -> read(reader, response, text(response), format) }

        /** JSON, or null where there is no body. */
        fun <T> optional(reader: Reader<T>, format: Format? = null): Answer<T?> =
            Answer { response ->
                val text = text(response)
                if (text == "") null else read(reader, response, text, format)
            }

        /** JSON of the first of some readers that takes it, or any JSON. */
        fun either(vararg readers: Reader<Any?>, format: Format? = null) = Answer { response ->
            val value = optional(Read.any, format).read(response)
            val made = readers.asSequence().mapNotNull {
                try {
                    it.read(value)
                } catch (failure: IllegalArgumentException) {
                    null
                }
            }
            made.firstOrNull() ?: value
        }

        private fun <T> read(
            reader: Reader<T>,
            response: HttpResponse,
            text: String,
            format: Format?
        ): T = try {
            val isOther = text.firstOrNull { it !in "\uFEFF \n\r\t" } == '<'
            reader.read(if (isOther && format != null) format.parse(text) else Json.parse(text))
        } catch (failure: IllegalArgumentException) {
            throw ApiException(response, text, failure)
        }

        val text: Answer<String> = Answer(::text)

        /** Bytes as they come; whoever reads them closes them, not on a main thread. */
        val binary: Answer<InputStream> = Answer { it.body }

        /** Events as they come; whoever reads them closes them. */
        val events: Answer<Events> = Answer { Events(it.body) }

        val nothing: Answer<Unit> = Answer { it.body.close() }

        fun text(response: HttpResponse): String = response.body.use { String(it.readBytes()) }
    }
}

/** An event of a `text/event-stream`. */
data class ServerSentEvent(val event: String, val data: String, val id: String)

/** Events of a `text/event-stream`, once: `for (event in events)`. */
class Events internal constructor(body: InputStream) : AutoCloseable {
    private val lines: BufferedReader = body.bufferedReader()
    private var id = ""
    private var next: ServerSentEvent? = null

    operator fun iterator() = this

    suspend operator fun hasNext(): Boolean {
        if (next == null) next = onWorker { read() }
        return next != null
    }

    operator fun next(): ServerSentEvent {
        val event = next ?: throw NoSuchElementException()
        next = null
        return event
    }

    override fun close() = lines.close()

    private fun read(): ServerSentEvent? {
        var event = "message"
        val data = ArrayList<String>()
        while (true) {
            val line = lines.readLine() ?: return null
            if (line == "") {
                if (data.isNotEmpty()) return ServerSentEvent(event, data.joinToString("\n"), id)
                event = "message"
                continue
            }
            val text = line.substringAfter(':', "").removePrefix(" ")
            when (line.substringBefore(':')) {
                "data" -> data += text
                "event" -> event = text
                "id" -> id = text
            }
        }
    }
}

/** Each element of all pages, asked for when they are needed: `for (element in pages)`. */
class Pages<Page, out Element> internal constructor(
    private val get: suspend (String?) -> Page,
    private val items: (Page) -> List<Element>?,
    private val following: (Page) -> String?,
    private var token: String?
) {
    private var page: Iterator<Element> = emptyList<Element>().iterator()
    private var isLast = false

    operator fun iterator() = this

    suspend operator fun hasNext(): Boolean {
        while (!page.hasNext() && !isLast) {
            val answer = get(token)
            page = items(answer).orEmpty().iterator()
            val next = following(answer)
            isLast = next.isNullOrEmpty() || next == token
            token = next
        }
        return page.hasNext()
    }

    operator fun next(): Element = page.next()
}

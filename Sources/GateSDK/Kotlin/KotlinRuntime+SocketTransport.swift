// `Handshake.kt`: what a connection begins with and how its messages are told apart; `SocketTransport.kt`: one
// WebSocket.

extension KotlinRuntime {
    static let handshake = #"""
        package PACKAGE.runtime

        import java.net.URI

        /** The address of a connection with all that the API asks for. */
        internal class Handshake(private val url: String) {
            private val query = ArrayList<Pair<String, String>>()
            private val headers = LinkedHashMap<String, String>()
            private val secrets = LinkedHashMap<String, () -> String>()
            private var signer: (() -> AwsCredentials)? = null

            fun query(name: String, value: String?) = apply { if (value != null) query += name to value }

            fun header(name: String, value: String?) = apply { if (value != null) headers[name] = value }

            /** A header that is asked for each time. */
            fun secret(name: String, provider: (() -> String)?) =
                apply { if (provider != null) secrets[name] = provider }

            /** A signature in the query. */
            fun signed(provider: (() -> AwsCredentials)?) = apply { signer = provider }

            fun headers(): Map<String, String> = headers + secrets.mapValues { it.value() }

            fun url(): String {
                val place = url.substringBefore('?')
                val pairs = url.substringAfter('?', "").split("&").filter { it != "" } +
                    query.map { encoded(listOf(it), "") }
                val text = signer?.let { signed(URI(place), pairs, it()) } ?: pairs.joinToString("&")
                return if (text == "") place else "$place?$text"
            }

            /** A query with a signature, good for five minutes. */
            private fun signed(place: URI, pairs: List<String>, credentials: AwsCredentials): String {
                val host = place.host + if (place.port < 0) "" else ":${place.port}"
                val signature = Signature(credentials, host)
                val own = listOf(
                    "X-Amz-Algorithm" to "AWS4-HMAC-SHA256",
                    "X-Amz-Credential" to "${credentials.accessKeyId}/${signature.scope}",
                    "X-Amz-Date" to signature.time,
                    "X-Amz-Expires" to "300",
                    "X-Amz-SignedHeaders" to "host"
                ) + credentials.sessionToken?.let { listOf("X-Amz-Security-Token" to it) }.orEmpty()
                val query = canonicalQuery(pairs + own.map { encoded(listOf(it), "") })
                val fields = "host:$host\n"
                val canonical = listOf(
                    "GET", canonicalPath(place.rawPath), query, fields, "host", digest(ByteArray(0))
                ).joinToString("\n")
                return "$query&X-Amz-Signature=${signature.of(canonical)}"
            }
        }

        /** The kinds of messages: what tells them apart, and how each is read. */
        internal class Kinds<T>(
            private val selector: List<String>,
            private val refused: (Refusal) -> T,
            private val unknown: (Any?) -> T
        ) {
            private val readers = HashMap<String, (Any?) -> T>()

            fun <A> add(kind: String, reader: Reader<A>, make: (A) -> T) =
                apply { readers[kind] = { make(reader.read(it)) } }

            fun read(text: String): T {
                val value = try {
                    Json.parse(text)
                } catch (failure: IllegalArgumentException) {
                    return unknown(text)
                }
                val kind = selector.fold(value) { inner, name -> (inner as? Map<*, *>)?.get(name) }
                val reader = (kind as? String)?.let(readers::get)
                return try {
                    reader?.invoke(value) ?: refusal(value)?.let(refused) ?: unknown(value)
                } catch (failure: IllegalArgumentException) {
                    unknown(value)
                }
            }

            private fun refusal(value: Any?): Refusal? {
                val members = value as? Map<*, *> ?: return null
                val message = members["message"] as? String ?: return null
                val connection = members["connectionId"] as? String ?: return null
                val request = members["requestId"] ?: members["messageId"]
                return (request as? String)?.let { Refusal(message, connection, it) }
            }

            /** A message with the member that leads to a route. */
            fun marked(plain: Any?, route: String): Any? = marked(plain, selector, route)

            private fun marked(plain: Any?, path: List<String>, route: String): Any? {
                val name = path.firstOrNull() ?: return route
                val members = (plain as? Map<*, *>).orEmpty()
                return members + (name to marked(members[name], path.drop(1), route))
            }
        }

        """#

    static let socketTransport = #"""
        package PACKAGE.runtime

        import java.io.ByteArrayOutputStream
        import java.io.IOException
        import java.net.URI
        import java.net.http.HttpClient
        import java.net.http.WebSocket
        import java.net.http.WebSocketHandshakeException
        import java.nio.ByteBuffer
        import java.time.Duration
        import java.util.concurrent.CompletableFuture
        import java.util.concurrent.CompletionStage
        import java.util.concurrent.ExecutionException
        import java.util.concurrent.TimeUnit
        import java.util.concurrent.TimeoutException
        import java.util.concurrent.atomic.AtomicBoolean

        /** Is told of what comes by one connection, of one thing at a time. */
        interface SocketListener {
            fun onText(text: String)

            /** Called once, or when it never opened not at all. */
            fun onClose(code: Int, reason: String)
        }

        /** One connection. */
        interface SocketConnection {
            /** Sends a message, after those before it; then tells what went wrong, or null. */
            fun send(text: String, done: (Throwable?) -> Unit)

            /** Asks for one more message. Nothing comes that is not asked for. */
            fun take()

            fun close(code: Int, reason: String)
        }

        /** Opens connections. */
        interface SocketTransport {
            /** Opens one and waits until it is there; IOException where none is. */
            fun open(
                url: String,
                headers: Map<String, String>,
                timeout: Long,
                listener: SocketListener
            ): SocketConnection

            companion object {
                /** The JDK's WebSocket. Android has none: an adapter of another library has to be given. */
                fun default(): SocketTransport = try {
                    Class.forName("java.net.http.WebSocket")
                    WebSocketTransport()
                } catch (failure: ClassNotFoundException) {
                    throw IllegalStateException("transport is missing: there is no java.net.http", failure)
                }
            }
        }

        /** By `java.net.http`. */
        class WebSocketTransport(
            private val client: HttpClient = HttpClient.newHttpClient(),
            /** Milliseconds between pings; a connection without an answer is given up. 0 for none. */
            private val pings: Long = 20_000,
            /** Bytes or characters of a message that comes; of more the connection is closed. */
            private val messageMax: Int = 1 shl 20
        ) : SocketTransport {
            override fun open(
                url: String,
                headers: Map<String, String>,
                timeout: Long,
                listener: SocketListener
            ): SocketConnection {
                val builder = client.newWebSocketBuilder().connectTimeout(Duration.ofMillis(timeout))
                for ((name, value) in headers) builder.header(name, value)
                val connection = JdkConnection(listener, messageMax)
                val opening = builder.buildAsync(URI(url), connection)
                try {
                    opening.get(timeout, TimeUnit.MILLISECONDS)
                } catch (failure: ExecutionException) {
                    val cause = failure.cause
                    val status = (cause as? WebSocketHandshakeException)?.response?.statusCode()
                    val text = status?.let { "the handshake was answered by $it" } ?: "$cause"
                    throw IOException(text, cause)
                } catch (failure: TimeoutException) {
                    opening.thenAccept { it.abort() }
                    throw IOException("no answer within $timeout ms", failure)
                }
                if (pings > 0) connection.ping(pings)
                return connection
            }
        }

        private class JdkConnection(
            private val listener: SocketListener,
            private val messageMax: Int
        ) : SocketConnection, WebSocket.Listener {
            @Volatile
            private lateinit var socket: WebSocket
            private val text = StringBuilder()
            private val bytes = ByteArrayOutputStream()
            private val isOver = AtomicBoolean()
            private val isShut = AtomicBoolean()
            private val isHeldUp = AtomicBoolean(true)
            private val isPinged = AtomicBoolean()
            private var sending: CompletableFuture<*> = CompletableFuture.completedFuture(null)

            // Out. The JDK takes one message at a time.

            override fun send(text: String, done: (Throwable?) -> Unit) {
                val sent = synchronized(this) {
                    val sent = sending.handle<Any?> { _, _ -> null }
                        .thenCompose { socket.sendText(text, true) }
                    sending = sent
                    sent
                }
                sent.whenComplete { _, failure -> done(failure) }
            }

            override fun take() {
                isHeldUp.set(false)
                socket.request(1)
            }

            override fun close(code: Int, reason: String) {
                isOver.set(true)
                shut(code, reason)
            }

            private fun shut(code: Int, reason: String) {
                if (isShut.getAndSet(true)) return
                socket.sendClose(code, reason).whenComplete { _, failure ->
                    if (failure != null) socket.abort()
                }
                // The other end's answer is waited for, not for long.
                socket.request(Long.MAX_VALUE)
                timer.schedule(Runnable { socket.abort() }, 5_000, TimeUnit.MILLISECONDS)
            }

            /** Looks now and then whether the other end is there. */
            fun ping(pause: Long) {
                val look = Runnable {
                    if (isOver.get()) return@Runnable
                    // While it is held up, no answer could be heard.
                    val isDue = !isHeldUp.get()
                    if (isDue && isPinged.getAndSet(true)) {
                        socket.abort()
                        end(1006, "no answer to a ping")
                    } else {
                        if (isDue) socket.sendPing(ByteBuffer.allocate(0))
                        ping(pause)
                    }
                }
                timer.schedule(look, pause, TimeUnit.MILLISECONDS)
            }

            // In.

            override fun onOpen(socket: WebSocket) {
                this.socket = socket
            }

            override fun onText(
                socket: WebSocket,
                data: CharSequence,
                isLast: Boolean
            ): CompletionStage<*>? {
                if (text.length + data.length > messageMax) return tooLong()
                text.append(data)
                if (isLast) whole(text.toString()) else socket.request(1)
                if (isLast) text.setLength(0)
                return null
            }

            override fun onBinary(
                socket: WebSocket,
                data: ByteBuffer,
                isLast: Boolean
            ): CompletionStage<*>? {
                if (bytes.size() + data.remaining() > messageMax) return tooLong()
                val part = ByteArray(data.remaining())
                data.get(part)
                bytes.write(part, 0, part.size)
                if (isLast) whole(String(bytes.toByteArray())) else socket.request(1)
                if (isLast) bytes.reset()
                return null
            }

            private fun whole(message: String) {
                isHeldUp.set(true)
                isPinged.set(false)
                if (!isOver.get()) listener.onText(message)
            }

            private fun tooLong(): CompletionStage<*>? {
                shut(1009, "")
                end(1009, "a message is longer than $messageMax")
                return null
            }

            override fun onPong(socket: WebSocket, data: ByteBuffer): CompletionStage<*>? {
                isPinged.set(false)
                socket.request(1)
                return null
            }

            override fun onClose(socket: WebSocket, code: Int, reason: String): CompletionStage<*>? {
                end(code, reason)
                return null
            }

            override fun onError(socket: WebSocket, failure: Throwable) = end(1006, failure.toString())

            private fun end(code: Int, reason: String) {
                if (isOver.compareAndSet(false, true)) listener.onClose(code, reason)
            }
        }

        """#
}

// `Socket.kt`: the connection of a WebSocket API: what goes out, what comes, another connection when it is lost.

extension KotlinRuntime {
    static let socket = #"""
        package PACKAGE.runtime

        import java.util.ArrayDeque
        import java.util.concurrent.ThreadLocalRandom
        import kotlin.coroutines.Continuation
        import kotlin.coroutines.EmptyCoroutineContext
        import kotlin.coroutines.resume
        import kotlin.coroutines.startCoroutine
        import kotlin.coroutines.suspendCoroutine

        /** How a connection behaves. */
        class SocketOptions(
            /** Attempts to connect again in a row; 0 for none. */
            val reconnects: Int = 10,
            /** Milliseconds of a handshake. */
            val timeout: Long = 30_000,
            /** Sent with each handshake. */
            val headers: Map<String, String> = emptyMap(),
            /** Messages that nobody has taken yet; more hold the connection up. */
            val untakenMax: Int = 1_000,
            val transport: SocketTransport = SocketTransport.default()
        )

        /** What a connection is doing; WAITING is before another attempt. */
        enum class SocketState { CLOSED, CONNECTING, OPEN, WAITING }

        /** How a connection ended. */
        data class SocketEnd(val code: Int, val reason: String)

        /** There is no connection. */
        class SocketException internal constructor(
            message: String,
            /** How the last one ended. */
            @Transient val end: SocketEnd? = null,
            cause: Throwable? = null
        ) : RuntimeException(message, cause)

        /** What the gateway says of a message that it could not handle. */
        data class Refusal(val message: String, val connectionId: String, val requestId: String)

        /** What comes, until the connection ends: `for (message in messages)`. */
        class Messages<out T : Any> internal constructor(private val receive: suspend () -> T?) {
            operator fun iterator(): Iterator<T> = Iterator(receive)

            class Iterator<out T : Any> internal constructor(private val receive: suspend () -> T?) {
                private var next: T? = null

                suspend operator fun hasNext(): Boolean {
                    if (next == null) next = receive()
                    return next != null
                }

                operator fun next(): T {
                    val message = next ?: throw NoSuchElementException()
                    next = null
                    return message
                }
            }
        }

        /** What clients of WebSocket APIs have in common. */
        abstract class SocketClient<T : Any> internal constructor(
            private val handshake: Handshake,
            private val kinds: Kinds<T>,
            private val options: SocketOptions
        ) : AutoCloseable {
            private val lock = Any()
            private val untaken = ArrayDeque<T>()
            private val waiting = ArrayList<Continuation<Nothing?>>()
            private var session: Any? = null
            private var ears: Ears? = null
            private var isHeldUp = false
            private var attempts = 0
            private var openedAt = 0L

            /** What the connection is doing. */
            @Volatile
            var state = SocketState.CLOSED
                private set

            /** How the connection ended, once no other is tried. */
            @Volatile
            var end: SocketEnd? = null
                private set

            /** Each message in turn. */
            val messages: Messages<T> get() = Messages { receive() }

            /** Opens the connection; fails when the first attempt does. */
            suspend fun connect() {
                val session = Any()
                begin(session)
                try {
                    dial(session)
                } catch (failure: SocketException) {
                    finish(session, failure.end)
                    throw failure
                }
            }

            /** Ends the connection for good; what has come can still be received. */
            override fun close() = close(1000, "")

            fun close(code: Int, reason: String) {
                val last = synchronized(lock) {
                    if (session != null) over(SocketEnd(code, reason)) else null
                }
                last?.close(code, reason)
            }

            /** The next message; null when the connection has ended. */
            suspend fun receive(): T? {
                val (message, more) = until {
                    val message = untaken.poll()
                    when {
                        message != null -> message to more()
                        state == SocketState.CLOSED -> null to null
                        else -> null
                    }
                }
                more?.take()
                return message
            }

            /** Sends any JSON; without a connection it waits for the next one. */
            suspend fun sendMessage(message: Any?) {
                val text = Json.print(plain(message))
                do {
                    val ears = until {
                        val isOver = state == SocketState.CLOSED
                        if (isOver) throw SocketException("there is no connection", end)
                        ears
                    }
                    val isSent = suspendCoroutine<Boolean> { continuation ->
                        ears.connection.send(text) { failure ->
                            workers.execute { continuation.resume(failure == null) }
                        }
                    }
                    if (!isSent) ears.onClose(1006, "sending failed")
                } while (!isSent)
            }

            /** Sends a message of a route. */
            internal suspend fun sendTo(route: String, message: Any?) =
                sendMessage(kinds.marked(plain(message), route))

            // The connection. What is private is called with the lock, unless it suspends.

            private fun begin(session: Any) = synchronized(lock) {
                if (this.session != null) throw SocketException("connected already")
                this.session = session
                state = SocketState.CONNECTING
                end = null
                untaken.clear()
                isHeldUp = false
                attempts = 0
            }

            private suspend fun dial(session: Any) {
                val ears = Ears(session)
                try {
                    ears.connection = onWorker {
                        val headers = options.headers + handshake.headers()
                        options.transport.open(handshake.url(), headers, options.timeout, ears)
                    }
                } catch (failure: Exception) {
                    throw SocketException("no connection: ${failure.message}", ears.end, failure)
                }
                if (!isTaken(ears)) {
                    ears.connection.close(1000, "")
                    throw SocketException("no connection: closed meanwhile", ears.end)
                }
                next()?.take()
            }

            private fun next(): SocketConnection? = synchronized(lock) { more() }

            private fun isTaken(ears: Ears): Boolean = synchronized(lock) {
                val isWanted = ears.session === session && ears.end == null
                if (isWanted) {
                    this.ears = ears
                    isHeldUp = true
                    state = SocketState.OPEN
                    openedAt = System.nanoTime()
                    wake()
                }
                isWanted
            }

            /** Tries to connect again after pauses that grow and vary. */
            private suspend fun again(session: Any, lost: SocketEnd) {
                var end = lost
                while (attempts < options.reconnects) {
                    val most = minOf(20_000L, 200L shl minOf(attempts, 10))
                    attempts += 1
                    pause(ThreadLocalRandom.current().nextLong(most + 1))
                    if (this.session !== session) return
                    try {
                        return dial(session)
                    } catch (failure: SocketException) {
                        end = failure.end ?: end
                    }
                }
                finish(session, end)
            }

            private fun finish(session: Any, end: SocketEnd?) {
                synchronized(lock) { if (this.session === session) over(end) }
            }

            private fun over(end: SocketEnd?): SocketConnection? {
                val last = ears?.connection
                session = null
                ears = null
                state = SocketState.CLOSED
                this.end = end
                wake()
                return last
            }

            /** The connection, where it is held up and may go on. */
            private fun more(): SocketConnection? {
                if (!isHeldUp || untaken.size >= options.untakenMax) return null
                isHeldUp = false
                return ears?.connection
            }

            /** Waits until something is there. */
            private suspend fun <R : Any> until(find: () -> R?): R {
                while (true) {
                    val found = suspendCoroutine<R?> { seek(it, find) }
                    if (found != null) return found
                }
            }

            private fun <R : Any> seek(continuation: Continuation<R?>, find: () -> R?) {
                val found = synchronized(lock) {
                    find().also { if (it == null) waiting += continuation }
                }
                if (found != null) continuation.resume(found)
            }

            private fun wake() {
                for (continuation in waiting) workers.execute { continuation.resume(null) }
                waiting.clear()
            }

            private companion object {
                /** What a connection has to last for attempts to be counted anew, in nanoseconds. */
                const val STEADY = 10_000_000_000
            }

            /** Hears one connection. */
            private inner class Ears(val session: Any) : SocketListener {
                lateinit var connection: SocketConnection
                @Volatile
                var end: SocketEnd? = null

                override fun onText(text: String) {
                    val message = kinds.read(text)
                    val goesOn = synchronized(lock) {
                        if (ears !== this) return
                        untaken += message
                        isHeldUp = true
                        wake()
                        more() != null
                    }
                    if (goesOn) connection.take()
                }

                override fun onClose(code: Int, reason: String) {
                    val end = SocketEnd(code, reason)
                    synchronized(lock) {
                        if (this.end == null) this.end = end
                        if (ears !== this) return
                        ears = null
                        state = SocketState.WAITING
                        if (System.nanoTime() - openedAt > STEADY) attempts = 0
                    }
                    connection.close(1000, "")
                    suspend { again(session, end) }
                        .startCoroutine(Continuation(EmptyCoroutineContext) { it.getOrThrow() })
                }
            }
        }

        """#
}

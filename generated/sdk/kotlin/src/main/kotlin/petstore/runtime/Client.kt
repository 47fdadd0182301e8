package petstore.runtime

import java.io.IOException
import java.net.URI
import java.time.DateTimeException
import java.time.Duration
import java.time.Instant
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import java.util.Base64
import java.util.TreeMap
import java.util.concurrent.Future
import java.util.concurrent.ThreadLocalRandom
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.coroutines.suspendCoroutine

/** User and password of HTTP Basic. */
class BasicCredentials(val username: String, val password: String) {
    override fun toString() = "BasicCredentials(username=$username)"
}

/** Wraps each attempt of each call. */
typealias Middleware = (request: HttpRequest, next: (HttpRequest) -> HttpResponse) -> HttpResponse

/** How a client behaves. */
class ClientOptions(
    /** Where the API is, with the stage. */
    val baseUrl: String? = null,
    /** Attempts after the first. */
    val retries: Int = 2,
    /** Milliseconds of one attempt. */
    val timeout: Long = 30_000,
    /** Sent with every call. */
    val headers: Map<String, String> = emptyMap(),
    /** The first one is the outermost. */
    val middleware: List<Middleware> = emptyList(),
    /** Whether requests that are not as the API declares them are held back. */
    val checksRequests: Boolean = false,
    val transport: Transport = Transport.default()
) {
    companion object {
        /** The base URL of a stage of an API on AWS. */
        fun stage(apiId: String, region: String, stage: String): String {
            val domain = if (region.startsWith("cn-")) "amazonaws.com.cn" else "amazonaws.com"
            return "https://$apiId.execute-api.$region.$domain/$stage"
        }
    }
}

/** How one call behaves. */
class CallOptions(
    /** Attempts after the first. */
    val retries: Int? = null,
    /** Milliseconds of one attempt. */
    val timeout: Long? = null,
    val headers: Map<String, String> = emptyMap(),
    /** Sent as `Idempotency-Key`; makes a call safe to send again. */
    val idempotencyKey: String? = null,
    /** Ends the call. */
    val cancellation: Cancellation? = null,
    /** Is given the answer of a success, with its headers. */
    val onResponse: ((HttpResponse) -> Unit)? = null
)

/** Ends the calls that it is given to. */
class Cancellation {
    private val actions = LinkedHashSet<() -> Unit>()
    @Volatile
    internal var isCancelled = false
        private set

    fun cancel() {
        val pending = synchronized(actions) {
            isCancelled = true
            actions.toList()
        }
        pending.forEach { it() }
    }

    internal fun add(action: () -> Unit) {
        val isLate = synchronized(actions) { isCancelled.also { actions.add(action) } }
        if (isLate) action()
    }

    internal fun remove(action: () -> Unit) {
        synchronized(actions) { actions.remove(action) }
    }
}

/** A way to show who calls. */
internal class Scheme(val kind: Kind, val name: String, val provider: (() -> Any)?) {
    enum class Kind { HEADER, QUERY, BEARER, BASIC, SIGV4 }
}

/** What clients have in common. */
abstract class Client internal constructor(
    baseUrl: String?,
    private val userAgent: String,
    private val schemes: Map<String, Scheme>,
    private val options: ClientOptions
) {
    private val baseUrl = (options.baseUrl ?: baseUrl)?.trimEnd('/')
        ?: throw IllegalArgumentException("baseUrl is missing: the API names no server")
    private val chain: (HttpRequest) -> HttpResponse = options.middleware.foldRight(
        { request -> options.transport.send(request) },
        { step, next -> { request -> step(request, next) } }
    )

    internal suspend fun <T> call(request: Request, answer: Answer<T>, options: CallOptions): T {
        if (this.options.checksRequests) {
            val wrong = request.checks.flatMap { it() }
            if (wrong.isNotEmpty()) throw InvalidRequestException(wrong)
        }
        val retries = options.retries ?: this.options.retries
        val isSafe = options.idempotencyKey != null || request.method in SAFE
        var attempt = 0
        while (true) {
            val failure = try {
                return attempt(request, answer, options)
            } catch (failure: RuntimeException) {
                failure
            }
            val pause = pause(failure, isSafe, attempt)
            val isOver = attempt >= retries || options.cancellation?.isCancelled == true
            if (pause == null || isOver) throw failure
            attempt += 1
            sleep(pause, options.cancellation)
        }
    }

    private suspend fun <T> attempt(request: Request, answer: Answer<T>, options: CallOptions): T {
        val timeout = options.timeout ?: this.options.timeout
        return onWorker(timeout, options.cancellation) {
            val response = try {
                chain(request(request, options, timeout))
            } catch (failure: IOException) {
                throw ConnectionException(failure.toString(), failure)
            }
            if (response.status !in 200..299) throw failure(request, response)
            options.onResponse?.invoke(response)
            answer.read(response)
        }
    }

    private fun failure(request: Request, response: HttpResponse): ApiException {
        val text = Answer.text(response)
        val body = try {
            Json.parse(text)
        } catch (failure: IllegalArgumentException) {
            text
        }
        val isGateways = response.header(GatewayException.HEADER) != null
        if (isGateways) return GatewayException(response, body)
        return request.failures[response.status]?.invoke(response, body)
            ?: ApiException(response, body)
    }

    private fun request(request: Request, options: CallOptions, timeout: Long): HttpRequest {
        val headers = TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER)
        headers["accept"] = request.accept
        headers["user-agent"] = userAgent
        headers += this.options.headers
        headers += request.headers
        headers += options.headers
        options.idempotencyKey?.let { headers["idempotency-key"] = it }
        if (request.cookies.isNotEmpty()) {
            headers["cookie"] =
                listOfNotNull(headers["cookie"], cookies(request.cookies)).joinToString("; ")
        }
        val query = ArrayList(request.query)
        val signer = authorize(request, headers, query)
        val separator = if (query.isEmpty()) "" else if ("?" in request.path) "&" else "?"
        val url = baseUrl + request.path + separator + encoded(query, "&")
        if (signer != null) sign(request, URI(url), headers, signer)
        return HttpRequest(request.method, url, headers, request.body, timeout)
    }

    /** Shows the first of the operation's ways for which there are credentials. */
    private fun authorize(
        request: Request,
        headers: MutableMap<String, String>,
        query: MutableList<Pair<String, String>>
    ): AwsCredentials? {
        val way = request.security.firstOrNull { way -> way.all { schemes[it]?.provider != null } }
        var signer: AwsCredentials? = null
        for (scheme in way.orEmpty().mapNotNull { schemes[it] }) {
            val value = scheme.provider?.invoke()
            if (value is AwsCredentials) {
                signer = value
            } else if (value is BasicCredentials) {
                val bytes = "${value.username}:${value.password}".toByteArray()
                headers["authorization"] = "Basic " + Base64.getEncoder().encodeToString(bytes)
            } else if (scheme.kind == Scheme.Kind.BEARER) {
                headers["authorization"] = "Bearer $value"
            } else if (scheme.kind == Scheme.Kind.QUERY) {
                query += scheme.name to value.toString()
            } else {
                headers[scheme.name] = value.toString()
            }
        }
        return signer
    }

    /** Milliseconds until the next attempt; null where there is none. */
    private fun pause(failure: RuntimeException, isSafe: Boolean, attempt: Int): Long? {
        val most = minOf(20_000L, 200L shl minOf(attempt, 10))
        val pause = ThreadLocalRandom.current().nextLong(most + 1)
        if (failure is ConnectionException) return if (isSafe) pause else null
        if (failure !is ApiException) return null
        val isTransient = failure.status == 429 || isSafe && failure.status in TRANSIENT
        return if (isTransient) maxOf(pause, retryAfter(failure.response)) else null
    }

    private fun retryAfter(response: HttpResponse): Long {
        val text = response.header("retry-after") ?: return 0
        val pause = try {
            text.toLongOrNull()?.let { minOf(it, 60L) * 1000 }
                ?: Duration.between(Instant.now(), moment(text)).toMillis()
        } catch (failure: DateTimeException) {
            0L
        }
        return minOf(maxOf(pause, 0L), 60_000L)
    }

    private fun moment(text: String) =
        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()

    private companion object {
        val SAFE = setOf("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
        val TRANSIENT = setOf(408, 500, 502, 503, 504)
    }
}

/** Does something that waits on a thread that may, until it takes too long or is cancelled. */
private suspend fun <T> onWorker(
    timeout: Long,
    cancellation: Cancellation?,
    work: () -> T
): T = suspendCoroutine { continuation ->
    val isDone = AtomicBoolean()
    var task: Future<*>? = null
    fun fail(failure: ConnectionException) {
        if (!isDone.compareAndSet(false, true)) return
        task?.cancel(true)
        continuation.resumeWithException(failure)
    }
    val cancel = { fail(ConnectionException("cancelled")) }
    val late = if (timeout <= 0) null else {
        val failure = { fail(CallTimeoutException("no answer within $timeout ms")) }
        timer.schedule(failure, timeout, TimeUnit.MILLISECONDS)
    }
    task = workers.submit {
        val made = runCatching(work)
        cancellation?.remove(cancel)
        late?.cancel(false)
        if (isDone.compareAndSet(false, true)) continuation.resumeWith(made)
    }
    cancellation?.add(cancel)
}

private suspend fun sleep(pause: Long, cancellation: Cancellation?) {
    suspendCoroutine<Unit> { continuation ->
        val isDone = AtomicBoolean()
        fun end(action: () -> Unit) {
            if (isDone.compareAndSet(false, true)) action()
        }
        val cancel = { end { continuation.resumeWithException(ConnectionException("cancelled")) } }
        val wake = {
            cancellation?.remove(cancel)
            workers.execute { end { continuation.resume(Unit) } }
        }
        timer.schedule(wake, pause, TimeUnit.MILLISECONDS)
        cancellation?.add(cancel)
    }
}

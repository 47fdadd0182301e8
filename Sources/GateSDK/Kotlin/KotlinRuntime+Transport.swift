// `Transport.kt`: one request and its answer.

extension KotlinRuntime {
    static let transport = #"""
        package PACKAGE.runtime

        import java.io.ByteArrayInputStream
        import java.io.InputStream
        import java.net.HttpURLConnection
        import java.net.URI
        import java.net.URL
        import java.net.http.HttpClient
        import java.net.http.HttpRequest.BodyPublishers
        import java.net.http.HttpResponse.BodyHandlers
        import java.time.Duration
        import java.util.TreeMap

        /** A request of one attempt. */
        class HttpRequest(
            val method: String,
            val url: String,
            val headers: Map<String, String>,
            val body: Content?,
            /** Milliseconds until a connection and each part of an answer have to be there. */
            val timeout: Long
        )

        /** An answer; its body is read once. */
        class HttpResponse(val status: Int, headers: Map<String?, List<String>>, val body: InputStream) {
            private val fields = TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER)

            init {
                for ((name, values) in headers) if (name != null) fields[name] = values.joinToString(", ")
            }

            fun header(name: String): String? = fields[name]

            /** The gateway's name of the request, for its logs. */
            val requestId: String? get() = header("x-amzn-requestid") ?: header("apigw-requestid")
        }

        /** Sends one request and waits for its answer; an interrupt ends that where it can be ended. */
        interface Transport {
            fun send(request: HttpRequest): HttpResponse

            companion object {
                /** The JDK's HTTP client, or on Android, which has none, its URL connections. */
                fun default(): Transport = try {
                    Class.forName("java.net.http.HttpClient")
                    HttpClientTransport()
                } catch (failure: ClassNotFoundException) {
                    UrlConnectionTransport()
                }
            }
        }

        /** By `java.net.http`. */
        class HttpClientTransport(private val client: HttpClient = HttpClient.newHttpClient()) : Transport {
            override fun send(request: HttpRequest): HttpResponse {
                val body = request.body
                val publisher =
                    if (body == null) BodyPublishers.noBody()
                    else BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(body.open), body.length)
                val builder = java.net.http.HttpRequest.newBuilder(URI(request.url))
                    .timeout(Duration.ofMillis(request.timeout))
                    .method(request.method, if (body?.length == 0L) BodyPublishers.noBody() else publisher)
                // No attempt to upgrade to HTTP/2, which servers without TLS seldom know.
                if (request.url.startsWith("http:")) builder.version(HttpClient.Version.HTTP_1_1)
                for ((name, value) in request.headers) builder.setHeader(name, value)
                val answer = client.send(builder.build(), BodyHandlers.ofInputStream())
                val headers = answer.headers().map().mapKeys<String, List<String>, String?> { it.key }
                return HttpResponse(answer.statusCode(), headers, answer.body())
            }
        }

        /** By `java.net.HttpURLConnection`, which on a JVM cannot PATCH. */
        class UrlConnectionTransport : Transport {
            override fun send(request: HttpRequest): HttpResponse {
                val connection = URL(request.url).openConnection() as HttpURLConnection
                connection.requestMethod = request.method
                connection.instanceFollowRedirects = false
                connection.connectTimeout = request.timeout.toInt()
                connection.readTimeout = request.timeout.toInt()
                for ((name, value) in request.headers) connection.setRequestProperty(name, value)
                request.body?.let { body ->
                    connection.doOutput = true
                    connection.setFixedLengthStreamingMode(body.length)
                    connection.outputStream.use { out -> body.open().use { it.copyTo(out) } }
                }
                val status = connection.responseCode
                val none = ByteArrayInputStream(ByteArray(0))
                val body = if (status < 400) connection.inputStream else connection.errorStream ?: none
                return HttpResponse(status, connection.headerFields, body)
            }
        }

        """#
}

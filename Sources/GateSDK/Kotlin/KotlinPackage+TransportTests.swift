// Tests of the transport, the same for every API.

extension KotlinPackage {
    static let transportTests = #"""
        package PACKAGE.runtime

        import java.io.ByteArrayInputStream
        import java.io.IOException
        import java.math.BigDecimal
        import java.time.OffsetDateTime
        import java.util.concurrent.CompletableFuture
        import java.util.concurrent.CountDownLatch
        import java.util.concurrent.ExecutionException
        import kotlin.coroutines.Continuation
        import kotlin.coroutines.EmptyCoroutineContext
        import kotlin.coroutines.startCoroutine
        import org.junit.jupiter.api.Assertions.assertEquals
        import org.junit.jupiter.api.Assertions.assertFalse
        import org.junit.jupiter.api.Assertions.assertNull
        import org.junit.jupiter.api.Assertions.assertThrows
        import org.junit.jupiter.api.Assertions.assertTrue
        import org.junit.jupiter.api.Test
        import org.junit.jupiter.api.function.Executable

        /** Waits for what suspends. */
        fun <T> await(call: suspend () -> T): T {
            val done = CompletableFuture<T>()
            call.startCoroutine(object : Continuation<T> {
                override val context = EmptyCoroutineContext

                override fun resumeWith(result: Result<T>) {
                    result.fold({ done.complete(it) }, { done.completeExceptionally(it) })
                }
            })
            try {
                return done.get()
            } catch (failure: ExecutionException) {
                throw failure.cause ?: failure
            }
        }

        /** The transport, against answers that are made up. */
        class TransportTest {
            private class Fake(private vararg val replies: () -> HttpResponse) : Transport {
                val sent = ArrayList<HttpRequest>()

                override fun send(request: HttpRequest): HttpResponse {
                    sent += request
                    return replies[minOf(sent.size, replies.size) - 1]()
                }
            }

            private class Probe(
                private val fake: Fake,
                retries: Int = 2,
                middleware: List<Middleware> = emptyList(),
                checks: Boolean = false,
                key: (() -> String)? = null,
                iam: (() -> AwsCredentials)? = null
            ) : Client(
                "http://api.test/prod/",
                "probe/1",
                mapOf(
                    "key" to Scheme(Scheme.Kind.HEADER, "x-api-key", key),
                    "iam" to Scheme(Scheme.Kind.SIGV4, "", iam)
                ),
                ClientOptions(
                    retries = retries,
                    transport = fake,
                    middleware = middleware,
                    checksRequests = checks
                )
            ) {
                val sent get() = fake.sent

                fun send(
                    method: String = "GET",
                    options: CallOptions = CallOptions(),
                    secured: String? = null,
                    fill: Request.() -> Unit = {}
                ): Any? = await {
                    val request = Request(method, "/a").apply(fill)
                    if (secured != null) request.secured(secured)
                    call(request, Answer.json(Read.any), options)
                }
            }

            private fun reply(status: Int, text: String, vararg headers: Pair<String, String>) =
                HttpResponse(
                    status,
                    headers.associate { (name, value) -> name to listOf(value) },
                    ByteArrayInputStream(text.toByteArray())
                )

            private val fine = { reply(200, "{\"n\": 1}") }
            private val busy = { reply(503, "", "retry-after" to "0") }
            private val reset = { throw IOException("reset") }

            private inline fun <reified T : Throwable> fails(crossinline call: () -> Any?): T =
                assertThrows(T::class.java, Executable { call() })

            @Test
            fun readsJson() {
                val probe = Probe(Fake(fine))
                assertEquals(mapOf("n" to 1L), probe.send())
                assertEquals("http://api.test/prod/a", probe.sent[0].url)
                assertEquals("probe/1", probe.sent[0].headers["user-agent"])
            }

            @Test
            fun triesAgainWhatIsSafe() {
                val probe = Probe(Fake(busy, reset, fine))
                assertEquals(mapOf("n" to 1L), probe.send())
                assertEquals(3, probe.sent.size)
            }

            @Test
            fun doesNotSendAPostTwice() {
                val probe = Probe(Fake(busy, fine))
                assertEquals(503, fails<ApiException> { probe.send("POST") }.status)
                assertEquals(1, probe.sent.size)
            }

            @Test
            fun sendsAPostAgainWithAnIdempotencyKey() {
                val probe = Probe(Fake(busy, fine))
                probe.send("POST", CallOptions(idempotencyKey = "k"))
                assertEquals(listOf("k", "k"), probe.sent.map { it.headers["idempotency-key"] })
            }

            @Test
            fun sendsAgainWhatWasThrottled() {
                val probe = Probe(Fake({ reply(429, "") }, fine))
                probe.send("POST")
                assertEquals(2, probe.sent.size)
            }

            @Test
            fun tellsTheGatewaysFailuresFromTheApis() {
                val headers =
                    arrayOf("x-amzn-ErrorType" to "ForbiddenException:x", "x-amzn-RequestId" to "r1")
                val probe = Probe(Fake({ reply(403, "{\"message\": \"Forbidden\"}", *headers) }))
                val refused = fails<GatewayException> { probe.send() }
                assertEquals("ForbiddenException", refused.type)
                assertEquals("r1", refused.requestId)
                assertEquals("403 Forbidden", refused.message)
                val failure = fails<ApiException> { Probe(Fake({ reply(404, "no") })).send() }
                assertFalse(failure is GatewayException)
                assertEquals("no", failure.body)
            }

            @Test
            fun tellsThatNoAnswerCame() {
                fails<ConnectionException> { Probe(Fake(reset), retries = 0).send() }
            }

            @Test
            fun waitsNoLongerThanAsked() {
                val probe = Probe(Fake({ CountDownLatch(1).await().let { reply(200, "") } }))
                fails<CallTimeoutException> { probe.send("POST", CallOptions(timeout = 20)) }
            }

            @Test
            fun endsWhenItIsCancelled() {
                val cancellation = Cancellation()
                val probe = Probe(Fake({
                    cancellation.cancel()
                    CountDownLatch(1).await().let { reply(200, "") }
                }))
                fails<ConnectionException> { probe.send("GET", CallOptions(cancellation = cancellation)) }
                assertEquals(1, probe.sent.size)
            }

            @Test
            fun showsAnApiKeyWhereTheOperationAsksForOne() {
                val probe = Probe(Fake(fine), key = { "secret" })
                probe.send(secured = "key")
                probe.send()
                assertEquals("secret", probe.sent[0].headers["x-api-key"])
                assertNull(probe.sent[1].headers["x-api-key"])
            }

            @Test
            fun signs() {
                val keys = AwsCredentials("AKID", "secret", "t", "eu-west-1")
                val probe = Probe(Fake(fine), iam = { keys })
                probe.send(secured = "iam")
                val pattern = "AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/eu-west-1/execute-api/.*, " +
                    "SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}"
                assertTrue(Regex(pattern).matches(probe.sent[0].headers["authorization"].orEmpty()))
                assertFalse("secret" in keys.toString())
            }

            @Test
            fun passesThroughMiddlewareInOrder() {
                val order = ArrayList<String>()
                val steps = listOf("a", "b").map<String, Middleware> { name ->
                    { request, next ->
                        order += name
                        next(request)
                    }
                }
                Probe(Fake(fine), middleware = steps).send()
                assertEquals(listOf("a", "b"), order)
            }

            @Test
            fun knowsStagesOfAws() {
                val url = "https://a1.execute-api.eu-west-1.amazonaws.com/prod"
                assertEquals(url, ClientOptions.stage("a1", "eu-west-1", "prod"))
            }

            @Test
            fun writesParameters() {
                assertEquals(listOf("a" to "1", "a" to "2"), pairs("a", listOf(1, 2)))
                assertEquals(listOf("a" to "1,2"), joined("a", listOf(1, 2), ","))
                assertEquals(emptyList<Any>(), pairs("a", null))
                assertEquals(listOf("f[a][b]" to "1"), deep("f", mapOf("a" to mapOf("b" to 1.0))))
                assertEquals("a%2Fb%20c~", segment("a/b c~"))
                assertEquals("a/b%20c", segments("a/b c"))
                assertEquals(listOf("a" to "x=1,y=2"), joined("a", mapOf("x" to 1, "y" to 2), ",", "="))
                for (wrong in listOf<Any?>("..", "", emptyList<Any>(), null)) {
                    fails<IllegalArgumentException> { segment(wrong) }
                }
                fails<IllegalArgumentException> { label("") }
            }

            @Test
            fun holdsBackWhatIsWrong() {
                val wrong = listOf(Violation("query limit", "is less than 1"), Violation("body", "is odd"))
                val fake = Fake(fine)
                val failure = fails<InvalidRequestException> {
                    Probe(fake, checks = true).send { for (one in wrong) checks += { listOf(one) } }
                }
                assertEquals(wrong, failure.violations)
                assertEquals("query limit is less than 1; body is odd", failure.message)
                assertEquals(0, fake.sent.size)
                Probe(fake, checks = true).send { checks += { emptyList() } }
                Probe(fake).send { checks += { wrong } }
                assertEquals(2, fake.sent.size)
            }

            @Test
            fun writesSegmentsInStyles() {
                val list = listOf("blue", "b/k")
                val map = mapOf("R" to 100, "G" to 200)
                val written = listOf<Any>("blue", list, map).map { value ->
                    listOf(false, true).flatMap {
                        listOf(segment(value, it), label(value, it), matrix("c d", value, it))
                    }
                }
                val expected = listOf(
                    listOf("blue", ".blue", ";c%20d=blue", "blue", ".blue", ";c%20d=blue"),
                    listOf(
                        "blue,b%2Fk",
                        ".blue,b%2Fk",
                        ";c%20d=blue,b%2Fk",
                        "blue,b%2Fk",
                        ".blue.b%2Fk",
                        ";c%20d=blue;c%20d=b%2Fk"
                    ),
                    listOf(
                        "R,100,G,200",
                        ".R,100,G,200",
                        ";c%20d=R,100,G,200",
                        "R=100,G=200",
                        ".R=100.G=200",
                        ";R=100;G=200"
                    )
                )
                assertEquals(expected, written)
                assertEquals(";c", matrix("c", ""))
            }

            @Test
            fun writesCookies() {
                val probe = Probe(Fake(fine))
                probe.send {
                    cookie("session", "a b;é%=")
                    cookie("id", listOf(1, 2))
                    cookie("ids", listOf(1, 2), ",")
                    cookie("none", null)
                }
                val own = CallOptions(headers = mapOf("Cookie" to "own=1"))
                probe.send(options = own) { cookie("a", true) }
                probe.send()
                val sent = probe.sent.map { it.headers["cookie"] }
                val first = "session=a%20b%3B%C3%A9%25=; id=1; id=2; ids=1%2C2"
                assertEquals(listOf(first, "own=1; a=true", null), sent)
            }

            @Test
            fun readsEvents() {
                val text = "event: tick\ndata: a\ndata: b\nid: 7\n\n: note\n\ndata: c\n\n"
                val seen = ArrayList<ServerSentEvent>()
                await { for (event in Events(text.byteInputStream())) seen += event }
                val expected =
                    listOf(ServerSentEvent("tick", "a\nb", "7"), ServerSentEvent("message", "c", "7"))
                assertEquals(expected, seen)
            }

            @Test
            fun goesThroughPages() {
                val known = mapOf(null to (listOf(1, 2) to "b"), "b" to (listOf(3) to null))
                val seen = ArrayList<Int>()
                await {
                    val pages = Pages({ known.getValue(it) }, { it.first }, { it.second }, null)
                    for (element in pages) seen += element
                }
                assertEquals(listOf(1, 2, 3), seen)
            }

            data class Cat(val born: OffsetDateTime, val owner: Field<String>, val id: Long?) : Model {
                override fun toJson(): Any? = members("born" to born, "owner" to owner)

                companion object : Reader<Cat> {
                    override fun read(value: Any?): Cat = Members("Cat", value).run {
                        Cat(
                            required("born", Read.dateTime),
                            field("owner", Read.string),
                            optional("id", Read.long)
                        )
                    }
                }
            }

            @Test
            fun readsAndWritesObjects() {
                val text = "{\"born\":\"2026-01-31T12:00:00Z\",\"owner\":null}"
                val cat = Cat.read(Json.parse(text))
                assertEquals(Field.of(null), cat.owner)
                assertEquals(text, Json.print(plain(cat)))
                val sent = Cat(cat.born, Field.absent, 7)
                assertEquals("{\"born\":\"2026-01-31T12:00:00Z\"}", Json.print(plain(sent)))
                val failure = fails<IllegalArgumentException> { Cat.read(mapOf("id" to 1L)) }
                assertEquals("Cat.born: missing", failure.message)
                val tried = Alternatives<Any>(Json.parse(text)).add(Read.long) { it }.add(Cat) { it }
                assertEquals(cat, tried.or { "?" })
            }

            @Test
            fun keepsDecimalsExact() {
                val exact = BigDecimal("0.1000000000000000000001")
                assertEquals(exact, Read.decimal.read(Json.parse("$exact")))
                assertEquals(exact, Read.decimalText.read("$exact"))
                fails<IllegalArgumentException> { Read.decimalText.read("x") }
                fails<IllegalArgumentException> { Read.decimal.read("1") }
                val large = BigDecimal("1e3")
                val values = listOf(large, listOf(large), mapOf("a" to large))
                assertEquals("[1000,[1000],{\"a\":1000}]", Json.print(plain(values)))
                assertEquals("[\"1000\",[\"1000\"],{\"a\":\"1000\"}]", Json.print(texts(values)))
                assertEquals(Field.of("1000"), texts(Field.of(large)))
                assertEquals("1E+999999999", Json.number(BigDecimal("1e999999999")))
            }

            @Test
            fun readsAndWritesJson() {
                val text = "[\"\\u00e9\\n\",-1.5e3,12345678901234567890,true,null,{},[]]"
                val printed = Json.print(Json.parse(text))
                assertEquals("[\"é\\u000a\",-1500,12345678901234567890,true,null,{},[]]", printed)
                for (wrong in listOf("", "[1,]", "{\"a\":1,}", "01", "\"\\x\"", "nul", "1 2")) {
                    fails<IllegalArgumentException> { Json.parse(wrong) }
                }
                fails<IllegalArgumentException> { Json.parse("[".repeat(100_000)) }
            }

            @Test
            fun writesForms() {
                val request = Request("POST", "/").form(mapOf("a" to 1, "b c" to "é"))
                val form = request.body?.open?.invoke()?.use { String(it.readBytes()) }
                assertEquals("a=1&b%20c=%C3%A9", form)
                val parts = String(Multipart("n" to 3, "f" to byteArrayOf(65), "x" to null).bytes("B"))
                val head = "--B\r\nContent-Disposition: form-data; name="
                assertTrue(parts.startsWith("$head\"n\"\r\n\r\n3\r\n$head\"f\"; filename=\"f\"\r\n"))
                assertFalse("\"x\"" in parts)
            }
        }

        """#
}

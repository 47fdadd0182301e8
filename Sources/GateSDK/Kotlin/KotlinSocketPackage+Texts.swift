// README and tests of a client of a WebSocket API.

extension KotlinSocketPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Kotlin on a JVM from 11 on. \
            It needs nothing but the standard library; on Android, which has no `java.net.http`, a `SocketTransport` \
            over another library has to be given.

            ```kotlin
            import \(names.package).\(names.client)
            import \(names.package).\(Self.incoming)

            val client = \(names.client)(\(argumentsText))
            client.connect()
            for (message in client.messages) {
                when (message) {

            """
        for name in kinds.prefix(3) { text += "        is \(Self.incoming).\(name) -> println(message.value)\n" }
        text += """
                    is \(Self.incoming).Refused -> println(message.value.message)
                    else -> {}
                }
            }
            ```


            """
        text += ReadmeText.routes(channel, methods: methods)
        if !channel.events.isEmpty {
            text += "## What comes\n\n| message | class |\n| --- | --- |\n"
            for (event, name) in zip(channel.events, kinds) {
                text += "| `\(SDKText.code(event.name))` | `\(Self.incoming).\(name)` |\n"
            }
            text += """

                Other JSON comes as `Other`, what the gateway could not handle as `Refused`. `receive()` waits for \
                one message.


                """
        }
        return text + """
            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `reconnects` says otherwise; one that lasts less than ten \
            seconds counts as an attempt. Meanwhile sending waits; when nothing is \
            tried any more, it throws `SocketException` and the messages end: `client.end` tells how. What was under \
            way when the connection was lost may or may not have arrived. Messages that nobody takes hold the \
            connection up after the first thousand. A connection that answers no ping is given up.

            With kotlinx-coroutines the messages are a flow, and close with it:

            ```kotlin
            val messages = flow { for (message in client.messages) emit(message) }.onCompletion { client.close() }
            ```

            ## Tests

            `gradle test` tests the connection. `BASE_URL=ws://127.0.0.1:8080/local gradle test` sends a message to \
            each route of an API that is served there.

            """ + names.licenseNote(api)
    }

    private var argumentsText: String {
        let required = told.filter { channel.parameters[$0].isRequired }.map { "\(arguments[$0]) = …" }
        return (["\"wss://api.example.com/prod\""] + required).joined(separator: ", ")
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        var maker = SampleMaker(api)
        var uses = KotlinUses()
        var sent: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            var passed: [KotlinExpression.Argument] = []
            if let shape = route.message {
                guard let value = maker.value(of: shape) else { continue }
                passed = [.value(examples.expression(value, shape))]
            }
            let call = KotlinExpression.call(.name("client"), methods[index], passed)
            uses.add(call)
            sent.append(KotlinPrinter.expression(call))
        }
        let required = told.filter { channel.parameters[$0].isRequired }
        let made = KotlinExpression.call(
            nil, names.client,
            [.value(.call(.name("System"), "getenv", [.value(.string("BASE_URL"))]))]
                + required.map { .named(arguments[$0], .string("sample")) })
        let imports = Set(
            names.imports(uses, runtime: Self.runtimeNames)
                + ["Refusal", "SocketState", "await"].map { "\(names.package).runtime.\($0)" }
                + [
                    "org.junit.jupiter.api.Assertions.assertEquals", "org.junit.jupiter.api.Test",
                    "org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable",
                ]
        ).sorted()
        var printer = LayoutPrinter(width: 100, indentation: "    ")
        let body = printer.print(
            .indented(
                .sequence([
                    .group(
                        .sequence([
                            "private val client =", .indented(.sequence([.line, KotlinPrinter.expression(made)])),
                        ])), .blankLine, "private suspend fun sendAll() {",
                    .indented(.sequence([.hardLine, .joined(sent, .hardLine)])), .hardLine, "}", .hardLine,
                ])))
        return """
            // \(SourceText.firstLine(names.banner))

            @file:Suppress("DEPRECATION")

            package \(names.package)

            \(imports.map { "import \($0)" }.joined(separator: "\n"))

            /** A message to each route. BASE_URL names the served API; without it this test is skipped. */
            @EnabledIfEnvironmentVariable(named = "BASE_URL", matches = ".+")
            class RouteTest {

            """ + body + """

                    @Test
                    fun sendsToEachRoute() = await {
                        client.connect()
                        sendAll()
                        Thread.sleep(500)
                        assertEquals(SocketState.OPEN, client.state)
                        client.close()
                        val refused = ArrayList<Refusal>()
                        for (message in client.messages) {
                            if (message is \(Self.incoming).Refused) refused += message.value
                        }
                        assertEquals(emptyList<Refusal>(), refused)
                    }
                }

                """
    }

    /// Tests of the connection, the same for every API.
    static let socketTests = #"""
        package PACKAGE.runtime

        import java.io.IOException
        import java.net.ServerSocket
        import java.security.MessageDigest
        import java.util.Base64
        import java.util.concurrent.CompletableFuture
        import java.util.concurrent.ExecutionException
        import java.util.concurrent.LinkedBlockingQueue
        import java.util.concurrent.TimeUnit
        import kotlin.concurrent.thread
        import kotlin.coroutines.Continuation
        import kotlin.coroutines.EmptyCoroutineContext
        import kotlin.coroutines.startCoroutine
        import org.junit.jupiter.api.Assertions.assertEquals
        import org.junit.jupiter.api.Assertions.assertNull
        import org.junit.jupiter.api.Assertions.assertThrows
        import org.junit.jupiter.api.Assertions.assertTrue
        import org.junit.jupiter.api.Test
        import org.junit.jupiter.api.function.Executable

        /** Begins what suspends. */
        fun <T> begin(call: suspend () -> T): CompletableFuture<T> {
            val done = CompletableFuture<T>()
            call.startCoroutine(object : Continuation<T> {
                override val context = EmptyCoroutineContext

                override fun resumeWith(result: Result<T>) {
                    result.fold({ done.complete(it) }, { done.completeExceptionally(it) })
                }
            })
            return done
        }

        /** Waits for what suspends. */
        fun <T> await(call: suspend () -> T): T = await(begin(call))

        fun <T> await(done: CompletableFuture<T>): T {
            try {
                return done.get(20, TimeUnit.SECONDS)
            } catch (failure: ExecutionException) {
                throw failure.cause ?: failure
            }
        }

        /** The connection, over ones that are made up. */
        class SocketTest {
            private class Fake(
                val url: String,
                val headers: Map<String, String>,
                val listener: SocketListener
            ) : SocketConnection {
                val sent = LinkedBlockingQueue<String>()
                var taken = 0
                var end: SocketEnd? = null
                @Volatile
                var isBroken = false

                override fun send(text: String, done: (Throwable?) -> Unit) {
                    if (!isBroken) sent += text
                    done(if (isBroken) IOException("broken") else null)
                }

                override fun take() {
                    taken += 1
                }

                override fun close(code: Int, reason: String) {
                    end = end ?: SocketEnd(code, reason)
                }
            }

            private class Fakes(private vararg val refused: Int) : SocketTransport {
                val made = LinkedBlockingQueue<Fake>()
                var count = 0

                override fun open(
                    url: String,
                    headers: Map<String, String>,
                    timeout: Long,
                    listener: SocketListener
                ): SocketConnection {
                    if (count++ in refused) throw IOException("refused")
                    return Fake(url, headers, listener).also { made += it }
                }

                fun next(): Fake = made.poll(20, TimeUnit.SECONDS) ?: throw AssertionError("no connection")
            }

            private data class Said(val text: String)

            private val said = object : Reader<Said> {
                override fun read(value: Any?) = Members("Said", value).run {
                    Said(required("text", Read.string))
                }
            }

            private fun kinds(vararg selector: String) =
                Kinds<Any>(selector.asList(), { it }, { listOf(it) }).add("said", said) { it }

            private inner class Probe(
                fakes: Fakes,
                reconnects: Int = 10,
                untakenMax: Int = 100,
                handshake: Handshake = Handshake("ws://api.test/prod"),
                kinds: Kinds<Any> = kinds("action")
            ) : SocketClient<Any>(
                handshake,
                kinds,
                SocketOptions(reconnects = reconnects, untakenMax = untakenMax, transport = fakes)
            ) {
                suspend fun say(message: Any?) = sendTo("say", message)
            }

            private fun fails(call: suspend () -> Any?): SocketException =
                assertThrows(SocketException::class.java, Executable { await(call) })

            private fun json(text: String?) = Json.parse(text.orEmpty())

            @Test
            fun sendsByTheRoutes() {
                val fakes = Fakes()
                val probe = Probe(fakes)
                await { probe.connect() }
                await { probe.say(mapOf("text" to "hello")) }
                assertEquals(SocketState.OPEN, probe.state)
                val sent = fakes.next().sent.poll()
                assertEquals(mapOf("text" to "hello", "action" to "say"), json(sent))
                probe.close()
            }

            @Test
            fun setsMembersInsideOfMembers() {
                val message = mapOf("text" to "hello", "meta" to mapOf("id" to 1))
                val marked = kinds("meta", "kind").marked(message, "say")
                val whole = mapOf("text" to "hello", "meta" to mapOf("id" to 1, "kind" to "say"))
                assertEquals(whole, marked)
                assertEquals(mapOf("meta" to mapOf("kind" to "a")), kinds("meta", "kind").marked(null, "a"))
            }

            @Test
            fun tellsParametersAndCredentials() {
                val handshake = Handshake("ws://api.test/prod?a=b")
                    .query("name", "a b&").query("none", null)
                    .header("x-room", "7").header("x-none", null).secret("x-api-key") { "key" }
                    .secret("x-other", null)
                val fakes = Fakes()
                val probe = Probe(fakes, handshake = handshake)
                await { probe.connect() }
                val fake = fakes.next()
                assertEquals("ws://api.test/prod?a=b&name=a%20b%26", fake.url)
                assertEquals(mapOf("x-room" to "7", "x-api-key" to "key"), fake.headers)
                probe.close()
            }

            @Test
            fun signsInTheQuery() {
                val keys = AwsCredentials("AKID", "secret", "t/t")
                val handshake = Handshake("wss://a1.execute-api.eu-west-1.amazonaws.com/prod")
                val url = handshake.query("z", "1").query("A", "2").signed { keys }.url()
                val pattern = "wss://a1.execute-api.eu-west-1.amazonaws.com/prod\\?A=2&" +
                    "X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
                    "X-Amz-Credential=AKID%2F\\d{8}%2Feu-west-1%2Fexecute-api%2Faws4_request&" +
                    "X-Amz-Date=\\d{8}T\\d{6}Z&X-Amz-Expires=300&X-Amz-Security-Token=t%2Ft&" +
                    "X-Amz-SignedHeaders=host&z=1&X-Amz-Signature=[0-9a-f]{64}"
                assertTrue(Regex(pattern).matches(url), url)
            }

            @Test
            fun hearsKindsRefusalsAndOthers() {
                val fakes = Fakes()
                val probe = Probe(fakes, reconnects = 0)
                await { probe.connect() }
                val listener = fakes.next().listener
                listener.onText("{\"action\":\"said\",\"text\":\"hello\"}")
                listener.onText("{\"message\":\"Forbidden\",\"connectionId\":\"c\",\"requestId\":\"r\"}")
                listener.onText("{\"other\":1}")
                listener.onText("{\"action\":\"said\"}")
                listener.onText("text")
                listener.onClose(1001, "away")
                val heard = ArrayList<Any>()
                await { for (message in probe.messages) heard += message }
                val expected = listOf(
                    Said("hello"),
                    Refusal("Forbidden", "c", "r"),
                    listOf(mapOf("other" to 1L)),
                    listOf(mapOf("action" to "said")),
                    listOf("text")
                )
                assertEquals(expected, heard)
                assertEquals(SocketEnd(1001, "away"), probe.end)
            }

            @Test
            fun connectsAgainAndSendsWhatWaits() {
                val fakes = Fakes(1)
                val probe = Probe(fakes)
                await { probe.connect() }
                val first = fakes.next()
                first.listener.onClose(1006, "lost")
                await { probe.say(null) }
                val second = fakes.next()
                assertEquals(mapOf("action" to "say"), json(second.sent.poll()))
                assertEquals(3, fakes.count)
                first.listener.onText("late")
                second.listener.onText("1")
                assertEquals(listOf(1L), await { probe.receive() })
                second.isBroken = true
                await { probe.say(null) }
                assertEquals(mapOf("action" to "say"), json(fakes.next().sent.poll()))
                probe.close()
            }

            @Test
            fun givesUpInTheEnd() {
                val fakes = Fakes(1, 2)
                val probe = Probe(fakes, reconnects = 2)
                await { probe.connect() }
                fakes.next().listener.onClose(1001, "away")
                assertNull(await { probe.receive() })
                assertEquals(SocketState.CLOSED, probe.state)
                assertEquals(SocketEnd(1001, "away"), fails { probe.say(null) }.end)
                assertEquals(3, fakes.count)
            }

            @Test
            fun failsWhenTheFirstAttemptDoes() {
                val fakes = Fakes(0)
                val probe = Probe(fakes)
                assertEquals("no connection: refused", fails { probe.connect() }.message)
                assertEquals(SocketState.CLOSED, probe.state)
                await { probe.connect() }
                fails { probe.connect() }
                probe.close()
            }

            @Test
            fun staysClosedOnceItIs() {
                val fakes = Fakes()
                val probe = Probe(fakes)
                await { probe.connect() }
                val fake = fakes.next()
                val waits = begin { probe.receive() }
                probe.close()
                assertNull(await(waits))
                fake.listener.onClose(1000, "")
                Thread.sleep(300)
                assertEquals(1, fakes.count)
                assertEquals(SocketEnd(1000, ""), fake.end)
                assertEquals(SocketEnd(1000, ""), probe.end)
            }

            @Test
            fun whatNobodyTakesHoldsItUp() {
                val fakes = Fakes()
                val probe = Probe(fakes, untakenMax = 2)
                await { probe.connect() }
                val fake = fakes.next()
                assertEquals(1, fake.taken)
                fake.listener.onText("1")
                assertEquals(2, fake.taken)
                fake.listener.onText("2")
                assertEquals(2, fake.taken)
                assertEquals(listOf(1L), await { probe.receive() })
                assertEquals(3, fake.taken)
                assertEquals(listOf(2L), await { probe.receive() })
                assertEquals(3, fake.taken)
                probe.close()
            }

            @Test
            fun saysThatNothingIsThere() {
                val open = { WebSocketTransport().open("ws://127.0.0.1:9/", emptyMap(), 5_000, Silent) }
                assertThrows(IOException::class.java, Executable { open() })
            }

            /** Sends frames to whoever connects. */
            private fun serve(vararg frames: Pair<Int, String>): ServerSocket {
                val server = ServerSocket(0)
                thread(isDaemon = true) {
                    val socket = server.accept()
                    val lines = socket.getInputStream().bufferedReader().lineSequence()
                    val key = lines.takeWhile { it != "" }.map { it.split(": ") }
                        .first { it[0].equals("sec-websocket-key", ignoreCase = true) }[1]
                    val seed = "${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".toByteArray()
                    val accept = MessageDigest.getInstance("SHA-1").digest(seed)
                    val token = Base64.getEncoder().encodeToString(accept)
                    val head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" +
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: $token\r\n\r\n"
                    socket.getOutputStream().write(head.toByteArray())
                    for ((first, text) in frames) {
                        val data = text.toByteArray()
                        val begin = byteArrayOf(first.toByte(), data.size.toByte())
                        socket.getOutputStream().write(begin + data)
                    }
                }
                return server
            }

            @Test
            fun hearsFrames() {
                val long = 0x81 to "x".repeat(11)
                val server = serve(0x01 to "h\u00e9", 0x89 to "", 0x80 to "llo", 0x82 to "bytes", long)
                val heard = LinkedBlockingQueue<String>()
                lateinit var connection: SocketConnection
                val listener = object : SocketListener {
                    override fun onText(text: String) {
                        heard += text
                        connection.take()
                    }

                    override fun onClose(code: Int, reason: String) {
                        heard += "$code"
                    }
                }
                val url = "ws://127.0.0.1:${server.localPort}/"
                connection = WebSocketTransport(messageMax = 10).open(url, emptyMap(), 5_000, listener)
                connection.take()
                val seen = List(3) { heard.poll(20, TimeUnit.SECONDS) }
                assertEquals(listOf("h\u00e9llo", "bytes", "1009"), seen)
                server.close()
            }

            @Test
            fun givesUpWhatAnswersNoPing() {
                val server = serve()
                val heard = CompletableFuture<Int>()
                val listener = object : SocketListener {
                    override fun onText(text: String) = Unit

                    override fun onClose(code: Int, reason: String) {
                        heard.complete(code)
                    }
                }
                val url = "ws://127.0.0.1:${server.localPort}/"
                WebSocketTransport(pings = 50).open(url, emptyMap(), 5_000, listener).take()
                assertEquals(1006, heard.get(20, TimeUnit.SECONDS))
                server.close()
            }

            private object Silent : SocketListener {
                override fun onText(text: String) = Unit

                override fun onClose(code: Int, reason: String) = Unit
            }
        }

        """#
}

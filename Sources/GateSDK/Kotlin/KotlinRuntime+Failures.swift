// `Failures.kt`: what calls throw.

extension KotlinRuntime {
    static let failures = #"""
        package PACKAGE.runtime

        /** An answer that is no success, or that is not what the API declares. */
        open class ApiException(
            /** The answer with its headers. */
            @Transient val response: HttpResponse,
            /** JSON where it is some, as maps, lists and plain values; else text. */
            @Transient val body: Any?,
            cause: Throwable? = null
        ) : RuntimeException("${response.status}${said(body, cause)}", cause) {
            val status: Int get() = response.status

            /** The gateway's name of the request, for its logs. */
            val requestId: String? get() = response.requestId

            /** The body as what the API declares; null where it is something else. */
            protected fun <T> read(reader: Reader<T>): T? = try {
                reader.read(body)
            } catch (failure: IllegalArgumentException) {
                null
            }
        }

        private fun said(body: Any?, cause: Throwable?): String {
            val members = (body as? Map<*, *>).orEmpty()
            val message = cause?.message ?: members["message"] ?: members["Message"]
            return if (message == null) "" else " $message"
        }

        /** A failure that the gateway itself answered with: the backend may not know of the call. */
        class GatewayException internal constructor(response: HttpResponse, body: Any?) :
            ApiException(response, body) {
            /** Which of the gateway's failures it is: `ForbiddenException` and others. */
            val type: String = response.header(HEADER).orEmpty().substringBefore(':')

            internal companion object {
                const val HEADER = "x-amzn-errortype"
            }
        }

        /** Something that is not as the API declares it: `body.tags[2].name`, and what is wrong. */
        data class Violation(val place: String, val text: String) {
            override fun toString() = "$place $text"
        }

        /** A request that was not sent, for it is not as the API declares it. */
        class InvalidRequestException internal constructor(@Transient val violations: List<Violation>) :
            RuntimeException(violations.joinToString("; "))

        /** No answer came. */
        open class ConnectionException internal constructor(message: String, cause: Throwable? = null) :
            RuntimeException(message, cause)

        /** No answer came in time. */
        class CallTimeoutException internal constructor(message: String) : ConnectionException(message)

        """#
}

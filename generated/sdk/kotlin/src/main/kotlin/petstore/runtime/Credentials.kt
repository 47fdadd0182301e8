package petstore.runtime

import java.security.MessageDigest
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec

/** Keys for Signature Version 4; the region is needed where the URL does not tell it. */
class AwsCredentials(
    val accessKeyId: String,
    val secretAccessKey: String,
    val sessionToken: String? = null,
    val region: String? = null
) {
    override fun toString() = "AwsCredentials(accessKeyId=$accessKeyId)"
}

/** A signature for `execute-api`: its time, what it is good for, and how it is made. */
internal class Signature(private val credentials: AwsCredentials, host: String) {
    private val region = credentials.region
        ?: Regex("\\.execute-api\\.([^.]+)\\.").find(host)?.groupValues?.get(1)
        ?: throw IllegalArgumentException("the credentials need a region")
    val time: String = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
        .withZone(ZoneOffset.UTC).format(Instant.now())
    val scope = "${time.substring(0, 8)}/$region/execute-api/aws4_request"

    /** Signs what is canonical of a request. */
    fun of(canonical: String): String {
        val text = "AWS4-HMAC-SHA256\n$time\n$scope\n${digest(canonical.toByteArray())}"
        val first = "AWS4${credentials.secretAccessKey}".toByteArray()
        return hex(hmac(scope.split("/").fold(first, ::hmac), text))
    }
}

/** A path as signatures have it: encoded once more. */
internal fun canonicalPath(path: String?): String =
    path.orEmpty().ifEmpty { "/" }.split("/").joinToString("/") { encode(it) }

/** A query as signatures have it: in order. */
internal fun canonicalQuery(pairs: List<String>): String =
    pairs.filter { it != "" }.map { if ("=" in it) it else "$it=" }
        .sortedBy { it.replace('=', '\u0000') }.joinToString("&")

internal fun digest(bytes: ByteArray) =
    hex(MessageDigest.getInstance("SHA-256").digest(bytes))

private fun hmac(key: ByteArray, text: String): ByteArray {
    val mac = Mac.getInstance("HmacSHA256")
    mac.init(SecretKeySpec(key, "HmacSHA256"))
    return mac.doFinal(text.toByteArray())
}

private fun hex(bytes: ByteArray) = bytes.joinToString("") { String.format("%02x", it) }

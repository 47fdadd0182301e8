package petstore.runtime

import java.net.URI
import java.security.MessageDigest
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.util.TreeMap
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec

/** Keys for Signature Version 4; the region is needed where the base URL does not tell it. */
class AwsCredentials(
    val accessKeyId: String,
    val secretAccessKey: String,
    val sessionToken: String? = null,
    val region: String? = null
) {
    override fun toString() = "AwsCredentials(accessKeyId=$accessKeyId)"
}

/** Adds the headers that sign a request for `execute-api`. */
internal fun sign(
    request: Request,
    uri: URI,
    headers: MutableMap<String, String>,
    credentials: AwsCredentials
) {
    val host = uri.host + if (uri.port < 0) "" else ":${uri.port}"
    val region = credentials.region
        ?: Regex("\\.execute-api\\.([^.]+)\\.").find(host)?.groupValues?.get(1)
        ?: throw IllegalArgumentException("the credentials need a region")
    val time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC)
        .format(Instant.now())
    headers["x-amz-date"] = time
    credentials.sessionToken?.let { headers["x-amz-security-token"] = it }
    val signed = TreeMap(mapOf("host" to host))
    for ((name, value) in headers) {
        val lower = String(CharArray(name.length) { Character.toLowerCase(name[it]) })
        if (lower.startsWith("x-amz-") || lower == "content-type") {
            signed[lower] = value.trim().replace(Regex(" +"), " ")
        }
    }
    val names = signed.keys.joinToString(";")
    val path = uri.rawPath.ifEmpty { "/" }.split("/").joinToString("/") { encode(it) }
    val query = uri.rawQuery.orEmpty().split("&").filter { it != "" }
        .map { if ("=" in it) it else "$it=" }.sortedBy { it.replace('=', '\u0000') }
        .joinToString("&")
    val fields = signed.entries.joinToString("") { (name, value) -> "$name:$value\n" }
    val body = request.body?.open?.invoke()?.use { it.readBytes() } ?: ByteArray(0)
    val canonical =
        listOf(request.method, path, query, fields, names, digest(body)).joinToString("\n")
    val scope = "${time.substring(0, 8)}/$region/execute-api/aws4_request"
    val text = "AWS4-HMAC-SHA256\n$time\n$scope\n${digest(canonical.toByteArray())}"
    val key = scope.split("/").fold("AWS4${credentials.secretAccessKey}".toByteArray(), ::hmac)
    headers["authorization"] = "AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/$scope, " +
        "SignedHeaders=$names, Signature=${hex(hmac(key, text))}"
}

private fun digest(bytes: ByteArray) = hex(MessageDigest.getInstance("SHA-256").digest(bytes))

private fun hmac(key: ByteArray, text: String): ByteArray {
    val mac = Mac.getInstance("HmacSHA256")
    mac.init(SecretKeySpec(key, "HmacSHA256"))
    return mac.doFinal(text.toByteArray())
}

private fun hex(bytes: ByteArray) = bytes.joinToString("") { String.format("%02x", it) }

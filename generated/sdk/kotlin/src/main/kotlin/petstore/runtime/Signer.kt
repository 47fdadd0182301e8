package petstore.runtime

import java.net.URI
import java.util.TreeMap

/** Adds the headers that sign a request for `execute-api`. */
internal fun sign(
    request: Request,
    uri: URI,
    headers: MutableMap<String, String>,
    credentials: AwsCredentials
) {
    val host = uri.host + if (uri.port < 0) "" else ":${uri.port}"
    val signature = Signature(credentials, host)
    headers["x-amz-date"] = signature.time
    credentials.sessionToken?.let { headers["x-amz-security-token"] = it }
    val signed = TreeMap(mapOf("host" to host))
    for ((name, value) in headers) {
        val lower = String(CharArray(name.length) { Character.toLowerCase(name[it]) })
        if (lower.startsWith("x-amz-") || lower == "content-type") {
            signed[lower] = value.trim().replace(Regex(" +"), " ")
        }
    }
    val names = signed.keys.joinToString(";")
    val path = canonicalPath(uri.rawPath)
    val query = canonicalQuery(uri.rawQuery.orEmpty().split("&"))
    val fields = signed.entries.joinToString("") { (name, value) -> "$name:$value\n" }
    val body = request.body?.open?.invoke()?.use { it.readBytes() } ?: ByteArray(0)
    val canonical =
        listOf(request.method, path, query, fields, names, digest(body)).joinToString("\n")
    headers["authorization"] =
        "AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${signature.scope}, " +
            "SignedHeaders=$names, Signature=${signature.of(canonical)}"
}

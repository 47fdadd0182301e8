package petstore.runtime;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature Version 4 for {@code execute-api}: what it is made of, at one time. */
final class Signature {
    private static final Pattern REGION = Pattern.compile("\\.execute-api\\.([^.]+)\\.");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    final String time = TIME.format(Instant.now());
    final String scope;
    private final AwsCredentials credentials;

    Signature(AwsCredentials credentials, String host) {
        this.credentials = credentials;
        String region = region(credentials, host);
        scope = time.substring(0, 8) + "/" + region + "/execute-api/aws4_request";
    }

    /** Whose signature it is, and for what. */
    String owner() {
        return credentials.accessKeyId() + "/" + scope;
    }

    /** The signature of a canonical request. */
    String of(String canonical) {
        byte[] key = utf8("AWS4" + credentials.secretAccessKey());
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest(utf8(canonical));
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static String region(AwsCredentials credentials, String host) {
        if (credentials.region() != null) {
            return credentials.region();
        }
        Matcher found = REGION.matcher(host);
        if (!found.find()) {
            throw new IllegalArgumentException("the credentials need a region");
        }
        return found.group(1);
    }

    static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** A path in its canonical form. */
    static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return Arrays.stream(path.split("/", -1))
                .map(Percent::encode)
                .collect(Collectors.joining("/"));
    }

    /** A query in its canonical form. */
    static String query(String query) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .sorted((a, b) -> a.replace('=', '\0').compareTo(b.replace('=', '\0')))
                .collect(Collectors.joining("&"));
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

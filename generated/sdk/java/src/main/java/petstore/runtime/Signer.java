package petstore.runtime;

import java.net.URI;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature Version 4 for {@code execute-api}. */
final class Signer {
    private static final Pattern REGION = Pattern.compile("\\.execute-api\\.([^.]+)\\.");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Signer() {}

    /** Adds the headers that sign a request. */
    static void sign(
            Request request, URI uri, Map<String, String> fields, AwsCredentials credentials) {
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        String time = TIME.format(Instant.now());
        fields.put("x-amz-date", time);
        if (credentials.sessionToken() != null) {
            fields.put("x-amz-security-token", credentials.sessionToken());
        }
        Map<String, String> signed = new TreeMap<>(Map.of("host", host));
        fields.forEach(
                (name, value) -> {
                    String lower = name.toLowerCase();
                    if (lower.startsWith("x-amz-") || lower.equals("content-type")) {
                        signed.put(lower, value.strip().replaceAll(" +", " "));
                    }
                });
        String names = String.join(";", signed.keySet());
        String canonical =
                String.join(
                        "\n",
                        request.method,
                        path(uri),
                        query(uri),
                        signed.entrySet().stream()
                                .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                                .collect(Collectors.joining()),
                        names,
                        digest(bytes(request)));
        String region = region(credentials, host);
        String scope = time.substring(0, 8) + "/" + region + "/execute-api/aws4_request";
        byte[] key = utf8("AWS4" + credentials.secretAccessKey());
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest(utf8(canonical));
        String owner = credentials.accessKeyId() + "/" + scope;
        String signature = HexFormat.of().formatHex(hmac(key, text));
        fields.put(
                "authorization",
                String.format(
                        "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s",
                        owner, names, signature));
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

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return Arrays.stream(path.split("/", -1))
                .map(Encoding::encode)
                .collect(Collectors.joining("/"));
    }

    private static String query(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .sorted((a, b) -> a.replace('=', '\0').compareTo(b.replace('=', '\0')))
                .collect(Collectors.joining("&"));
    }

    private static byte[] bytes(Request request) {
        BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
        request.body.subscribe(
                new Flow.Subscriber<ByteBuffer>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        whole.onSubscribe(subscription);
                    }

                    @Override
                    public void onNext(ByteBuffer bytes) {
                        whole.onNext(List.of(bytes));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        whole.onError(failure);
                    }

                    @Override
                    public void onComplete() {
                        whole.onComplete();
                    }
                });
        return whole.getBody().toCompletableFuture().join();
    }

    private static String digest(byte[] bytes) {
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

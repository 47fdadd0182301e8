package petstore.runtime;

import java.net.URI;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/** Signs requests by their headers. */
final class Signer {
    private Signer() {}

    /** Adds the headers that sign a request. */
    static void sign(
            Request request, URI uri, Map<String, String> fields, AwsCredentials credentials) {
        String host = Signature.host(uri);
        Signature signature = new Signature(credentials, host);
        fields.put("x-amz-date", signature.time);
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
                        Signature.path(uri),
                        Signature.query(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                        signed.entrySet().stream()
                                .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                                .collect(Collectors.joining()),
                        names,
                        Signature.digest(bytes(request)));
        fields.put(
                "authorization",
                String.format(
                        "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s",
                        signature.owner(), names, signature.of(canonical)));
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
}

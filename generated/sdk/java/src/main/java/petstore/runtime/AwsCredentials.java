package petstore.runtime;

/** Keys for Signature Version 4; the region is needed where the base URL does not tell it. */
public record AwsCredentials(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        @Nullable String region) {
    @Override
    public String toString() {
        return "AwsCredentials[accessKeyId=" + accessKeyId + "]";
    }
}

package petstore.runtime;

/** User and password of HTTP Basic. */
public record BasicCredentials(String username, String password) {
    @Override
    public String toString() {
        return "BasicCredentials[username=" + username + "]";
    }
}

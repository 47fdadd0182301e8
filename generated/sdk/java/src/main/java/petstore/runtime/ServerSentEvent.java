package petstore.runtime;

/** An event of a {@code text/event-stream}. */
public record ServerSentEvent(String event, String data, String id) {}

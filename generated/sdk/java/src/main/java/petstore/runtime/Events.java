package petstore.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Events of a {@code text/event-stream}, once. */
public final class Events implements Iterable<ServerSentEvent>, AutoCloseable {
    private final BufferedReader lines;

    Events(InputStream body) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public Iterator<ServerSentEvent> iterator() {
        return new Iterator<>() {
            private String id = "";
            private ServerSentEvent next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = read();
                }
                return next != null;
            }

            @Override
            public ServerSentEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                ServerSentEvent event = next;
                next = null;
                return event;
            }

            private ServerSentEvent read() {
                String event = "message";
                StringBuilder data = new StringBuilder();
                for (String line = line(); line != null; line = line()) {
                    if (line.isEmpty()) {
                        if (data.length() > 0) {
                            data.setLength(data.length() - 1);
                            return new ServerSentEvent(event, data.toString(), id);
                        }
                        event = "message";
                        continue;
                    }
                    String[] field = line.split(": ?", 2);
                    String text = field.length > 1 ? field[1] : "";
                    switch (field[0]) {
                        case "data" -> data.append(text).append('\n');
                        case "event" -> event = text;
                        case "id" -> id = text;
                        default -> {}
                    }
                }
                return null;
            }
        };
    }

    private String line() {
        try {
            return lines.readLine();
        } catch (IOException failure) {
            throw new ConnectionException("the events end early", failure);
        }
    }
}

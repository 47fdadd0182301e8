// Apache Velocity 1.7 as Debian ships it, with the variables of a mapping template: the other side of
// `make differential` and of the templates in `make bench`.
//
//   VelocityPeer cases           JSON lines {"id","template",…} in, {"id","output"} or {"id","error"} out
//   VelocityPeer bench FOLDER    operations per CPU second for the templates of a folder
//
// Paths of `$input` are names and positions only: Debian has no Jayway.

import java.io.*;
import java.lang.management.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import net.minidev.json.*;
import net.minidev.json.parser.JSONParser;
import org.apache.velocity.*;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.*;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.*;
import org.apache.velocity.runtime.*;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.util.introspection.Info;

public class VelocityPeer {
    /** What `$context` is: prints nothing under the profile `aws`. */
    public static class Hidden extends LinkedHashMap<String, Object> {
        public String toString() { return ""; }
    }

    static Object parse(String text) {
        try {
            return new JSONParser(JSONParser.MODE_PERMISSIVE).parse(text, JSONValue.defaultReader.DEFAULT_ORDERED);
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** `$input`. */
    public static class Input {
        private final String body;
        private final Map<String, Object> params;
        private Object document;

        Input(String body, Map<String, Object> params) {
            this.body = body;
            this.params = params;
        }

        public String getBody() { return body; }

        private Object read() {
            if (document == null) document = parse(body);
            return document;
        }

        public Object path(String path) {
            Object value = read();
            int at = path.startsWith("$") ? 1 : 0;
            while (at < path.length() && value != null) {
                char first = path.charAt(at);
                if (first == '.') {
                    int end = ++at;
                    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') end++;
                    value = value instanceof Map ? ((Map) value).get(path.substring(at, end)) : null;
                    at = end;
                } else if (first == '[') {
                    int end = path.indexOf(']', at);
                    String inner = path.substring(at + 1, end);
                    if (inner.startsWith("'")) {
                        Object key = inner.substring(1, inner.length() - 1);
                        value = value instanceof Map ? ((Map) value).get(key) : null;
                    } else {
                        int place = Integer.parseInt(inner);
                        boolean has = value instanceof List && place >= 0 && place < ((List) value).size();
                        value = has ? ((List) value).get(place) : null;
                    }
                    at = end + 1;
                } else {
                    throw new IllegalArgumentException(path);
                }
            }
            return value;
        }

        public String json(String path) {
            Object value = path(path);
            return value == null ? "\"\"" : JSONValue.toJSONString(value, JSONStyle.LT_COMPRESS);
        }

        public Map<String, Object> params() { return params; }

        public String params(String name) {
            for (String section : new String[] {"path", "querystring", "header"}) {
                Object value = ((Map) params.get(section)).get(name);
                if (value != null) return value.toString();
            }
            return "";
        }
    }

    /** `$util`. */
    public static class Util {
        public String escapeJavaScript(Object text) {
            if (text == null) return "null";
            return org.apache.commons.lang.StringEscapeUtils.escapeJavaScript(text.toString());
        }
        public Object parseJson(Object text) { return parse(text.toString()); }
        public String urlEncode(Object text) throws Exception { return URLEncoder.encode(text.toString(), "UTF-8"); }
        public String urlDecode(Object text) throws Exception { return URLDecoder.decode(text.toString(), "UTF-8"); }
        public String base64Encode(Object text) {
            return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        public String base64Decode(Object text) {
            return new String(Base64.getDecoder().decode(text.toString()), StandardCharsets.UTF_8);
        }
    }

    /** Profile `aws`: what has no value is the empty string. */
    public static class EmptyReferences implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context c, String reference, Object o, String property, Info info) {
            return "";
        }
        public boolean invalidSetMethod(Context c, String left, String right, Info info) { return false; }
        public Object invalidMethod(Context c, String reference, Object o, String method, Info info) { return ""; }
    }

    static VelocityEngine engine(boolean isAWS) {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty(RuntimeConstants.RUNTIME_LOG_LOGSYSTEM, new NullLogChute());
        engine.setProperty("input.encoding", "UTF-8");
        if (isAWS) {
            engine.setProperty("eventhandler.invalidreferences.class", EmptyReferences.class.getName());
            engine.setProperty("directive.foreach.maxloops", 1000);
        }
        engine.init();
        return engine;
    }

    static Map<String, Object> hidden(Map<String, Object> map) {
        Hidden copy = new Hidden();
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Object value = entry.getValue();
            copy.put(entry.getKey(), value instanceof Map ? hidden((Map) value) : value);
        }
        return copy;
    }

    static Map<String, Object> section(Map<String, Object> owner, String name, Map<String, Object> fresh) {
        Object value = owner.remove(name);
        if (value instanceof Map) fresh.putAll((Map) value);
        owner.put(name, fresh);
        return fresh;
    }

    static Map<String, Object> map(Object value) { return value == null ? new LinkedHashMap<>() : (Map) value; }

    static VelocityContext variables(Map<String, Object> given, boolean isAWS) {
        Map<String, Object> params = new LinkedHashMap<>();
        for (String name : new String[] {"path", "querystring", "header"}) {
            params.put(name, map(map(given.get("params")).get(name)));
        }
        String body = given.get("body") == null || given.get("body").equals("") ? "{}" : (String) given.get("body");
        Map<String, Object> context = map(given.get("context"));
        if (isAWS) context = hidden(context);
        for (String part : new String[] {"requestOverride", "responseOverride"}) {
            Map<String, Object> map = isAWS ? new Hidden() : new LinkedHashMap<>();
            section(context, part, map);
            String[] names = part.startsWith("request")
                ? new String[] {"path", "header", "querystring"} : new String[] {"header"};
            for (String name : names) {
                if (!map.containsKey(name)) map.put(name, isAWS ? new Hidden() : new LinkedHashMap<>());
            }
        }
        VelocityContext variables = new VelocityContext();
        variables.put("input", new Input(body, params));
        variables.put("util", new Util());
        variables.put("context", context);
        variables.put("stageVariables", map(given.get("stageVariables")));
        return variables;
    }

    static void cases() throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        VelocityEngine[] plain = {engine(false), engine(true)};
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<String, Object> given = map(parse(line));
            boolean isAWS = "aws".equals(given.get("profile"));
            String template = (String) given.get("template");
            // Macros stay with the engine that has seen them.
            VelocityEngine engine = template.contains("macro") ? engine(isAWS) : plain[isAWS ? 1 : 0];
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", given.get("id"));
            try {
                StringWriter text = new StringWriter();
                engine.evaluate(variables(given, isAWS), text, "case", template);
                answer.put("output", text.toString());
            } catch (ParseErrorException | TemplateInitException e) {
                answer.put("error", new JSONObject(Map.of("kind", "parse")));
                answer.put("why", e.getMessage());
            } catch (Throwable e) {
                answer.put("error", new JSONObject(Map.of("kind", "runtime")));
                answer.put("why", e.toString() + " " + e.getCause());
            }
            out.println(JSONValue.toJSONString(answer, JSONStyle.NO_COMPRESS));
        }
        out.flush();
    }

    static void bench(String folder) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (File file : new TreeSet<>(Arrays.asList(new File(folder).listFiles()))) {
            if (!file.getName().endsWith(".vtl")) continue;
            String name = file.getName().replace(".vtl", "");
            String text = Files.readString(file.toPath());
            String input = Files.readString(Path.of(folder, name + ".input.json"));
            String expected = Files.readString(Path.of(folder, name + ".expected.txt"));
            VelocityEngine engine = engine(true);
            RuntimeInstance services = new RuntimeInstance();
            services.setProperty(RuntimeConstants.RUNTIME_LOG_LOGSYSTEM, new NullLogChute());
            services.setProperty("eventhandler.invalidreferences.class", EmptyReferences.class.getName());
            services.init();
            Template template = new Template();
            template.setRuntimeServices(services);
            template.setName(name);
            template.setData(services.parse(new StringReader(text), name));
            template.initDocument();
            Map<String, Object> given = map(parse(input));
            Runnable full = () -> {
                StringWriter out = new StringWriter(4096);
                template.merge(variables(given, true), out);
                if (out.getBuffer().length() == 0) throw new IllegalStateException();
            };
            StringWriter first = new StringWriter();
            try {
                template.merge(variables(given, true), first);
            } catch (MethodInvocationException e) {
                // Debian's json-smart takes the 50 KB body for an attack by its depth.
                System.out.println(name + " 0 0");
                continue;
            }
            if (!first.toString().equals(expected)) System.err.println(name + ": another output than expected");
            VelocityContext prepared = variables(given, true);
            Runnable render = () -> {
                StringWriter out = new StringWriter(4096);
                template.merge(new VelocityContext(prepared), out);
            };
            System.out.println(name + " " + rate(full, threads) + " " + rate(render, threads));
        }
    }

    /** Operations per second of this thread's CPU time: the best of five rounds after two seconds of warming. */
    static long rate(Runnable work, ThreadMXBean threads) {
        long end = System.nanoTime() + 2_000_000_000L;
        while (System.nanoTime() < end) work.run();
        double best = 0;
        for (int round = 0; round < 5; round++) {
            long start = threads.getCurrentThreadCpuTime();
            long count = 0;
            long spent;
            do {
                for (int i = 0; i < 8; i++) work.run();
                count += 8;
                spent = threads.getCurrentThreadCpuTime() - start;
            } while (spent < 300_000_000L);
            best = Math.max(best, count * 1e9 / spent);
        }
        return Math.round(best);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("bench")) bench(arguments[1]); else cases();
    }
}

// RustStack's client of the Lambda Runtime API for Java 8 and later. The interfaces of handlers and
// contexts are those of the function's own package: they are found by name.

import com.amazonaws.services.lambda.crac.Core;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

public final class RustStackRuntime {
    private static final String PACKAGE = "com.amazonaws.services.lambda.runtime.";

    private RustStackRuntime() {}

    public static void main(String[] arguments) throws Exception {
        // Where the library org.crac looks for whoever tells its resources of snapshots.
        System.setProperty("org.crac.Core.Compat", Core.class.getPackage().getName());
        Api api = new Api(System.getenv("AWS_LAMBDA_RUNTIME_API"));
        Handler handler;
        try {
            handler = Handler.of(System.getenv("_HANDLER"));
        } catch (Throwable error) {
            tell(error);
            api.call("POST", "init/error", document(error), "Lambda-Runtime-Function-Error-Type: Runtime.Unknown");
            System.exit(1);
            return;
        }
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            restore(api);
        }
        while (true) {
            Api.Answer event = api.call("GET", "invocation/next", null, null);
            String id = event.headers.get("lambda-runtime-aws-request-id");
            String trace = event.headers.get("lambda-runtime-trace-id");
            if (trace != null) {
                System.setProperty("com.amazonaws.xray.traceHeader", trace);
            }
            byte[] answer;
            try {
                answer = handler.handle(event.body, new Context(event.headers));
            } catch (Throwable error) {
                Throwable own = error instanceof InvocationTargetException ? error.getCause() : error;
                tell(own);
                api.call("POST", "invocation/" + id + "/error", document(own), "Lambda-Runtime-Function-Error-Type: Function.Unknown");
                if (own instanceof VirtualMachineError) {
                    System.exit(1);
                }
                continue;
            }
            api.call("POST", "invocation/" + id + "/response", answer, null);
        }
    }

    /** What comes of a snapshot: resources are told before and after it, and until then this process waits
     *  where it would have been taken. */
    private static void restore(Api api) throws IOException {
        String kind = "Runtime.BeforeCheckpointError";
        String path = "init/error";
        try {
            Core.getGlobalContext().beforeCheckpoint(null);
            api.call("GET", "restore/next", null, null);
            kind = "Runtime.AfterRestoreError";
            path = "restore/error";
            Core.getGlobalContext().afterRestore(null);
        } catch (Exception error) {
            tell(error);
            api.call("POST", path, document(error), "Lambda-Runtime-Function-Error-Type: " + kind);
            System.exit(64);
        }
    }

    /** A mistake of the function's settings. */
    private static final class Fault extends Exception {
        final String type;

        Fault(String type, String message) {
            super(message);
            this.type = type;
        }
    }

    private static void tell(Throwable error) {
        if (error instanceof Fault) {
            System.out.println(error.getMessage() + ": " + ((Fault) error).type);
            return;
        }
        java.io.StringWriter text = new java.io.StringWriter();
        error.printStackTrace(new java.io.PrintWriter(text, true));
        System.out.print(error.getMessage() + ": " + error.getClass().getName() + "\n" + text);
        System.out.flush();
    }

    private static byte[] document(Throwable error) {
        return Json.text(described(error, 0)).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> described(Throwable error, int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("errorMessage", error.getMessage());
        if (error instanceof Fault) {
            members.put("errorType", ((Fault) error).type);
            return members;
        }
        members.put("errorType", error.getClass().getName());
        List<Object> trace = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            String name = frame.getClassName();
            if (name.startsWith("RustStackRuntime") || name.startsWith("java.lang.reflect.") || name.contains("internal.reflect.")) {
                break;
            }
            trace.add(frame.toString());
        }
        members.put("stackTrace", trace);
        if (error.getCause() != null && depth < 20) {
            members.put("cause", described(error.getCause(), depth + 1));
        }
        return members;
    }

    /** One connection to the Runtime API, kept open. */
    private static final class Api {
        static final class Answer {
            final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            byte[] body;
        }

        private final String host;
        private final InputStream in;
        private final OutputStream out;

        Api(String address) throws IOException {
            int colon = address.lastIndexOf(':');
            host = address;
            Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            socket.setTcpNoDelay(true);
            in = new java.io.BufferedInputStream(socket.getInputStream(), 65536);
            out = socket.getOutputStream();
        }

        Answer call(String method, String path, byte[] body, String header) throws IOException {
            StringBuilder head = new StringBuilder();
            head.append(method).append(" /2018-06-01/runtime/").append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
            if (header != null) {
                head.append(header).append("\r\n");
            }
            if (body != null) {
                head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length).append("\r\n");
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            if (body != null) {
                whole.write(body);
            }
            out.write(whole.toByteArray());
            out.flush();
            Answer answer = new Answer();
            line();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                answer.headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
            String length = answer.headers.get("content-length");
            answer.body = new byte[length == null ? 0 : Integer.parseInt(length)];
            for (int at = 0; at < answer.body.length; ) {
                at += some(in.read(answer.body, at, answer.body.length - at));
            }
            return answer;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = some(in.read()); next != '\n'; next = some(in.read())) {
                if (next != '\r') {
                    line.write(next);
                }
            }
            return new String(line.toByteArray(), StandardCharsets.UTF_8);
        }

        private static int some(int read) {
            if (read < 0) {
                // RustStack is gone: so is this environment.
                Runtime.getRuntime().halt(0);
            }
            return read;
        }
    }

    /** A function's handler, whichever form it has. */
    private static final class Handler {
        private final Object object;
        private final Method method;
        private final Type[] parameters;

        private Handler(Object object, Method method, Type[] parameters) {
            this.object = object;
            this.method = method;
            this.parameters = parameters;
        }

        static Handler of(String name) throws Exception {
            int colons = name.indexOf("::");
            String className = colons < 0 ? name : name.substring(0, colons);
            Class<?> type;
            try {
                type = Class.forName(className);
            } catch (ClassNotFoundException missing) {
                throw new Fault("java.lang.ClassNotFoundException", "Class not found: " + className);
            }
            String methodName = colons < 0 ? "handleRequest" : name.substring(colons + 2);
            Method method = chosen(type, methodName);
            if (method == null) {
                throw new Fault(
                    "java.lang.NoSuchMethodException",
                    "No public method named " + methodName + " with appropriate method signature found on class " + className);
            }
            Object object = null;
            if (!Modifier.isStatic(method.getModifiers())) {
                Constructor<?> constructor;
                try {
                    constructor = type.getConstructor();
                } catch (NoSuchMethodException missing) {
                    throw new Fault("java.lang.NoSuchMethodException", "Class " + className + " has no public zero-argument constructor");
                }
                try {
                    object = constructor.newInstance();
                } catch (InvocationTargetException failed) {
                    if (failed.getCause() instanceof Exception) {
                        throw (Exception) failed.getCause();
                    }
                    throw failed;
                }
            }
            method.setAccessible(true);
            Map<TypeVariable<?>, Type> known = new HashMap<>();
            learn(type, known);
            Type[] parameters = method.getGenericParameterTypes();
            for (int at = 0; at < parameters.length; at++) {
                parameters[at] = Json.resolved(parameters[at], known);
            }
            return new Handler(object, method, parameters);
        }

        /** The method with the most parameters that a handler may have; none that a compiler has made. */
        private static Method chosen(Class<?> type, String name) {
            Method best = null;
            for (Method method : type.getMethods()) {
                boolean better = best == null || best.isBridge() || method.getParameterCount() > best.getParameterCount();
                boolean made = method.isBridge() && best != null;
                if (method.getName().equals(name) && fits(method) && better && !made) {
                    best = method;
                }
            }
            return best;
        }

        private static boolean fits(Method method) {
            Class<?>[] types = method.getParameterTypes();
            if (types.length >= 2 && types[0] == InputStream.class && types[1] == OutputStream.class) {
                return types.length == 2 || types.length == 3 && isContext(types[2]);
            }
            return types.length <= 1 || types.length == 2 && isContext(types[1]);
        }

        private static boolean isContext(Class<?> type) {
            return type.getName().equals(PACKAGE + "Context");
        }

        /** What the type variables of a class's parents stand for. */
        private static void learn(Class<?> type, Map<TypeVariable<?>, Type> known) {
            List<Type> parents = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
            if (type.getGenericSuperclass() != null) {
                parents.add(type.getGenericSuperclass());
            }
            for (Type parent : parents) {
                Class<?> raw = Json.raw(parent);
                if (parent instanceof ParameterizedType) {
                    Type[] actual = ((ParameterizedType) parent).getActualTypeArguments();
                    for (int at = 0; at < actual.length; at++) {
                        known.put(raw.getTypeParameters()[at], Json.resolved(actual[at], known));
                    }
                }
                learn(raw, known);
            }
        }

        byte[] handle(byte[] event, Context context) throws Exception {
            Object[] arguments = new Object[parameters.length];
            Class<?>[] types = method.getParameterTypes();
            if (types.length >= 2 && types[0] == InputStream.class) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                arguments[0] = new ByteArrayInputStream(event);
                arguments[1] = out;
                if (types.length == 3) {
                    arguments[2] = context.as(types[2]);
                }
                method.invoke(object, arguments);
                return out.toByteArray();
            }
            for (int at = 0; at < types.length; at++) {
                arguments[at] = isContext(types[at])
                    ? context.as(types[at])
                    : Json.read(new String(event, StandardCharsets.UTF_8), parameters[at]);
            }
            Object answer = method.invoke(object, arguments);
            return Json.text(answer).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** What a handler may ask about its event; its interfaces are the package's. */
    private static final class Context implements InvocationHandler {
        private final Map<String, String> headers;

        Context(Map<String, String> headers) {
            this.headers = headers;
        }

        Object as(Class<?> type) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            switch (method.getName()) {
                case "getAwsRequestId":
                    return headers.get("lambda-runtime-aws-request-id");
                case "getLogGroupName":
                    return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
                case "getLogStreamName":
                    return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
                case "getFunctionName":
                    return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
                case "getFunctionVersion":
                    return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
                case "getTenantId":
                    return headers.get("lambda-runtime-aws-tenant-id");
                case "getInvokedFunctionArn":
                    return headers.get("lambda-runtime-invoked-function-arn");
                case "getMemoryLimitInMB":
                    return Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
                case "getRemainingTimeInMillis":
                    long deadline = Long.parseLong(headers.get("lambda-runtime-deadline-ms"));
                    return (int) Math.max(0, deadline - System.currentTimeMillis());
                case "getIdentity":
                    return made(method.getReturnType(), new HashMap<>());
                case "getClientContext":
                    String text = headers.get("lambda-runtime-client-context");
                    return text == null ? null : made(method.getReturnType(), Json.read(text, Object.class));
                case "getLogger":
                    return Proxy.newProxyInstance(
                        method.getReturnType().getClassLoader(), new Class<?>[] {method.getReturnType()}, RustStackRuntime::log);
                default:
                    return ofObject(proxy, method, arguments);
            }
        }

        /** An interface whose getters give the members of a JSON object. */
        private static Object made(Class<?> type, Object json) {
            Map<?, ?> members = json instanceof Map ? (Map<?, ?>) json : new HashMap<>();
            InvocationHandler getters = (proxy, method, arguments) -> {
                if (!method.getName().startsWith("get")) {
                    return ofObject(proxy, method, arguments);
                }
                String name = method.getName().substring(3);
                Object member = null;
                for (Map.Entry<?, ?> entry : members.entrySet()) {
                    String plain = entry.getKey().toString().replace("_", "");
                    member = plain.equalsIgnoreCase(name) || name.equals("Environment") && plain.equals("env") ? entry.getValue() : member;
                }
                Class<?> wanted = method.getReturnType();
                return wanted.isInterface() && wanted != Map.class ? made(wanted, member) : member;
            };
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, getters);
        }
    }

    private static Object log(Object proxy, Method method, Object[] arguments) {
        if (!method.getName().equals("log")) {
            return ofObject(proxy, method, arguments);
        }
        Object message = arguments[0];
        System.out.print(message instanceof byte[] ? new String((byte[]) message, StandardCharsets.UTF_8) : String.valueOf(message));
        System.out.flush();
        return null;
    }

    private static Object ofObject(Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == arguments[0];
            case "toString":
                return proxy.getClass().getInterfaces()[0].getName();
            default:
                return null;
        }
    }

    /** JSON to and from plain values, maps, lists and beans. */
    private static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text, Type type) {
            if (text.trim().isEmpty()) {
                return null;
            }
            Json json = new Json(text);
            Object value = json.value();
            return bound(value, type);
        }

        private void space() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private Object value() {
            space();
            char first = text.charAt(at);
            switch (first) {
                case '{':
                    return object();
                case '[':
                    return array();
                case '"':
                    return string();
                case 't':
                    at += 4;
                    return true;
                case 'f':
                    at += 5;
                    return false;
                case 'n':
                    at += 4;
                    return null;
                default:
                    return number();
            }
        }

        private Map<String, Object> object() {
            Map<String, Object> members = new LinkedHashMap<>();
            at++;
            for (space(); text.charAt(at) != '}'; space()) {
                if (text.charAt(at) == ',') {
                    at++;
                    space();
                }
                String name = string();
                space();
                at++;
                members.put(name, value());
            }
            at++;
            return members;
        }

        private List<Object> array() {
            List<Object> items = new ArrayList<>();
            at++;
            for (space(); text.charAt(at) != ']'; space()) {
                if (text.charAt(at) == ',') {
                    at++;
                }
                items.add(value());
            }
            at++;
            return items;
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char next = text.charAt(at);
                if (next != '\\') {
                    string.append(next);
                    continue;
                }
                next = text.charAt(++at);
                int plain = "bfnrt".indexOf(next);
                if (next == 'u') {
                    string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                } else {
                    string.append(plain < 0 ? next : "\b\f\n\r\t".charAt(plain));
                }
            }
            at++;
            return string.toString();
        }

        private Number number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            BigDecimal number = new BigDecimal(text.substring(start, at));
            boolean isWhole = text.substring(start, at).matches("-?\\d+");
            if (!isWhole) {
                return number.doubleValue();
            }
            if (number.precision() > 18) {
                return number.toBigInteger();
            }
            long whole = number.longValue();
            return whole == (int) whole ? (Number) (int) whole : (Number) whole;
        }

        /** A value of JSON as one of a type. */
        static Object bound(Object value, Type type) {
            Class<?> raw = raw(type);
            if (value == null || raw == Object.class) {
                return value;
            }
            if (raw == String.class || raw == CharSequence.class) {
                if (value instanceof String) {
                    return value;
                }
                if (value instanceof Map || value instanceof List) {
                    throw new IllegalArgumentException("An error occurred during JSON parsing: a string was expected");
                }
                return value.toString();
            }
            if (raw.isPrimitive() || Number.class.isAssignableFrom(raw) || raw == Boolean.class || raw == Character.class) {
                return plain(value, raw);
            }
            if (raw.isEnum()) {
                for (Object constant : raw.getEnumConstants()) {
                    if (((Enum<?>) constant).name().equals(value)) {
                        return constant;
                    }
                }
                throw new IllegalArgumentException("An error occurred during JSON parsing: no " + raw.getName() + " is called " + value);
            }
            if (raw == Date.class) {
                return new Date(value instanceof Number ? ((Number) value).longValue() : java.time.Instant.parse(value.toString()).toEpochMilli());
            }
            if (raw == ByteBuffer.class) {
                return ByteBuffer.wrap(Base64.getDecoder().decode(value.toString()));
            }
            if (value instanceof List) {
                return items((List<?>) value, type, raw);
            }
            if (value instanceof Map) {
                return Map.class.isAssignableFrom(raw) ? map((Map<?, ?>) value, type, raw) : bean((Map<?, ?>) value, raw);
            }
            throw new IllegalArgumentException("An error occurred during JSON parsing: cannot make a " + raw.getName());
        }

        private static Object plain(Object value, Class<?> raw) {
            if (raw == boolean.class || raw == Boolean.class) {
                return value instanceof Boolean ? value : Boolean.valueOf(value.toString());
            }
            if (raw == char.class || raw == Character.class) {
                return value.toString().charAt(0);
            }
            if (raw == Number.class && value instanceof Number) {
                return value;
            }
            BigDecimal number = new BigDecimal(value.toString());
            if (raw == int.class || raw == Integer.class) {
                return number.intValue();
            }
            if (raw == long.class || raw == Long.class) {
                return number.longValue();
            }
            if (raw == double.class || raw == Double.class) {
                return number.doubleValue();
            }
            if (raw == float.class || raw == Float.class) {
                return number.floatValue();
            }
            if (raw == short.class || raw == Short.class) {
                return number.shortValue();
            }
            if (raw == byte.class || raw == Byte.class) {
                return number.byteValue();
            }
            return raw == java.math.BigInteger.class ? (Object) number.toBigInteger() : number;
        }

        private static Object items(List<?> values, Type type, Class<?> raw) {
            if (raw.isArray()) {
                Object array = Array.newInstance(raw.getComponentType(), values.size());
                for (int at = 0; at < values.size(); at++) {
                    Array.set(array, at, bound(values.get(at), raw.getComponentType()));
                }
                return array;
            }
            Collection<Object> items = Set.class.isAssignableFrom(raw) ? new java.util.LinkedHashSet<>() : new ArrayList<>();
            for (Object value : values) {
                items.add(bound(value, argument(type, 0)));
            }
            return items;
        }

        private static Object map(Map<?, ?> values, Type type, Class<?> raw) {
            Map<Object, Object> map = java.util.SortedMap.class.isAssignableFrom(raw) ? new TreeMap<>() : new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : values.entrySet()) {
                map.put(bound(entry.getKey(), argument(type, 0)), bound(entry.getValue(), argument(type, 1)));
            }
            return map;
        }

        private static Object bean(Map<?, ?> values, Class<?> raw) {
            try {
                Constructor<?> constructor = raw.getDeclaredConstructor();
                constructor.setAccessible(true);
                Object bean = constructor.newInstance();
                for (Map.Entry<?, ?> entry : values.entrySet()) {
                    set(bean, entry.getKey().toString(), entry.getValue());
                }
                return bean;
            } catch (ReflectiveOperationException problem) {
                throw new IllegalArgumentException("An error occurred during JSON parsing: cannot make a " + raw.getName(), problem);
            }
        }

        /** Names are found in any case; what a bean does not know is left out. */
        private static void set(Object bean, String name, Object value) throws ReflectiveOperationException {
            String plain = name.replace("-", "").replace("_", "");
            for (Method method : bean.getClass().getMethods()) {
                boolean isSetter = method.getParameterCount() == 1 && method.getName().startsWith("set");
                if (isSetter && method.getName().substring(3).equalsIgnoreCase(plain)) {
                    Object bound = bound(value, method.getGenericParameterTypes()[0]);
                    if (bound != null || !method.getParameterTypes()[0].isPrimitive()) {
                        method.invoke(bean, bound);
                    }
                    return;
                }
            }
            for (Field field : bean.getClass().getFields()) {
                if (field.getName().equalsIgnoreCase(plain) && !Modifier.isFinal(field.getModifiers())) {
                    field.set(bean, bound(value, field.getGenericType()));
                    return;
                }
            }
        }

        private static Type argument(Type type, int at) {
            if (type instanceof ParameterizedType) {
                Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
                return at < arguments.length ? arguments[at] : Object.class;
            }
            return Object.class;
        }

        static Class<?> raw(Type type) {
            if (type instanceof Class) {
                return (Class<?>) type;
            }
            if (type instanceof ParameterizedType) {
                return raw(((ParameterizedType) type).getRawType());
            }
            if (type instanceof GenericArrayType) {
                return Array.newInstance(raw(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
            }
            if (type instanceof WildcardType) {
                return raw(((WildcardType) type).getUpperBounds()[0]);
            }
            return Object.class;
        }

        static Type resolved(Type type, Map<TypeVariable<?>, Type> known) {
            return type instanceof TypeVariable && known.containsKey(type) ? known.get(type) : type;
        }

        static String text(Object value) {
            StringBuilder out = new StringBuilder();
            write(value, out, new HashSet<>());
            return out.toString();
        }

        private static void write(Object value, StringBuilder out, Set<Integer> above) {
            if (value == null || value instanceof Boolean) {
                out.append(value);
            } else if (value instanceof Number) {
                double number = ((Number) value).doubleValue();
                out.append(Double.isNaN(number) ? "\"NaN\"" : value.toString());
            } else if (value instanceof CharSequence || value instanceof Character || value instanceof Enum) {
                quote(value instanceof Enum ? ((Enum<?>) value).name() : value.toString(), out);
            } else if (value instanceof Date) {
                out.append(((Date) value).getTime());
            } else if (value instanceof byte[]) {
                quote(Base64.getEncoder().encodeToString((byte[]) value), out);
            } else if (value instanceof ByteBuffer) {
                ByteBuffer bytes = ((ByteBuffer) value).duplicate();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                quote(Base64.getEncoder().encodeToString(copy), out);
            } else if (!above.add(System.identityHashCode(value))) {
                throw new IllegalArgumentException("An error occurred during JSON serialization of response: it contains itself");
            } else {
                compound(value, out, above);
                above.remove(System.identityHashCode(value));
            }
        }

        private static void compound(Object value, StringBuilder out, Set<Integer> above) {
            if (value instanceof Iterable) {
                String before = "[";
                for (Object item : (Iterable<?>) value) {
                    out.append(before);
                    write(item, out, above);
                    before = ",";
                }
                out.append(before.equals("[") ? "[]" : "]");
            } else if (value.getClass().isArray()) {
                List<Object> items = new ArrayList<>();
                for (int at = 0; at < Array.getLength(value); at++) {
                    items.add(Array.get(value, at));
                }
                compound(items, out, above);
            } else {
                Map<?, ?> members = value instanceof Map ? (Map<?, ?>) value : members(value);
                String before = "{";
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    quote(String.valueOf(member.getKey()), out.append(before));
                    write(member.getValue(), out.append(':'), above);
                    before = ",";
                }
                out.append(before.equals("{") ? "{}" : "}");
            }
        }

        /** What the getters and the public fields of a bean say, in the order of its fields. */
        private static Map<String, Object> members(Object bean) {
            Map<String, Object> unordered = new TreeMap<>();
            List<String> order = new ArrayList<>();
            try {
                for (Class<?> type = bean.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        order.add(field.getName());
                        if (Modifier.isPublic(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
                            unordered.put(field.getName(), field.get(bean));
                        }
                    }
                }
                for (Method method : bean.getClass().getMethods()) {
                    String name = property(bean.getClass(), method, order);
                    if (name != null) {
                        method.setAccessible(true);
                        unordered.put(name, method.invoke(bean));
                    }
                }
            } catch (ReflectiveOperationException problem) {
                throw new IllegalArgumentException("An error occurred during JSON serialization of response", problem);
            }
            Map<String, Object> members = new LinkedHashMap<>();
            for (String name : order) {
                if (unordered.containsKey(name)) {
                    members.put(name, unordered.remove(name));
                }
            }
            members.putAll(unordered);
            return members;
        }

        private static String property(Class<?> type, Method method, List<String> fields) {
            boolean isOther = method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers()) || method.getDeclaringClass() == Object.class;
            String name = method.getName();
            if (isOther || method.getReturnType() == void.class) {
                return null;
            }
            boolean isRecord = type.getSuperclass() != null && type.getSuperclass().getName().equals("java.lang.Record");
            if (isRecord) {
                return fields.contains(name) ? name : null;
            }
            int length = name.startsWith("get") ? 3 : name.startsWith("is") && method.getReturnType() == boolean.class ? 2 : name.length();
            if (length >= name.length()) {
                return null;
            }
            return Character.toLowerCase(name.charAt(length)) + name.substring(length + 1);
        }

        private static void quote(String string, StringBuilder out) {
            out.append('"');
            for (int at = 0; at < string.length(); at++) {
                char next = string.charAt(at);
                int plain = "\b\f\n\r\t\"\\".indexOf(next);
                if (plain >= 0) {
                    out.append('\\').append("bfnrt\"\\".charAt(plain));
                } else if (next < ' ') {
                    out.append(String.format("\\u%04x", (int) next));
                } else {
                    out.append(next);
                }
            }
            out.append('"');
        }
    }
}

import java.util.LinkedHashMap;
import java.util.Map;

/** Checks that a program makes with a package: each told in one line, with what was wrong. */
final class Checking {
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** A check that fails with an exception. */
    interface Check {
        void run() throws Exception;
    }

    void add(String name, Check check) {
        checks.put(name, check);
    }

    static void hold(boolean good, Object otherwise) {
        if (!good) {
            throw new AssertionError(String.valueOf(otherwise));
        }
    }

    /** Returns what a check fails with, which must be of that kind. */
    static <E extends Throwable> E thrown(Class<E> kind, Check check) throws Exception {
        try {
            check.run();
        } catch (Throwable error) {
            if (kind.isInstance(error)) {
                return kind.cast(error);
            }
            throw error;
        }
        throw new AssertionError("no error");
    }

    /** Prints one line for each check, and ends the program with all its threads. */
    void run() {
        checks.forEach((name, check) -> System.out.printf(
                "{\"check\": %s, \"fault\": %s}%n", quoted(name), fault(check)));
        System.exit(0);
    }

    private static String fault(Check check) {
        try {
            check.run();
            return "null";
        } catch (Throwable error) {
            return quoted(String.valueOf(error));
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\R|\\t", " ") + '"';
    }
}

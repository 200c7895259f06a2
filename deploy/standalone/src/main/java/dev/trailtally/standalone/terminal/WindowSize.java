package dev.trailtally.standalone.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The size of a terminal's window.
 *
 * @param rows lines
 * @param columns characters a line
 */
public record WindowSize(int rows, int columns) {

    private static final WindowSize USUAL = new WindowSize(24, 80);
    private static final int MIN_ROWS = 4;
    private static final int MIN_COLUMNS = 20;
    private static final int MAX_COLUMNS = 200;
    private static final int STDERR = 2;
    private static final long TIOCGWINSZ = 0x5413; // Linux, as the PostgreSQL that comes with the command

    /** That of the window which stderr goes to, as it is now; else what the launcher learned when it started. */
    public static WindowSize current() {
        var asked = ask();
        return asked == null
                ? known(Integer.getInteger("trailtally.rows", 0), Integer.getInteger("trailtally.columns", 0))
                : known(asked.rows, asked.columns);
    }

    /** Some terminals say 0. */
    private static WindowSize known(int rows, int columns) {
        return new WindowSize(
                rows < MIN_ROWS ? USUAL.rows : rows,
                columns < MIN_COLUMNS ? USUAL.columns : Math.min(columns, MAX_COLUMNS));
    }

    @SuppressWarnings("restricted") // the launcher enables native access; nothing in the JDK asks a terminal
    private static @Nullable WindowSize ask() {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            var ioctl = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            var size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            var failed = (int) ioctl.invokeExact(STDERR, TIOCGWINSZ, size) != 0;
            return failed
                    ? null
                    : new WindowSize(
                            size.getAtIndex(ValueLayout.JAVA_SHORT, 0), size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
        } catch (Throwable e) {
            // No native access: the size at the start has to do.
            return null;
        }
    }
}

package dev.trailtally.standalone.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/** Lines at the end of a terminal's output that are redrawn in place; other text goes above them. */
public final class LiveLines {

    private static final String ESCAPE = "\033[";
    private static final String UP = "A";
    private static final String CLEAR_REST_OF_LINE = ESCAPE + "K";
    private static final String CLEAR_BELOW = ESCAPE + "J";

    private final PrintWriter out;
    private final Supplier<WindowSize> window;
    private List<String> drawn = List.of();

    public LiveLines(PrintWriter out, Supplier<WindowSize> window) {
        this.out = out;
        this.window = window;
    }

    /** How many lines can be drawn at once: one stays free for the cursor. */
    public int room() {
        return window.get().rows() - 1;
    }

    /** Replaces the drawn lines; a line that is too long is cut. */
    public void draw(List<String> lines) {
        out.print(toFirstLine());
        var columns = window.get().columns();
        drawn = lines.stream()
                .limit(room())
                .map(line -> TerminalText.fit(line, columns - 1))
                .toList();
        drawn.forEach(line -> out.print(line + CLEAR_REST_OF_LINE + "\n"));
        out.print(CLEAR_BELOW);
        out.flush();
    }

    /** Prints permanent lines above the drawn ones. */
    public void above(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        var live = drawn;
        out.print(toFirstLine() + CLEAR_BELOW);
        lines.forEach(line -> out.print(line + "\n"));
        drawn = List.of();
        draw(live);
    }

    private String toFirstLine() {
        var columns = window.get().columns();
        // If the window has become narrower, the terminal has wrapped the drawn lines.
        var rows = drawn.stream()
                .mapToInt(line -> Math.max(1, Math.ceilDiv(TerminalText.width(line), columns)))
                .sum();
        return rows == 0 ? "\r" : "\r" + ESCAPE + rows + UP;
    }
}

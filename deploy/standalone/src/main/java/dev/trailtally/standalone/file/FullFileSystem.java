package dev.trailtally.standalone.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Whether the operating system says that a disk is full: the JDK passes on only its text, in the user's language. */
public final class FullFileSystem {

    private static final long LITTLE = 64L << 20;
    private static final String TEXT = text();

    private FullFileSystem() {}

    /** Whether a failure or one of its causes says so. */
    public static boolean isSaidBy(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    && String.valueOf(cause.getMessage()).contains(TEXT)) {
                return true;
            }
        }
        return false;
    }

    /** Advice, if there is little space left for a folder; otherwise nothing. */
    public static String advice(Path folder) {
        try {
            var left = Files.getFileStore(folder).getUsableSpace();
            return left < LITTLE
                    ? "The disk of " + folder + " is full (" + (left >> 20)
                            + " MB left): free space on it, or name a folder"
                            + " on another disk, then run the command again.\n"
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static String text() {
        var device = Path.of("/dev/full");
        if (Files.exists(device)) {
            try {
                Files.write(device, new byte[1], StandardOpenOption.WRITE);
            } catch (IOException e) {
                return String.valueOf(e.getMessage()).replaceFirst("^/dev/full: ", "");
            }
        }
        return "No space left on device";
    }
}

package dev.trailtally.standalone.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A folder that a command writes into, checked before the command starts anything. */
final class OutputFolder {

    private OutputFolder() {}

    /**
     * Fails with a message for the user if no file can be written there, or the folder cannot be made.
     *
     * @param option what the user named it by
     * @param folder null if there is nothing to write
     */
    static void check(CommandLine line, String option, @Nullable Path folder) {
        var refusal = folder == null ? null : refusal(folder.toAbsolutePath());
        if (refusal != null) {
            throw new ParameterException(line, option + ": " + refusal);
        }
    }

    private static @Nullable String refusal(Path folder) {
        if (Files.isSymbolicLink(folder) && !Files.exists(folder)) {
            return folder + " is a link to something that does not exist; name another folder.";
        }
        if (!Files.exists(folder)) {
            var parent = folder.getParent();
            return parent == null ? folder + " cannot be made; name another folder." : refusal(parent);
        }
        if (!Files.isDirectory(folder)) {
            return folder + " is a file; name a folder.";
        }
        return Files.isWritable(folder) ? null : folder + " cannot be written to; name a folder of your own.";
    }
}

package dev.trailtally.standalone.command;

import dev.trailtally.standalone.database.DataFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the database stays, as options. */
final class DatabaseOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description = "Use and keep the database in this folder: the next scan adds only what is new. Default: for"
                    + " log files none, the database is gone at the end; for LookupEvents and last-accessed data"
                    + " $$XDG_DATA_HOME/trailtally/database (~/.local/share/trailtally/database).")
    private @Nullable Path keep;

    @Option(names = "--temporary", description = "Keep no database of LookupEvents or last-accessed data either.")
    private boolean temporary;

    void check() {
        if (temporary && keep != null) {
            throw new ParameterException(spec.commandLine(), "--temporary and --keep exclude each other.");
        }
    }

    boolean temporary() {
        return temporary;
    }

    /**
     * The folder that keeps the database; null where it is gone at the end.
     *
     * @param usuallyKept whether it is kept where the user names no folder
     */
    @Nullable
    Path folder(boolean usuallyKept) {
        if (keep != null || temporary || !usuallyKept) {
            return keep;
        }
        return DataFolder.database();
    }
}

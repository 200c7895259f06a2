package dev.trailtally.standalone.command;

import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.database.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for where the database is kept. */
final class DatabaseOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description =
                    "Use the database in this folder and keep it: the next scan adds only what is new. Default for"
                            + " log files: none, the database is deleted at the end; for LookupEvents and last-accessed data:"
                            + " $$XDG_DATA_HOME/trailtally/database (~/.local/share/trailtally/database).")
    private @Nullable Path keep;

    @Option(names = "--temporary", description = "Do not keep the database of LookupEvents or last-accessed data.")
    private boolean temporary;

    void check() {
        if (temporary && keep != null) {
            throw new ParameterException(spec.commandLine(), "--temporary and --keep exclude each other.");
        }
    }

    /** The option that the user gave; null if none. */
    @Nullable
    String given() {
        return keep != null ? "--keep" : temporary ? "--temporary" : null;
    }

    boolean temporary() {
        return temporary;
    }

    /** The folder of an existing database. */
    Path existing() throws IOException {
        return existing(spec.commandLine(), keep);
    }

    /**
     * The database folder of a command that creates no database.
     *
     * @param keep what the user named; null for the usual folder
     */
    static Path existing(CommandLine line, @Nullable Path keep) throws IOException {
        var folder = keep == null ? DataFolder.database() : keep;
        if (EmbeddedDatabase.isIn(folder)) {
            return folder;
        }
        throw new ParameterException(
                line,
                keep == null
                        ? "There is no database yet. Create one (trailtally scan --org, or --logs <folder> --keep <dir>),"
                                + " or name its folder with --keep <dir>."
                        : "There is no trailtally database in " + folder + "; trailtally scan --keep " + folder
                                + " creates one.");
    }

    /**
     * The folder that keeps the database; null if it is deleted at the end.
     *
     * @param usuallyKept whether it is kept if the user names no folder
     */
    @Nullable
    Path folder(boolean usuallyKept) {
        if (keep != null || temporary || !usuallyKept) {
            return keep;
        }
        return DataFolder.database();
    }
}

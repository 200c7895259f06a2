package dev.trailtally.standalone.command;

import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.database.EmbeddedDatabase;
import dev.trailtally.standalone.instance.AddressFile;
import dev.trailtally.standalone.instance.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which database to read, as options. */
final class KeyDatabaseOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description = "Read the database in this folder, and store there what --collect reads. Default:"
                    + " $$XDG_DATA_HOME/trailtally/database (~/.local/share/trailtally/database); --collect alone keeps"
                    + " nothing.")
    private @Nullable Path keep;

    @ArgGroup(validate = false, heading = "%nA remote service:%n")
    private ServerOptions server = new ServerOptions();

    /** How to reach the running services that have the database; null if this process must start them. */
    @Nullable
    Connection server() throws IOException {
        var remote = server.connection(spec.commandLine(), keep);
        var folder = keep == null ? DataFolder.database() : keep;
        if (remote != null || !Files.isDirectory(folder)) {
            return remote;
        }
        return AddressFile.serving(DataFolder.running(), folder)
                .map(Connection::local)
                .orElse(null);
    }

    /** The folder that keeps the database; null if it is deleted at the end. Without --collect none is created. */
    @Nullable
    Path folder(boolean collect) throws IOException {
        if (collect) {
            return keep;
        }
        return keep == null && !EmbeddedDatabase.isIn(DataFolder.database())
                ? null
                : DatabaseOptions.existing(spec.commandLine(), keep);
    }
}

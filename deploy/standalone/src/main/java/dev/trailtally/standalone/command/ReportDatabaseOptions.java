package dev.trailtally.standalone.command;

import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.terminal.ClosedOutputException;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which database to report on, as options. */
final class ReportDatabaseOptions {

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description = "Read the database in this folder, one that scan --keep or serve --keep made. Default:"
                    + " $$XDG_DATA_HOME/trailtally/database (~/.local/share/trailtally/database).")
    private @Nullable Path keep;

    @ArgGroup(validate = false, heading = "%nA remote service:%n")
    private ServerOptions server = new ServerOptions();

    /** The folder to read; null if a server is asked. */
    @Nullable
    Path keptIn() {
        return server.named(keep) ? null : keep == null ? DataFolder.database() : keep;
    }

    int ask(CommandLine line, ReportQuestion question) throws IOException {
        var remote = server.connection(line, keep);
        try (var interruption = new Interruption()) {
            if (remote != null) {
                return ask(line, remote, question, interruption);
            }
            var folder = DatabaseOptions.existing(line, keep);
            try (var services = new KeptDatabase(folder, line.getErr()).services(interruption)) {
                return services == null ? ExitCode.INTERRUPTED : ask(services.channel(), question, interruption);
            }
        }
    }

    private static int ask(CommandLine line, Connection remote, ReportQuestion question, Interruption interruption)
            throws IOException {
        try (var channel = remote.open()) {
            int exitCode = ask(channel, question, interruption);
            LeftOut.tell(line, channel);
            return exitCode;
        }
    }

    private static int ask(Channel channel, ReportQuestion question, Interruption interruption) throws IOException {
        var context = Context.current().withCancellation();
        interruption.onAsk(() -> context.cancel(null));
        var previous = context.attach();
        try {
            return question.answer(channel);
        } catch (ClosedOutputException e) {
            return ExitCode.CLOSED_PIPE;
        } catch (StatusRuntimeException e) {
            if (!interruption.asked()) {
                throw e;
            }
            return ExitCode.INTERRUPTED;
        } finally {
            context.detach(previous);
            context.cancel(null);
        }
    }
}

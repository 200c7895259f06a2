package dev.trailtally.standalone.command;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.standalone.database.DatabaseFolderException;
import dev.trailtally.standalone.file.FullFileSystem;
import dev.trailtally.standalone.log.LibraryOutput;
import dev.trailtally.standalone.log.ServiceLog;
import dev.trailtally.standalone.terminal.DataOutput;
import dev.trailtally.standalone.terminal.TerminalText;
import io.grpc.StatusRuntimeException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The trailtally command. */
@Command(
        name = "trailtally",
        description =
                "Counts AWS CloudTrail activity by account: who called what, how often, with which errors; and shows which"
                        + " granted permissions are unused.",
        subcommands = {
            ScanCommand.class,
            LastAccessedCommand.class,
            ScansCommand.class,
            WatchCommand.class,
            KeyCommand.class,
            ReportCommand.class,
            ServeCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "(scan | last-accessed | scans | watch | key | report | serve | demo)",
        footer = {
            "",
            "Examples:",
            "  trailtally scan                          a first look, on a small sample",
            "  trailtally demo                          the same with LookupEvents, on a made-up organization",
            "  trailtally scan --logs ~/cloudtrail      count the log files of a folder",
            "  trailtally scan --logs ~/cloudtrail --keep ~/tally   keep the database, add only new files next time",
            "  trailtally scan --org --past-hours 24    collect every account of an organization, without any trail",
            "  trailtally last-accessed --org --unused-for 90d      what is granted but unused",
            "  trailtally scans                         list the scans, and how to continue them",
            "  trailtally watch                         show the progress, in a second terminal",
            "  trailtally key AKIAIOSFODNN7EXAMPLE --yesterday   what an access key did",
            "  trailtally report service-usage          how often each action was called, as JSON or CSV",
            "  trailtally serve --keep ~/tally          answer gRPC calls from that database",
            "",
            "Help for each subcommand: trailtally scan --help"
        })
public final class TrailtallyCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        // As a service does: digits must not be those of the machine's language.
        Locale.setDefault(Locale.ROOT);
        // Before the first logger is created. The name is unique: each service brings a logback.xml, and logback
        // complains on stdout about several of them.
        System.setProperty("logback.configurationFile", "trailtally-logback.xml");
        // Not System.err, because libraries print to it.
        var talk = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), System.err.charset()), true);
        if (List.of(args).contains("--verbose")) {
            System.setProperty("trailtally.log.level", "INFO");
            System.setProperty("trailtally.terminal.level", "INFO");
        } else {
            LibraryOutput.capture();
        }
        System.exit(execute(commandLine().setOut(DataOutput.stdout()).setErr(talk), args));
    }

    private static int execute(CommandLine command, String... args) {
        try {
            return command.execute(args);
        } catch (Error e) {
            // Not an exception, so picocli passes it on: no memory left, or a missing class.
            LoggerFactory.getLogger(TrailtallyCommand.class).error("the command failed", e);
            command.getErr().println("trailtally: " + TerminalText.lines(e.toString()));
            command.getErr().flush();
            return ExitCode.FAILURE;
        }
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new TrailtallyCommand());
        explainItself(line);
        ExitCode.explainIn(line);
        return OptionValues.register(line)
                .setUsageHelpAutoWidth(true)
                // --accounts @file reads a file of accounts, not of options.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(RepeatedOption::check)
                .setParameterExceptionHandler(TrailtallyCommand::explainUsage)
                .setExecutionExceptionHandler(TrailtallyCommand::explainFailure);
    }

    /** Gives a command and all its subcommands --help, with the options in their order here, and --version. */
    private static void explainItself(CommandLine command) {
        if (!(command.getCommand() instanceof CommandLine.HelpCommand)) {
            var version = TrailtallyCommand.class.getPackage().getImplementationVersion();
            command.getCommandSpec()
                    .mixinStandardHelpOptions(true)
                    .version("trailtally " + (version == null ? "(not from a jar)" : version))
                    .usageMessage()
                    .sortOptions(false);
        }
        command.getSubcommands().values().forEach(TrailtallyCommand::explainItself);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Name a subcommand: scan, last-accessed, scans, watch, key, report, serve or demo.");
    }

    private static int explainUsage(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var talk = command.getErr();
        talk.println("trailtally: "
                + TerminalText.lines(RepeatedOption.find(command.getCommandSpec(), List.of(args))
                        .orElse(String.valueOf(e.getMessage()))));
        UnmatchedArgumentException.printSuggestions(e, talk);
        talk.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        talk.flush();
        return ExitCode.USAGE;
    }

    private static int explainFailure(Exception e, CommandLine command, ParseResult parsed) {
        var talk = command.getErr();
        talk.println("trailtally: " + TerminalText.lines(message(e)));
        if (e instanceof SourceException failure) {
            talk.println("next step: " + TerminalText.lines(failure.nextStep()));
        }
        if (e instanceof StatusRuntimeException failure) {
            ConnectionFailure.nextStep(failure)
                    .ifPresent(step -> talk.println("next step: " + TerminalText.lines(step)));
        }
        explainFurther(e, command, talk);
        talk.flush();
        return ofUser(e) ? ExitCode.USAGE : ExitCode.FAILURE;
    }

    private static void explainFurther(Exception e, CommandLine command, PrintWriter talk) {
        if (Talk.isVerbose(command)) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            talk.println(TerminalText.lines(trace.toString()));
        } else if (!ofUser(e) && !explainsItself(e)) {
            LoggerFactory.getLogger(TrailtallyCommand.class).error("the command failed", e);
            var log = ServiceLog.latest();
            talk.println("Run it again with --verbose for the details"
                    + (log == null ? "." : ", or see " + TerminalText.line(log.toString())));
        }
    }

    /** Failures that a different command line avoids. */
    private static boolean ofUser(Exception e) {
        return e instanceof DatabaseFolderException
                || (e instanceof StatusRuntimeException failure && Refusal.ofCommandLine(failure));
    }

    private static boolean explainsItself(Exception e) {
        return e instanceof SourceException
                || FullFileSystem.isSaidBy(e)
                || (e instanceof StatusRuntimeException failure
                        && (ofState(failure)
                                || ConnectionFailure.nextStep(failure).isPresent()));
    }

    /** Failures caused by the state of AWS or of the disk, which the server has explained. */
    private static boolean ofState(StatusRuntimeException failure) {
        return Refusal.ofUnknownUnit(failure) || Refusal.ofFullDisk(failure);
    }

    private static String message(Exception e) {
        if (FullFileSystem.isSaidBy(e)) {
            return "the disk is full (" + e.getMessage()
                    + "); free space on it, or name a folder on another disk, then run the command again.";
        }
        if (e instanceof StatusRuntimeException failure && (Refusal.ofCommandLine(failure) || ofState(failure))) {
            return String.valueOf(failure.getStatus().getDescription());
        }
        if (e instanceof StatusRuntimeException failure) {
            var description = failure.getStatus().getDescription();
            return failure.getStatus().getCode() + (description == null ? "" : ": " + description);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

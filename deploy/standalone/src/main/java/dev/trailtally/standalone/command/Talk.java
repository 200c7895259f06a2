package dev.trailtally.standalone.command;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every subcommand has: stdout for its results, stderr for all else that it says, and --verbose. */
final class Talk {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--verbose", description = "Log what the services do, and failures with their stack trace.")
    private boolean verbose;

    /** Whether the user wants to see the details of a failure of this command. */
    static boolean isVerbose(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .anyMatch(mixin -> mixin.userObject() instanceof Talk talk && talk.verbose);
    }

    CommandLine line() {
        return spec.commandLine();
    }

    PrintWriter out() {
        return line().getOut();
    }

    PrintWriter err() {
        return line().getErr();
    }

    void say(String line) {
        err().println(line);
        err().flush();
    }

    /** The failure of a wrong command line. */
    ParameterException usage(String message) {
        return new ParameterException(line(), message);
    }
}

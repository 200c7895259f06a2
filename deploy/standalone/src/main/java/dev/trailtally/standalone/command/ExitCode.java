package dev.trailtally.standalone.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** The exit codes for scripts: the same in every subcommand, its help and the README. */
final class ExitCode {

    static final int GOOD = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int INCOMPLETE = 3;
    static final int NOTHING_FOUND = 4;
    static final int INTERRUPTED = 130;

    /** As for a program that SIGPIPE ends. */
    static final int CLOSED_PIPE = 141;

    /** As for a program that SIGTERM ends; the JVM sets it. */
    static final int TERMINATED = 143;

    /** In words, by code. */
    static final Map<Integer, String> MEANINGS = meanings();

    private ExitCode() {}

    private static Map<Integer, String> meanings() {
        var meanings = new LinkedHashMap<Integer, String>();
        meanings.put(GOOD, "Everything requested was read and written. Records may have been rejected.");
        meanings.put(
                FAILURE,
                "The command failed, or nothing could be read: no valid credentials, an unknown organizational unit, a"
                        + " missing bucket, a refused connection, token or certificate, a full disk.");
        meanings.put(
                USAGE,
                "The command line is wrong: an option, a folder, file or port that cannot be used, a time that"
                        + " LookupEvents no longer covers.");
        meanings.put(
                INCOMPLETE,
                "Part of it could not be listed, read or answered; the output says what is missing. The rest is there.");
        meanings.put(NOTHING_FOUND, "Nothing was found.");
        meanings.put(INTERRUPTED, "Stopped by Ctrl-C. A second Ctrl-C exits immediately.");
        meanings.put(CLOSED_PIPE, "The reader of the output closed it, as head does.");
        meanings.put(TERMINATED, "Stopped by SIGTERM.");
        return Collections.unmodifiableMap(meanings);
    }

    /** Adds the table to the help of a command and of all its subcommands. */
    static void explainIn(CommandLine command) {
        var words = new LinkedHashMap<String, String>();
        MEANINGS.forEach((code, meaning) -> words.put(code.toString(), meaning));
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(words);
        command.getSubcommands().values().forEach(ExitCode::explainIn);
    }
}

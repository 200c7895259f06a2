package dev.trailtally.standalone.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a run of the command printed and how it ended. */
record Cli(int exitCode, String out, String err) {

    static Cli run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = TrailtallyCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Cli(code, out.toString(), err.toString());
    }
}

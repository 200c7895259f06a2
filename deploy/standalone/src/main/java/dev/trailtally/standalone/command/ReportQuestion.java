package dev.trailtally.standalone.command;

import io.grpc.Channel;
import java.io.IOException;

/** What to do with the services that a report is read from. */
@FunctionalInterface
interface ReportQuestion {

    /** Prints the answer and returns the exit code; its calls are cancelled by Ctrl-C. */
    int answer(Channel channel) throws IOException;
}

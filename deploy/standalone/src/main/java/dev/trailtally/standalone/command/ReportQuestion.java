package dev.trailtally.standalone.command;

import io.grpc.Channel;
import java.io.IOException;

/** A question to the services that a report reads. */
@FunctionalInterface
interface ReportQuestion {

    /** Prints the answer and returns the exit code; its calls are cancelled by Ctrl-C. */
    int answer(Channel channel) throws IOException;
}

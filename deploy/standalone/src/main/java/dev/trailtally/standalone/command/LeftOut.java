package dev.trailtally.standalone.command;

import dev.trailtally.standalone.instance.ServiceChannel;
import dev.trailtally.standalone.summary.Format;
import picocli.CommandLine;

/** What a remote service left out of its answers. */
final class LeftOut {

    private LeftOut() {}

    /** The last line on stderr, if there is something to say. */
    static void tell(CommandLine line, ServiceChannel channel) {
        long count = channel.hiddenAccounts();
        if (count > 0) {
            line.getErr()
                    .println(Format.count(count, "account") + " left out: you may not see "
                            + (count == 1 ? "it" : "them"));
            line.getErr().flush();
        }
    }
}

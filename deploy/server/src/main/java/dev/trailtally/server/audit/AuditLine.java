package dev.trailtally.server.audit;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the audit log will say of the call of the current context. It grows while the call is answered, by several threads. */
public final class AuditLine {

    static final Logger log = LoggerFactory.getLogger("trailtally.audit");
    static final Context.Key<AuditLine> KEY = Context.key("audit-line");

    private static final int MAX_NAME_LENGTH = 256;

    private final String rpc;
    private final String address;
    private final long start = System.nanoTime();
    private final CountedAccounts asked = new CountedAccounts();
    private final CountedAccounts returned = new CountedAccounts();
    private String caller = "unknown";
    private long rows;
    private boolean written;

    AuditLine(String rpc, String address) {
        this.rpc = rpc;
        this.address = address;
    }

    /** Adds the caller's name to the line of the current call, if there is one. */
    public static void nameCaller(String name) {
        var line = KEY.get();
        if (line != null) {
            line.name(name);
        }
    }

    private synchronized void name(String name) {
        var shown = name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "…" : name;
        // A name must not be able to start a line of its own.
        caller = shown.replaceAll("\\p{Cntrl}", "?");
    }

    synchronized void ask(Message request) {
        MessageAccounts.addAsked(request, asked);
    }

    synchronized void answer(Message response) {
        rows += MessageAccounts.addReturned(response, returned);
    }

    /** Writes the line; only the first end of a call counts. */
    synchronized void end(Status.Code code) {
        if (written) {
            return;
        }
        written = true;
        log.atInfo()
                .addKeyValue("caller", caller)
                .addKeyValue("address", address)
                .addKeyValue("rpc", rpc)
                .addKeyValue("accounts_asked", asked.first())
                .addKeyValue("accounts_asked_count", asked.count())
                .addKeyValue("accounts_returned", returned.first())
                .addKeyValue("accounts_returned_count", returned.count())
                .addKeyValue("rows", rows)
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .addKeyValue("code", code.name())
                .log("call");
    }
}

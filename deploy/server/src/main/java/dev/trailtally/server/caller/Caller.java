package dev.trailtally.server.caller;

import dev.trailtally.authorization.v1.Role;
import io.grpc.Context;

/**
 * Who calls.
 *
 * @param name the token's subject or the client certificate's name, as the audit log has it; "anonymous" if there is none
 * @param role what it may do
 * @param accounts what it may ask about
 */
public record Caller(String name, Role role, Accounts accounts) {

    /** Who makes the call of the current context. */
    public static final Context.Key<Caller> KEY = Context.key("caller");

    /** Who makes the call of the current context; a thread that answers no call has no caller. */
    public static Caller current() {
        var caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("no call is being answered in this context");
        }
        return caller;
    }
}

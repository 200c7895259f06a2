package dev.trailtally.standalone.reference;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.server.Interceptors;
import dev.trailtally.server.caller.Accounts;
import dev.trailtally.server.caller.Caller;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.MetadataUtils;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.Set;

/** Lets a test call as anybody: a header names the role and the accounts. Calls without it are as ever. */
@Singleton
final class NamedCallers implements ServerInterceptor, Ordered {

    private static final Metadata.Key<String> HEADER = Metadata.Key.of("test-caller", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public int getOrder() {
        return Interceptors.CALLERS - 1;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var named = headers.get(HEADER);
        return named == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller(named)), call, headers, next);
    }

    private static Caller caller(String named) {
        var parts = named.split(" ", -1);
        return new Caller("test", Role.valueOf(parts[0]), accounts(parts[1]));
    }

    private static Accounts accounts(String named) {
        if (named.equals("*")) {
            return Accounts.ALL;
        }
        return named.startsWith("ou-")
                ? new Accounts(false, Set.of(), Set.of(named))
                : new Accounts(false, Set.of(named.split(",")), Set.of());
    }

    /** @param accounts "*", account ids separated by commas, or the id of an organizational unit */
    static Channel channel(Channel channel, Role role, String accounts) {
        var headers = new Metadata();
        headers.put(HEADER, role.name() + " " + accounts);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}

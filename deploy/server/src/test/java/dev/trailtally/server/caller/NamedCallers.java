package dev.trailtally.server.caller;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.server.Interceptors;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a test call as anybody, in the tests of all services: a header has the caller's name, role and accounts. */
public final class NamedCallers implements ServerInterceptor, Ordered {

    private static final Metadata.Key<String> HEADER = Metadata.Key.of("test-caller", Metadata.ASCII_STRING_MARSHALLER);

    private final @Nullable Caller otherwise;

    /** Calls without the header are as ever. */
    public NamedCallers() {
        this(null);
    }

    /** @param otherwise who calls without the header */
    public NamedCallers(@Nullable Caller otherwise) {
        this.otherwise = otherwise;
    }

    /** @param accounts "*", account ids separated by commas, or the id of an organizational unit */
    public static Channel channel(Channel channel, String name, Role role, String accounts) {
        var headers = new Metadata();
        headers.put(HEADER, String.join(" ", name, role.name(), accounts));
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public int getOrder() {
        return Interceptors.CALLERS - 1;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var named = headers.get(HEADER);
        var caller = named == null ? otherwise : caller(named);
        return caller == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }

    private static Caller caller(String named) {
        var parts = named.split(" ", -1);
        return new Caller(parts[0], Role.valueOf(parts[1]), accounts(parts[2]));
    }

    private static Accounts accounts(String named) {
        if (named.equals("*")) {
            return Accounts.ALL;
        }
        return named.startsWith("ou-")
                ? new Accounts(false, Set.of(), Set.of(named))
                : new Accounts(false, Set.of(named.split(",")), Set.of());
    }
}

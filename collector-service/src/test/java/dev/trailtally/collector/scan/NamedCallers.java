package dev.trailtally.collector.scan;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
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
import java.util.Set;

/** Lets a test call as anybody: a header has the name, the accounts and the organizational units. Calls without it are as ever. */
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
        return new Caller(parts[0], Role.ROLE_OPERATOR, new Accounts(false, set(parts[1]), set(parts[2])));
    }

    private static Set<String> set(String ids) {
        return ids.isEmpty() ? Set.of() : Set.of(ids.split(","));
    }

    /** An operator of all accounts below an organizational unit. */
    static ScanServiceBlockingStub ofUnit(Channel channel, String unitId) {
        return stub(channel, "unit-operator  " + unitId);
    }

    /** An operator of one account. */
    static ScanServiceBlockingStub ofAccount(Channel channel, String name, String accountId) {
        return stub(channel, name + " " + accountId + " ");
    }

    private static ScanServiceBlockingStub stub(Channel channel, String header) {
        var headers = new Metadata();
        headers.put(HEADER, header);
        return ScanServiceGrpc.newBlockingStub(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
    }
}

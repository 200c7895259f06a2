package dev.trailtally.server.caller;

import com.google.rpc.Code;
import dev.trailtally.authorization.v1.AuthorizationProto;
import dev.trailtally.authorization.v1.Role;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.Interceptors;
import dev.trailtally.server.audit.AuditLine;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Puts the caller into the context of each call, and refuses callers without the role that the rpc declares or above their
 * limits.
 */
@Singleton
final class Callers implements ServerInterceptor, Ordered {

    private final Identities identities;
    private final Limits limits;

    Callers(Identities identities, Limits limits) {
        this.identities = identities;
        this.limits = limits;
    }

    @Override
    public int getOrder() {
        return Interceptors.CALLERS;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var method = call.getMethodDescriptor();
        try {
            if (Interceptors.isOpen(method)) {
                var address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                return address == null || identities.servesOneUser()
                        ? next.startCall(call, headers)
                        : new LimitedCall<>(call, limits.admitFrom(address)).start(Context.current(), headers, next);
            }
            var known = Caller.KEY.get();
            var caller = known == null ? identities.identify(headers, call.getAttributes()) : known;
            AuditLine.nameCaller(caller.name());
            checkRole(caller, method);
            var context = Context.current().withValue(Caller.KEY, caller);
            if (known != null || identities.servesOneUser()) {
                return Contexts.interceptCall(context, call, headers, next);
            }
            return new LimitedCall<>(call, limits.admit(caller.name())).start(context, headers, next);
        } catch (StatusRuntimeException refused) {
            var trailers = refused.getTrailers();
            call.close(refused.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
    }

    private static void checkRole(Caller caller, MethodDescriptor<?, ?> method) {
        var required = required(method);
        if (required == Role.ROLE_UNSPECIFIED || caller.role().getNumber() < required.getNumber()) {
            throw RpcErrors.failure(
                    Code.PERMISSION_DENIED,
                    "ROLE_REQUIRED",
                    "%s needs the role %s".formatted(method.getBareMethodName(), required),
                    Map.of("required_role", required.name()));
        }
    }

    private static Role required(MethodDescriptor<?, ?> method) {
        return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema
                ? schema.getMethodDescriptor().getOptions().getExtension(AuthorizationProto.requiredRole)
                : Role.ROLE_UNSPECIFIED;
    }
}

package dev.trailtally.standalone.instance;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Reads from all answers how many accounts they leave out because the caller may not see them. */
final class HiddenAccounts implements ClientInterceptor {

    private static final String COUNT = "hidden_account_count";

    private final AtomicLong most = new AtomicLong();
    private final Map<Descriptor, List<FieldDescriptor>> fields = new ConcurrentHashMap<>();

    /** The most that one answer leaves out. */
    long most() {
        return most.get();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onMessage(A message) {
                                read((Message) message);
                                super.onMessage(message);
                            }
                        },
                        headers);
            }
        };
    }

    private void read(Message message) {
        for (var field : fields.computeIfAbsent(message.getDescriptorForType(), HiddenAccounts::leadingToCounts)) {
            if (isCount(field)) {
                most.accumulateAndGet((long) message.getField(field), Math::max);
            } else if (field.isRepeated()) {
                ((List<?>) message.getField(field)).forEach(inner -> read((Message) inner));
            } else if (message.hasField(field)) {
                read((Message) message.getField(field));
            }
        }
    }

    /** Few of the many messages of a stream have such a field, so that the others cost nothing. */
    private static List<FieldDescriptor> leadingToCounts(Descriptor type) {
        return type.getFields().stream()
                .filter(field -> leadsToCount(field, new HashSet<>()))
                .toList();
    }

    private static boolean leadsToCount(FieldDescriptor field, Set<Descriptor> seen) {
        return isCount(field)
                || (field.getJavaType() == JavaType.MESSAGE
                        && seen.add(field.getMessageType())
                        && field.getMessageType().getFields().stream().anyMatch(inner -> leadsToCount(inner, seen)));
    }

    private static boolean isCount(FieldDescriptor field) {
        return field.getName().equals(COUNT);
    }
}

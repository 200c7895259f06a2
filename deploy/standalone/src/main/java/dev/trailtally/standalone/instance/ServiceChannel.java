package dev.trailtally.standalone.instance;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends each call to its service, with the caller's token, and reads from the answers what they leave out. */
public final class ServiceChannel extends Channel implements AutoCloseable {

    private final ServerAddresses addresses;
    private final Map<ServerAddress, ManagedChannel> channels;
    private final @Nullable BearerToken token;
    private final HiddenAccounts hidden = new HiddenAccounts();

    ServiceChannel(
            ServerAddresses addresses, Map<ServerAddress, ManagedChannel> channels, @Nullable BearerToken token) {
        this.addresses = addresses;
        this.channels = channels;
        this.token = token;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        // trailtally.report.v1.ReportService/ListAccounts is of "report".
        var service = method.getFullMethodName().split("\\.", -1)[1];
        var address = addresses.byService().get(service);
        var channel = address == null ? null : channels.get(address);
        if (channel == null) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("--server has no address of the " + service + " service; add " + service
                            + "=<host>:<port>.")
                    .asRuntimeException();
        }
        return hidden.interceptCall(method, token == null ? options : options.withCallCredentials(token), channel);
    }

    /** How many accounts answers left out because the caller may not see them: the most that one answer left out. */
    public long hiddenAccounts() {
        return hidden.most();
    }

    @Override
    public String authority() {
        return channels.values().iterator().next().authority();
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}

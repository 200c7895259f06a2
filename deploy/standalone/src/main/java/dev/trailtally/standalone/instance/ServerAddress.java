package dev.trailtally.standalone.instance;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.regex.Pattern;

/**
 * Where services answer gRPC calls.
 *
 * @param host name or IP address
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

    private static final Pattern TEXT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):([0-9]{1,5})");
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    public ServerAddress {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("an address is <host>:<port>, got " + host + ":" + port);
        }
    }

    /** Reads host:port. */
    public static ServerAddress parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an address is <host>:<port>, got " + text);
        }
        return new ServerAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /** A channel, to be shut down by the caller. */
    public ManagedChannel connect() {
        return NettyChannelBuilder.forTarget("dns:///" + this)
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

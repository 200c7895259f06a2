package dev.trailtally.standalone.instance;

import java.util.regex.Pattern;

/**
 * Where services answer gRPC calls.
 *
 * @param host name or IP address
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final Pattern TEXT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):([0-9]{1,5})");

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

    /** Whether it is an address of this machine, by its text alone: no name is looked up. */
    boolean isLoopback() {
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK.matcher(host).matches();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

package dev.trailtally.server;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.grpc.server.GrpcServerConfiguration;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether only programs of this machine can call. */
public final class Loopback {

    private static final String ANY_ADDRESS = "0.0.0.0";

    private Loopback() {}

    /** Where the server listens. */
    public static String host(GrpcServerConfiguration server) {
        return server.getServerHost().orElse(ANY_ADDRESS);
    }

    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ConfigurationException("grpc.server.host is no address of this machine: " + host, e);
        }
    }
}

package dev.trailtally.server.transport;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How a service listens.
 *
 * @param insecurePlaintext whether to listen beyond this machine without TLS
 * @param reflection whether grpcurl and similar tools may read the contract from the server
 * @param health whether to answer grpc.health.v1
 * @param maxMessageSize bytes of a request, 64 KiB to 64 MiB
 * @param maxMetadataSize bytes of the headers of a call, token included, 8 KiB to 1 MiB
 * @param maxConnectionAge after which a client is asked to connect again, so that it finds new replicas; at least 10 s
 * @param maxConnectionAgeGrace how long the calls of such a connection, such as WatchScan, may continue; at most a day
 * @param maxConnectionIdle after which a connection without calls is closed, 1 s to 30 days
 * @param minKeepAliveInterval how often a client may send keep-alive pings, with or without calls, 0 s to 1 h; who sends them more
 *     often is disconnected
 * @param maxConnectionCalls calls of one connection at the same time, 1 to 10,000; further ones wait
 * @param stopTimeout how long running calls may take when the service stops; streams end at once
 */
@ConfigurationProperties("server")
public record ServerConfiguration(
        @Bindable(defaultValue = "false") boolean insecurePlaintext,
        @Bindable(defaultValue = "true") boolean reflection,
        @Bindable(defaultValue = "true") boolean health,
        @Bindable(defaultValue = "4194304") int maxMessageSize,
        @Bindable(defaultValue = "16384") int maxMetadataSize,
        @Bindable(defaultValue = "30m") Duration maxConnectionAge,
        @Bindable(defaultValue = "1h") Duration maxConnectionAgeGrace,
        @Bindable(defaultValue = "15m") Duration maxConnectionIdle,
        @Bindable(defaultValue = "30s") Duration minKeepAliveInterval,
        @Bindable(defaultValue = "1000") int maxConnectionCalls,
        @Bindable(defaultValue = "20s") Duration stopTimeout) {

    public ServerConfiguration {
        within("max-message-size", maxMessageSize, 64 << 10, 64 << 20);
        within("max-metadata-size", maxMetadataSize, 8 << 10, 1 << 20);
        within("max-connection-calls", maxConnectionCalls, 1, 10_000);
        within(
                "max-connection-age (s)",
                maxConnectionAge.toSeconds(),
                10,
                Duration.ofDays(30).toSeconds());
        within(
                "max-connection-age-grace (s)",
                maxConnectionAgeGrace.toSeconds(),
                0,
                Duration.ofDays(1).toSeconds());
        within(
                "max-connection-idle (s)",
                maxConnectionIdle.toSeconds(),
                1,
                Duration.ofDays(30).toSeconds());
        within(
                "min-keep-alive-interval (ms)",
                minKeepAliveInterval.toMillis(),
                0,
                Duration.ofHours(1).toMillis());
        within(
                "stop-timeout (ms)",
                stopTimeout.toMillis(),
                0,
                Duration.ofMinutes(10).toMillis());
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("server." + key + " must be " + least + " to " + most + ", is " + value);
        }
    }
}

package dev.trailtally.server.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a service on this machine for its health: exit code 0 if it answers 200, else 1. For images that have no shell. */
public final class Probe {

    private static final int TIMEOUT_MILLIS = 3_000;

    private Probe() {}

    /**
     * @param arguments the HTTP port, and optionally the path; /health/readiness if it is absent
     */
    public static void main(String[] arguments) {
        var path = arguments.length > 1 ? arguments[1] : "/health/readiness";
        System.exit(answersOk(URI.create("http://127.0.0.1:" + arguments[0] + path)) ? 0 : 1);
    }

    static boolean answersOk(URI address) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.trailtally.collector.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Every source of credentials: STS, IAM Identity Center, the sign-in service, a container and a machine. */
final class CredentialsStandIn implements AutoCloseable {

    private static final String EXPIRATION = "2099-01-01T00:00:00Z";

    private final HttpServer server;

    CredentialsStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", CredentialsStandIn::sts);
        server.createContext("/federation/credentials", CredentialsStandIn::identityCenter);
        server.createContext("/token", exchange -> answer(exchange, 200, """
                {"accessToken":"renewed","expiresIn":3600,"tokenType":"Bearer","refreshToken":"next"}"""));
        server.createContext("/v1/token", exchange -> answer(exchange, 403, """
                {"error":"TOKEN_EXPIRED","message":"expired"}"""));
        server.createContext("/container", exchange -> answer(exchange, 200, keys("Container")));
        server.createContext("/latest/api/token", exchange -> answer(exchange, 200, "metadata-token"));
        server.createContext("/latest/meta-data/iam/security-credentials", CredentialsStandIn::metadata);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void sts(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var action = body.contains("AssumeRoleWithWebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole";
        if (body.contains("denied")) {
            answer(exchange, 403, """
                    <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                    <Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>""");
            return;
        }
        answer(exchange, 200, """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><AssumedRoleUser>\
                <Arn>arn:aws:sts::111122223333:assumed-role/x/y</Arn><AssumedRoleId>AROA:y</AssumedRoleId>\
                </AssumedRoleUser><Credentials><AccessKeyId>ASIA%1$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                <SessionToken>t</SessionToken><Expiration>%2$s</Expiration></Credentials></%1$sResult></%1$sResponse>""".formatted(action, EXPIRATION));
    }

    private static void identityCenter(HttpExchange exchange) throws IOException {
        var token = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-sso_bearer_token"));
        switch (token) {
            case "valid", "renewed" -> answer(exchange, 200, """
                        {"roleCredentials":{"accessKeyId":"ASIASso%s","secretAccessKey":"s","sessionToken":"t",\
                        "expiration":4070908800000}}""".formatted(token));
            case "unassigned" -> {
                exchange.getResponseHeaders().set("x-amzn-ErrorType", "ForbiddenException");
                answer(exchange, 403, "{\"message\":\"No access\"}");
            }
            default -> {
                exchange.getResponseHeaders().set("x-amzn-ErrorType", "UnauthorizedException");
                answer(exchange, 401, "{\"message\":\"Session token not found or invalid\"}");
            }
        }
    }

    private static void metadata(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        answer(exchange, 200, path.endsWith("/MachineRole") ? keys("Machine") : "MachineRole");
    }

    private static String keys(String whose) {
        return """
                {"Code":"Success","AccessKeyId":"ASIA%s","SecretAccessKey":"s","Token":"t","Expiration":"%s"}""".formatted(whose, EXPIRATION);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

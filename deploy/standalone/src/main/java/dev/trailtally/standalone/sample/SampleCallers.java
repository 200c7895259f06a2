package dev.trailtally.standalone.sample;

import dev.trailtally.simulator.record.IdentityJson;
import dev.trailtally.simulator.record.IdentityJson.Session;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The callers in the sample: one of each kind of identity that is common in real logs. */
final class SampleCallers {

    private static final long CREATED = Instant.parse("2024-05-06T00:00:00Z").getEpochSecond();

    static final Caller ROOT = new Caller(
            identity -> identity.root(null),
            "203.0.113.99",
            "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0");

    static final List<Caller> ALL = List.of(
            user("alice", "AKIA0000000000ALICE0", "203.0.113.10", "aws-cli/2.15.40 Python/3.11.8"),
            user("backup", "AKIA0000000000BACKUP", "198.51.100.7", "Boto3/1.34.90 md/Botocore#1.34.90"),
            role("Deploy", "ci-4711", "ASIA0000000000DEPLOY", "192.0.2.44"),
            role("Admin", "bob@example.com", "ASIA00000000000ADMIN", "2001:db8::17"),
            ROOT,
            service("autoscaling.amazonaws.com"),
            new Caller(
                    identity -> identity.webIdentity("token.example.com", "ci:repo", "ci:repo"),
                    "192.0.2.80",
                    "ci-runner/3.2"));

    /**
     * A caller.
     *
     * @param identity writes its userIdentity
     * @param sourceIpAddress where it calls from
     * @param userAgent its user agent
     */
    record Caller(Consumer<IdentityJson> identity, String sourceIpAddress, String userAgent) {}

    private SampleCallers() {}

    private static Caller user(String name, String accessKey, String address, String userAgent) {
        return new Caller(identity -> identity.user("0000" + name, name, accessKey), address, userAgent);
    }

    private static Caller role(String role, String session, String accessKey, String address) {
        var credentials = new Session(session, accessKey, CREATED);
        return new Caller(
                identity -> identity.role("0000" + role, role, credentials, false),
                address,
                "APN/1.0 HashiCorp/1.0 Terraform/1.8.2");
    }

    private static Caller service(String name) {
        return new Caller(identity -> identity.service(name), name, name);
    }
}

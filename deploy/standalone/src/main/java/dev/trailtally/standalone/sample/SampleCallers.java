package dev.trailtally.standalone.sample;

import java.util.List;

/** The callers in the sample: one of each kind of identity that is common in real logs. */
final class SampleCallers {

    /**
     * A caller.
     *
     * @param userIdentity the JSON of the record's userIdentity
     * @param sourceIpAddress where it calls from
     * @param userAgent its user agent
     */
    record Caller(String userIdentity, String sourceIpAddress, String userAgent) {}

    private SampleCallers() {}

    static List<Caller> of(String account) {
        return List.of(
                user(account, "alice", "AKIA0000000000ALICE0", "203.0.113.10", "aws-cli/2.15.40 Python/3.11.8"),
                user(account, "backup", "AKIA0000000000BACKUP", "198.51.100.7", "Boto3/1.34.90 md/Botocore#1.34.90"),
                role(account, "Deploy", "ci-4711", "ASIA0000000000DEPLOY", "192.0.2.44"),
                role(account, "Admin", "bob@example.com", "ASIA00000000000ADMIN", "2001:db8::17"),
                root(account),
                service("autoscaling.amazonaws.com"),
                webIdentity(account));
    }

    private static Caller user(String account, String name, String accessKey, String address, String userAgent) {
        return new Caller("""
                {"type":"IAMUser","principalId":"AIDA0000%s","arn":"arn:aws:iam::%s:user/%s","accountId":"%s",\
                "accessKeyId":"%s","userName":"%s"}""".formatted(name, account, name, account, accessKey, name), address, userAgent);
    }

    private static Caller role(String account, String role, String session, String accessKey, String address) {
        return new Caller(
                """
                {"type":"AssumedRole","principalId":"AROA0000%1$s:%2$s",\
                "arn":"arn:aws:sts::%3$s:assumed-role/%1$s/%2$s","accountId":"%3$s","accessKeyId":"%4$s",\
                "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA0000%1$s",\
                "arn":"arn:aws:iam::%3$s:role/%1$s","accountId":"%3$s","userName":"%1$s"},\
                "attributes":{"creationDate":"2024-05-06T00:00:00Z","mfaAuthenticated":"false"}}}""".formatted(role, session, account, accessKey), address, "APN/1.0 HashiCorp/1.0 Terraform/1.8.2");
    }

    private static Caller root(String account) {
        return new Caller(
                """
                {"type":"Root","principalId":"%1$s","arn":"arn:aws:iam::%1$s:root","accountId":"%1$s"}""".formatted(account),
                "203.0.113.99",
                "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0");
    }

    private static Caller service(String name) {
        return new Caller("""
                {"type":"AWSService","invokedBy":"%s"}""".formatted(name), name, name);
    }

    private static Caller webIdentity(String account) {
        return new Caller("""
                {"type":"WebIdentityUser","principalId":"arn:aws:iam::%s:oidc-provider/token.example.com:ci:repo",\
                "userName":"ci:repo","identityProvider":"arn:aws:iam::%s:oidc-provider/token.example.com"}""".formatted(account, account), "192.0.2.80", "ci-runner/3.2");
    }
}

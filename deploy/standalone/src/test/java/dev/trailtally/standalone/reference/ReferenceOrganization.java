package dev.trailtally.standalone.reference;

import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.iam.GrantingPolicy;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamEntityBuilder;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.UserKey;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The accounts of the sample's log files as an organization, some of whose callers have IAM entities. */
public final class ReferenceOrganization {

    private static final String PRODUCTION = "012345678901";
    private static final String MANAGEMENT = "111122223333";
    private static final String STAGING = "210987654321";
    private static final GrantingPolicy READ_ONLY = GrantingPolicy.managed("arn:aws:iam::aws:policy/ReadOnlyAccess");

    private final Instant now;

    private ReferenceOrganization(Instant now) {
        this.now = now;
    }

    /** @param now what the times in IAM's reports are relative to */
    public static SimulatorSettings settings(Instant now) {
        return new ReferenceOrganization(now).settings();
    }

    private SimulatorSettings settings() {
        var organization = Organization.builder(MANAGEMENT)
                .unit("ou-sim1-workload", "Workloads")
                .account(MANAGEMENT, "management", Map.of())
                .account(PRODUCTION, "production", "ou-sim1-workload", Map.of())
                .account(STAGING, "staging", "ou-sim1-workload", Map.of())
                .build();
        return SimulatorSettings.of(organization)
                .iam(Iam.of(production(), staging()))
                .build();
    }

    private IamAccount production() {
        return IamAccount.empty(PRODUCTION)
                .user(
                        "alice",
                        user -> used(user, "s3", 3)
                                .createDate(daysAgo(700))
                                .passwordLastUsed(daysAgo(200))
                                .service(ServiceAccess.never("dynamodb").withPolicies(List.of(READ_ONLY)))
                                .key(new UserKey(
                                        "AKIA0000000000ALICE0",
                                        true,
                                        daysAgo(400),
                                        new UserKey.Use(daysAgo(120), "us-east-1", "s3"))))
                .role("Deploy", role -> used(role, "ec2", 10).createDate(daysAgo(600)))
                .role(
                        "legacy-migration",
                        role -> role.createDate(daysAgo(800))
                                .service(ServiceAccess.never("iam").withPolicies(List.of(READ_ONLY)))
                                .service(ServiceAccess.never("s3").withPolicies(List.of(READ_ONLY))));
    }

    private IamAccount staging() {
        return IamAccount.empty(STAGING)
                .role("Admin", role -> used(role, "iam", 1).createDate(daysAgo(500)));
    }

    private IamEntityBuilder used(IamEntityBuilder entity, String namespace, int days) {
        var access = ServiceAccess.never(namespace)
                .accessed(daysAgo(days), entity.entity().arn(), "us-east-1");
        return entity.service(access.withPolicies(List.of(READ_ONLY)));
    }

    private Instant daysAgo(int days) {
        return now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(days));
    }
}

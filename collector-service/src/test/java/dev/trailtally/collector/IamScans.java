package dev.trailtally.collector;

import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Scans of last-accessed data, what is stored of them, and what is true. */
final class IamScans {

    private IamScans() {}

    static CreateScanRequest scan(LastAccessedSource.Builder source) {
        source.setOrganization(OrganizationAccounts.getDefaultInstance())
                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE));
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder().setLastAccessed(source))
                .build();
    }

    static CreateScanRequest scan() {
        return scan(LastAccessedSource.newBuilder());
    }

    static Simulator simulator(int accounts, Iam iam, IamSettings settings, Faults faults) {
        return simulator(0, accounts, iam, settings, faults);
    }

    static Simulator simulator(int port, int accounts, Iam iam, IamSettings settings, Faults faults) {
        var organization =
                Organizations.of(accounts, List.of(), 0, Instant.EPOCH.plusSeconds(10), Duration.ofSeconds(1));
        return Simulator.start(SimulatorSettings.of(organization)
                .port(port)
                .iam(iam)
                .iamSettings(settings)
                .faults(faults)
                .build());
    }

    /** What reports say of the entities of an account, as {@link #stored} has it. */
    static Map<String, Long> truth(Simulator simulator, String account, Predicate<String> arns) {
        var truth = new TreeMap<String, Long>();
        var iam = simulator.iam(account);
        for (var entity : iam.entities()) {
            if (arns.test(entity.arn())) {
                iam.services(entity.arn()).forEach(service -> truth.put(line(entity.arn(), service), 1L));
            }
        }
        return truth;
    }

    private static String line(String arn, ServiceAccess service) {
        return String.join(
                " ",
                arn,
                service.namespace(),
                millis(service.lastAuthenticated()),
                String.valueOf(service.lastAuthenticatedEntity()),
                String.valueOf(service.lastAuthenticatedRegion()),
                String.valueOf(service.totalAuthenticatedEntities()));
    }

    private static String millis(@Nullable Instant time) {
        return time == null ? "null" : String.valueOf(time.toEpochMilli());
    }

    /** The services of the entities of an account as they are now. */
    static Map<String, Long> stored(TestDatabase database, String account) {
        return Stored.counts(database, """
                select concat_ws(' ', e.arn, s.service_namespace,
                  coalesce((extract(epoch from l.last_accessed_time) * 1000)::bigint::text, 'null'),
                  coalesce(l.last_accessed_entity, 'null'), coalesce(l.last_accessed_region, 'null'),
                  l.total_authenticated_entities), count(*)
                from last_accessed l
                join iam_entity e on e.account_id = l.account_id and e.entity_id = l.entity_id
                join service_namespace s on s.id = l.service_ref
                where l.account_id = %d
                and l.superseded_at is null
                and l.tracked_action_ref = 0
                and e.entity_type <> 'organizations_entity'
                group by 1
                """.formatted(Long.parseLong(account)));
    }

    /** Failed jobs as "name code". */
    static Map<String, Long> failures(TestDatabase database) {
        return Stored.counts(database, """
                select concat_ws(' ', e.name, j.failure_code), count(*)
                from last_accessed_job j
                join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                where j.state = 'failed'
                group by 1
                """);
    }

    /** Jobs by state. */
    static Map<String, Long> states(TestDatabase database) {
        return Stored.counts(database, "select state, count(*) from last_accessed_job group by 1");
    }
}

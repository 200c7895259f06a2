package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.standalone.summary.SummaryReader;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What to report of a scan: the accounts and entities that it was asked for, whatever else the database holds. */
public final class ScanSelection {

    private static final int MAX_ACCOUNTS = 10_000;
    private static final int MAX_ARNS = 1_000;

    private static final List<IamEntityType> TYPES_OF_ARNS = List.of(
            IamEntityType.IAM_ENTITY_TYPE_USER,
            IamEntityType.IAM_ENTITY_TYPE_ROLE,
            IamEntityType.IAM_ENTITY_TYPE_GROUP,
            IamEntityType.IAM_ENTITY_TYPE_CUSTOMER_MANAGED_POLICY,
            IamEntityType.IAM_ENTITY_TYPE_AWS_MANAGED_POLICY);

    private final SummaryReader reader;
    private final PrintWriter talk;

    public ScanSelection(SummaryReader reader, PrintWriter talk) {
        this.reader = reader;
        this.talk = talk;
    }

    /**
     * The query for a scan; null where it came to no account, or to no entity.
     *
     * @param usualTypes whether the report chooses the types of entities, instead of all that the scan was asked for
     */
    public @Nullable AccessQuery query(Scan scan, boolean usualTypes) {
        var source = scan.getSource().getLastAccessed();
        var accounts = new TreeSet<String>();
        reader.forEachUnit(scan.getScanId(), unit -> accounts.add(unit.getAccountId()));
        accounts.remove("");
        var entities = entities(scan, source, usualTypes);
        if (accounts.isEmpty() || entities == null) {
            return null;
        }
        return new AccessQuery(
                selection(accounts),
                entities,
                source.getGranularity() == Granularity.GRANULARITY_ACTION_LEVEL,
                source.getWithEntities(),
                source.getGrantingPolicies());
    }

    private AccountSelection selection(Collection<String> accounts) {
        if (accounts.size() > MAX_ACCOUNTS) {
            talk.println("The scan has more than 10,000 accounts: the report is of all that the database holds.");
            return AccountSelection.getDefaultInstance();
        }
        return AccountSelection.newBuilder().addAllAccountIds(accounts).build();
    }

    /** Null where the filters of the scan matched nothing. */
    private @Nullable EntityFilter entities(Scan scan, LastAccessedSource source, boolean usualTypes) {
        var filter = EntityFilter.newBuilder();
        if (source.getArnsCount() > 0) {
            return filter.addAllArns(source.getArnsList())
                    .addAllEntityTypes(TYPES_OF_ARNS)
                    .build();
        }
        if (!usualTypes) {
            source.getEntityTypesList().forEach(type -> filter.addEntityTypes(iamType(type)));
            if (source.hasOrganizationsReport()) {
                filter.addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY);
            }
        }
        return filtered(source) ? matched(scan, filter) : filter.build();
    }

    /** The report knows no paths, names and tags; the scan's jobs tell what matched them. */
    private @Nullable EntityFilter matched(Scan scan, EntityFilter.Builder filter) {
        var arns = new TreeSet<String>();
        reader.forEachJob(scan.getScanId(), job -> {
            if (arns.size() <= MAX_ARNS) {
                arns.add(job.getArn());
            }
        });
        if (arns.size() > MAX_ARNS) {
            talk.println(
                    "More than 1,000 entities match: the report is of all that the database holds of these accounts"
                            + " and types.");
            return filter.build();
        }
        return arns.isEmpty() ? null : filter.addAllArns(arns).build();
    }

    private static boolean filtered(LastAccessedSource source) {
        return !source.getPathPrefix().isEmpty() || !source.getNamePattern().isEmpty() || source.getTagsCount() > 0;
    }

    private static IamEntityType iamType(EntityType type) {
        return switch (type) {
            case ENTITY_TYPE_USER -> IamEntityType.IAM_ENTITY_TYPE_USER;
            case ENTITY_TYPE_ROLE -> IamEntityType.IAM_ENTITY_TYPE_ROLE;
            case ENTITY_TYPE_GROUP -> IamEntityType.IAM_ENTITY_TYPE_GROUP;
            case ENTITY_TYPE_CUSTOMER_MANAGED_POLICY -> IamEntityType.IAM_ENTITY_TYPE_CUSTOMER_MANAGED_POLICY;
            case ENTITY_TYPE_AWS_MANAGED_POLICY -> IamEntityType.IAM_ENTITY_TYPE_AWS_MANAGED_POLICY;
            case ENTITY_TYPE_ORGANIZATIONS_ENTITY -> IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY;
            case ENTITY_TYPE_UNSPECIFIED, UNRECOGNIZED -> IamEntityType.IAM_ENTITY_TYPE_UNSPECIFIED;
        };
    }
}

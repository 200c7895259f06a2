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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What to report of a scan: only the requested accounts and entities, whatever else the database holds. */
public final class ScanSelection {

    /** What is collected unless the user names types; the report of unused access selects among them. */
    public static final List<EntityType> USUAL_TYPES = List.of(
            EntityType.ENTITY_TYPE_USER,
            EntityType.ENTITY_TYPE_ROLE,
            EntityType.ENTITY_TYPE_GROUP,
            EntityType.ENTITY_TYPE_CUSTOMER_MANAGED_POLICY);

    /** Instead of a region: the unit of the organization's reports, which has the caller's account. */
    static final String ORGANIZATION = "organization";

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
     * The query for a scan; null if the scan reached no account.
     *
     * @param unused whether the report covers unused access, which excludes the organization's entities
     */
    public @Nullable AccessQuery query(Scan scan, boolean unused) {
        var source = scan.getSource().getLastAccessed();
        var accounts = new TreeSet<String>();
        var callers = new TreeSet<String>();
        reader.forEachUnit(
                scan.getScanId(),
                unit -> (unit.getRegion().equals(ORGANIZATION) ? callers : accounts).add(unit.getAccountId()));
        var ofOrganization = !unused && source.hasOrganizationsReport();
        var callersAlreadyIn = accounts.containsAll(callers);
        if (ofOrganization) {
            accounts.addAll(callers);
        }
        accounts.remove("");
        if (accounts.isEmpty()) {
            return null;
        }
        var filter = EntityFilter.newBuilder().addAllEntityTypes(types(source, unused));
        // Otherwise other entities of the caller's account, or of the organization with another policy, would appear.
        var narrow = ofOrganization && (!callersAlreadyIn || source.getEntityTypesCount() == 0);
        var entities = narrow || filtered(source) || (unused && ofOrganizationAlone(source))
                ? matched(scan, filter, ofOrganization)
                : filter.build();
        return new AccessQuery(
                selection(accounts),
                entities,
                source.getGranularity() == Granularity.GRANULARITY_ACTION_LEVEL,
                source.getWithEntities(),
                source.getGrantingPolicies());
    }

    /** Whether a scan has the reports of the organization and nothing else, in which nothing can be unused. */
    public static boolean ofOrganizationAlone(LastAccessedSource source) {
        return source.hasOrganizationsReport() && source.getArnsCount() == 0 && source.getEntityTypesCount() == 0;
    }

    private AccountSelection selection(Collection<String> accounts) {
        if (accounts.size() > MAX_ACCOUNTS) {
            talk.println("The scan has more than 10,000 accounts: the report covers everything in the database.");
            return AccountSelection.getDefaultInstance();
        }
        return AccountSelection.newBuilder().addAllAccountIds(accounts).build();
    }

    /** Empty for the types that the report selects by default. */
    private static List<IamEntityType> types(LastAccessedSource source, boolean unused) {
        var types = new ArrayList<IamEntityType>();
        if (source.getArnsCount() > 0) {
            types.addAll(TYPES_OF_ARNS);
        } else if (!unused || !Set.copyOf(source.getEntityTypesList()).equals(Set.copyOf(USUAL_TYPES))) {
            source.getEntityTypesList().forEach(type -> types.add(iamType(type)));
        }
        if (!unused && source.hasOrganizationsReport()) {
            types.add(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY);
        }
        return types;
    }

    /**
     * The report has no filter for paths, names and tags, and refuses ARNs that no scan has found; the scan's jobs list them.
     * Null if there are none.
     */
    private @Nullable EntityFilter matched(Scan scan, EntityFilter.Builder filter, boolean ofOrganization) {
        var arns = new TreeSet<String>();
        reader.forEachJob(scan.getScanId(), job -> {
            var ofIam = job.getEntityType() != EntityType.ENTITY_TYPE_ORGANIZATIONS_ENTITY;
            if (arns.size() <= MAX_ARNS && (ofIam || ofOrganization)) {
                arns.add(job.getArn());
            }
        });
        if (arns.size() > MAX_ARNS) {
            talk.println(
                    "More than 1,000 entities match: the report covers everything in the database for these accounts"
                            + " and types.");
            return filter.build();
        }
        return arns.isEmpty() ? null : filter.addAllArns(arns).build();
    }

    private static boolean filtered(LastAccessedSource source) {
        return source.getArnsCount() > 0
                || !source.getPathPrefix().isEmpty()
                || !source.getNamePattern().isEmpty()
                || source.getTagsCount() > 0;
    }

    private static IamEntityType iamType(EntityType type) {
        return type == EntityType.UNRECOGNIZED
                ? IamEntityType.IAM_ENTITY_TYPE_UNSPECIFIED
                : IamEntityType.valueOf("IAM_" + type.name());
    }
}

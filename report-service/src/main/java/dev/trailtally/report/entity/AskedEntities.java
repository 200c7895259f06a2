package dev.trailtally.report.entity;

import com.google.rpc.Code;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.caller.Caller;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The field "entities" of a request, checked. */
public record AskedEntities(List<String> arns, Set<IamEntityType> types, boolean includeDeleted) {

    /** Every type. */
    public static final Set<IamEntityType> ALL =
            EnumSet.range(IamEntityType.IAM_ENTITY_TYPE_USER, IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY);

    /** The types that act. */
    public static final Set<IamEntityType> PRINCIPALS =
            EnumSet.of(IamEntityType.IAM_ENTITY_TYPE_USER, IamEntityType.IAM_ENTITY_TYPE_ROLE);

    private static final int MAX_ARNS = 1_000;

    private static final Sql UNKNOWN = new Sql("""
            select arn
            from unnest(:arns::text[]) as asked (arn)
            where not exists (
              select
              from iam_entity
              where iam_entity.arn = asked.arn
              and account_id = any(:account_ids)
            )
            order by arn
            limit 1
            """);

    public AskedEntities {
        arns = List.copyOf(arns);
        types = Set.copyOf(types);
    }

    /** Without types in the request, the given ones apply; types that are not allowed are refused. */
    public static AskedEntities of(
            EntityFilter filter, Set<IamEntityType> defaultTypes, Set<IamEntityType> allowedTypes) {
        var arns = Fields.texts("entities.arns", filter.getArnsList(), MAX_ARNS);
        var types = Fields.values(
                "entities.entity_types",
                filter.getEntityTypesList(),
                filter.getEntityTypesValueList(),
                allowedTypes,
                defaultTypes);
        return new AskedEntities(Arrays.asList(arns), visible(types), filter.getIncludeDeleted());
    }

    /** The reports of an organization are stored with one account, and name all others. */
    private static Set<IamEntityType> visible(Set<IamEntityType> types) {
        var visible = new HashSet<>(types);
        if (!Caller.current().accounts().all()) {
            visible.remove(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY);
        }
        return visible;
    }

    /** Fails with UNKNOWN_ENTITY if an ARN belongs to none of the accounts. */
    public void check(Snapshot snapshot, long[] accountIds) throws SQLException {
        if (arns.isEmpty()) {
            return;
        }
        var unknown = snapshot.first(UNKNOWN, binds(accountIds), row -> row.text("arn"));
        if (unknown.isPresent()) {
            throw RpcErrors.failure(
                    Code.NOT_FOUND,
                    "UNKNOWN_ENTITY",
                    "no scan has listed \"%s\" in the requested accounts".formatted(unknown.get()),
                    Map.of("arn", unknown.get()));
        }
    }

    /**
     * The binds account_ids, arns (null for all), entity_types and include_deleted, for this condition of iam_entity:
     *
     * <pre>
     * account_id = any(:account_ids)
     * and entity_type = any(:entity_types)
     * and (:arns::text[] is null or arn = any(:arns))
     * and (deleted_at is null or :include_deleted or arn = any(:arns))
     * </pre>
     */
    public Binds binds(long[] accountIds) {
        return new Binds()
                .with("account_ids", accountIds)
                .with("arns", arns.isEmpty() ? null : arns.toArray(String[]::new))
                .with("entity_types", types.stream().map(EntityTypes::word))
                .with("include_deleted", includeDeleted);
    }
}

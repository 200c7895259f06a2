package dev.trailtally.report.unused;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.rpc.AccountIds;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What orders findings: by kind, the most unused services first, then the longest unused, with never used first. */
record Rank(
        UnusedAccessKind kind,
        int unusedServices,
        @Nullable Instant lastUsed,
        long accountId,
        String arn,
        String accessKeyId)
        implements Comparable<Rank> {

    static final int PARTS = 6;

    /** Before every finding. */
    static final Rank FIRST = new Rank(UnusedAccessKind.UNUSED_ACCESS_KIND_UNSPECIFIED, 0, null, 0, "", "");

    private static final Comparator<Rank> ORDER = comparing(Rank::kind)
            .thenComparing(comparingLong(Rank::unusedServices).reversed())
            .thenComparing(rank -> rank.lastUsed == null ? Instant.MIN : rank.lastUsed)
            .thenComparingLong(Rank::accountId)
            .thenComparing(Rank::arn)
            .thenComparing(Rank::accessKeyId);

    /** From the columns kind, unused_service_count, last_used_at, account_id, arn and access_key_id. */
    static Rank of(Row row) throws SQLException {
        return new Rank(
                UnusedAccessKind.valueOf(row.text("kind")),
                row.reference("unused_service_count"),
                row.timeOrNull("last_used_at"),
                row.number("account_id"),
                row.text("arn"),
                row.text("access_key_id"));
    }

    /** From the parts of a page token. */
    static Rank parse(List<String> parts) {
        return new Rank(
                UnusedAccessKind.valueOf(parts.get(0)),
                Integer.parseInt(parts.get(1)),
                parts.get(2).isEmpty() ? null : Instant.parse(parts.get(2)),
                AccountIds.parse("page_token", parts.get(3)),
                parts.get(4),
                parts.get(5));
    }

    List<String> parts() {
        return List.of(
                kind.name(),
                Integer.toString(unusedServices),
                lastUsed == null ? "" : lastUsed.toString(),
                AccountIds.format(accountId),
                arn,
                accessKeyId);
    }

    Binds binds() {
        return new Binds()
                .with("last_kind", kind.getNumber())
                .with("last_unused_service_count", unusedServices)
                .with("last_used_at", lastUsed)
                .with("last_account_id", accountId)
                .with("last_arn", arn)
                .with("last_access_key_id", accessKeyId);
    }

    @Override
    public int compareTo(Rank other) {
        return ORDER.compare(this, other);
    }
}

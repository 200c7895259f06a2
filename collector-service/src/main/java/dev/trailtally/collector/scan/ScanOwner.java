package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import dev.trailtally.rpc.AccountIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The identity whose credentials a scan uses.
 *
 * @param arn of the user or role; of an assumed role without the name of the session
 * @param endpoint what is called instead of AWS; empty for AWS itself
 */
public record ScanOwner(long accountId, String arn, String endpoint) {

    public ScanOwner {
        requireNonNull(arn, "arn is null");
        requireNonNull(endpoint, "endpoint is null");
    }

    /** Null if the columns are null. */
    static @Nullable ScanOwner of(ResultSet row) throws SQLException {
        var accountId = row.getObject("caller_account_id", Long.class);
        return accountId == null
                ? null
                : new ScanOwner(accountId, row.getString("caller_arn"), row.getString("aws_endpoint"));
    }

    /** "arn:aws:iam::111122223333:role/Audit of account 111122223333 at http://localhost:4566". */
    public String words() {
        return arn + " of account " + AccountIds.format(accountId) + (endpoint.isEmpty() ? "" : " at " + endpoint);
    }
}

package dev.trailtally.report.accesschange;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.AccessChange;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import java.time.Instant;
import java.util.List;

/** What orders changes; as the key of a page, the last change of the previous page. */
record ChangeKey(Instant generatedAt, long accountId, String arn, String serviceNamespace, String actionName) {

    private static final ChangeKey FIRST = new ChangeKey(Instant.parse("9999-12-31T23:59:59Z"), -1, "", "", "");

    static ChangeKey of(ListAccessChangesRequest request) {
        return PageToken.key(
                request,
                5,
                FIRST,
                key -> new ChangeKey(
                        Instant.parse(key.get(0)),
                        AccountIds.parse("page_token", key.get(1)),
                        key.get(2),
                        key.get(3),
                        key.get(4)));
    }

    static String token(ListAccessChangesRequest request, AccessChange last) {
        var time = last.getGeneratedTime();
        return PageToken.after(
                request,
                List.of(
                        Instant.ofEpochSecond(time.getSeconds(), time.getNanos())
                                .toString(),
                        last.getAccountId(),
                        last.getEntity().getArn(),
                        last.getServiceNamespace(),
                        last.getActionName()));
    }

    Binds binds() {
        return new Binds()
                .with("last_generated_at", generatedAt)
                .with("last_account_id", accountId)
                .with("last_arn", arn)
                .with("last_service_namespace", serviceNamespace)
                .with("last_action_name", actionName);
    }
}

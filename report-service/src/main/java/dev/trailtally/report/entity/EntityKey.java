package dev.trailtally.report.entity;

import com.google.protobuf.Message;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import java.util.List;

/** What orders entities; as the key of a page, the last entity of the previous page. */
public record EntityKey(long accountId, String arn) {

    /** Before every entity. */
    public static final EntityKey FIRST = new EntityKey(-1, "");

    /** The key in a request's page token; {@link #FIRST} for the first page. */
    public static EntityKey of(Message request) {
        return PageToken.key(
                request, 2, FIRST, key -> new EntityKey(AccountIds.parse("page_token", key.get(0)), key.get(1)));
    }

    public String token(Message request) {
        return PageToken.after(request, List.of(AccountIds.format(accountId), arn));
    }
}

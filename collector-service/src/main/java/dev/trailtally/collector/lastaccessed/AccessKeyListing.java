package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.AccessKey;
import dev.trailtally.collector.store.AccessKeyTables;
import dev.trailtally.collector.store.AccessKeyTables.User;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.StatusType;

/** Lists the access keys of the users of a unit, and when each was last used. */
final class AccessKeyListing {

    private static final String KEYS = "iam:ListAccessKeys";
    private static final String LAST_USED = "iam:GetAccessKeyLastUsed";

    private final ClaimedAccount unit;
    private final IamRequests requests;
    private final AccessKeyTables tables;
    private final Refusals refusals = new Refusals();
    private final AtomicReference<@Nullable SourceException> failure = new AtomicReference<>();

    AccessKeyListing(ClaimedAccount unit, IamRequests requests, AccessKeyTables tables) {
        this.unit = unit;
        this.requests = requests;
        this.tables = tables;
    }

    /** Lists all; returns why not all could be, or null. */
    @Nullable
    SourceException list() throws InterruptedException {
        try (var tasks = new BoundedTasks()) {
            for (var user : RequestOrder.first(tables.unlisted(unit), User::name, unit.unitId())) {
                if (refusals.verdict(KEYS) != null) {
                    break;
                }
                tasks.execute(() -> list(user));
            }
            tasks.await();
        }
        return failure.get();
    }

    private void list(User user) throws InterruptedException {
        if (refusals.verdict(KEYS) != null) {
            return;
        }
        try {
            LostUnitException.check(tables.store(unit, user, keys(user)));
            refusals.allowed(KEYS);
        } catch (SourceException e) {
            if (!e.code().equals("NoSuchEntity")) { // else deleted since it was listed
                refusals.failed(KEYS, user.name(), e);
                failure.compareAndSet(null, e);
            }
        }
    }

    private List<AccessKey> keys(User user) throws SourceException, InterruptedException {
        var keys = new ArrayList<AccessKey>();
        var request = ListAccessKeysRequest.builder().userName(user.name()).maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                KEYS,
                marker -> requests.send(KEYS, request.marker(marker).build(), IamClient::listAccessKeys),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> {
                    for (var key : page.accessKeyMetadata()) {
                        keys.add(withLastUse(key));
                    }
                });
        return keys;
    }

    private AccessKey withLastUse(AccessKeyMetadata key) throws SourceException, InterruptedException {
        var request = GetAccessKeyLastUsedRequest.builder()
                .accessKeyId(key.accessKeyId())
                .build();
        var use = requests.send(LAST_USED, request, IamClient::getAccessKeyLastUsed)
                .accessKeyLastUsed();
        boolean used = use != null && use.lastUsedDate() != null; // otherwise its region and service are "N/A"
        return new AccessKey(
                key.accessKeyId(),
                key.status() == StatusType.ACTIVE,
                key.createDate(),
                used ? use.lastUsedDate() : null,
                used ? use.region() : null,
                used ? use.serviceName() : null);
    }
}

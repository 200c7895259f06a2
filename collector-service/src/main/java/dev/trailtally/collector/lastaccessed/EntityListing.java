package dev.trailtally.collector.lastaccessed;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.EntityTables;
import dev.trailtally.collector.store.IamEntity;
import dev.trailtally.collector.v1.Granularity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists the entities that a unit asks for, all types at the same time, and keeps them with their jobs page by page. */
final class EntityListing {

    private final ClaimedAccount unit;
    private final EntityFilter filter;
    private final EntityPages pages;
    private final EntityTables tables;
    private final boolean actionLevel;
    private final TreeMap<IamEntity.Type, SourceException> failures = new TreeMap<>();

    EntityListing(ClaimedAccount unit, IamRequests requests, EntityTables tables) {
        this.unit = unit;
        this.filter = new EntityFilter(unit.source(), unit.accountId());
        this.pages = new EntityPages(requests);
        this.tables = tables;
        this.actionLevel = unit.source().getGranularity() == Granularity.GRANULARITY_ACTION_LEVEL;
    }

    /** Lists all; returns why not all could be, or null. A listing that is refused does not stop the others. */
    @Nullable
    SourceException list() throws InterruptedException {
        try (var tasks = new BoundedTasks()) {
            for (var type : filter.types()) {
                if (!filter.isWhole() || !tables.isListed(unit, type)) {
                    tasks.execute(() -> list(type, tasks));
                }
            }
            tasks.await();
        }
        synchronized (failures) {
            return Failures.joined(failures.values());
        }
    }

    private void list(IamEntity.Type type, BoundedTasks tasks) throws InterruptedException {
        try {
            var begun = tables.now();
            var met = new HashSet<String>();
            pages.list(type, filter.pathPrefix(), !filter.isNamed(), page -> {
                page.stream().map(IamEntity::arn).filter(filter::names).forEach(met::add);
                var admitted =
                        page.stream().filter(filter::admits).collect(partitioningBy(EntityListing::isAttachedOrOwn));
                keep(requireNonNull(admitted.get(true)), tasks);
                keepUnattached(requireNonNull(admitted.get(false)));
            });
            if (filter.isWhole()) {
                LostUnitException.check(tables.listedWhole(unit, type, begun));
            } else {
                keepMissing(type, met);
            }
        } catch (SourceException e) {
            failed(type, e);
        }
    }

    private void keep(List<IamEntity> page, BoundedTasks tasks) throws InterruptedException {
        if (filter.asksForTags()) {
            for (var entity : page) {
                tasks.execute(() -> keepTagged(entity));
            }
        } else if (!page.isEmpty()) {
            LostUnitException.check(tables.store(unit, page, actionLevel));
        }
    }

    private void keepTagged(IamEntity entity) throws InterruptedException {
        try {
            synchronized (failures) {
                var known = failures.get(entity.type());
                if (known != null && AwsFailures.isDenied(known)) {
                    return;
                }
            }
            if (filter.admitsTags(pages.tags(entity))) {
                LostUnitException.check(tables.store(unit, List.of(entity), actionLevel));
            }
        } catch (SourceException e) {
            if (!e.code().equals("NoSuchEntity")) { // else deleted since it was listed
                failed(entity.type(), e);
            }
        }
    }

    /** An AWS-managed policy belongs to an account while it is attached there; named ones are looked up among all. */
    private static boolean isAttachedOrOwn(IamEntity entity) {
        return entity.type() != IamEntity.Type.AWS_MANAGED_POLICY
                || entity.attachmentCount() == null
                || entity.attachmentCount() > 0;
    }

    private void keepUnattached(List<IamEntity> page) {
        if (!page.isEmpty()) {
            var why = new SourceException(
                    "NOT_ATTACHED",
                    "it is an AWS-managed policy that is not attached to anything in the account",
                    "There is nothing to read; name it for the accounts where it is attached.");
            LostUnitException.check(tables.storeMissing(unit, page, actionLevel, why));
        }
    }

    private void keepMissing(IamEntity.Type type, Set<String> met) {
        var missing = filter.arns(type).stream()
                .filter(arn -> !met.contains(arn))
                .map(arn -> missing(arn, type))
                .toList();
        if (!missing.isEmpty()) {
            var why = new SourceException(
                    "NoSuchEntity", "the account has no such entity", "Check the ARN; or it was deleted.");
            LostUnitException.check(tables.storeMissing(unit, missing, actionLevel, why));
        }
    }

    private static IamEntity missing(String arn, IamEntity.Type type) {
        int path = arn.indexOf('/');
        int name = arn.lastIndexOf('/');
        return new IamEntity(arn, type, arn.substring(name + 1), arn.substring(path, name + 1), null, null, null, null);
    }

    private void failed(IamEntity.Type type, SourceException e) {
        synchronized (failures) {
            failures.putIfAbsent(type, e);
        }
    }
}

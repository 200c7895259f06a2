package dev.trailtally.simulator.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The users, roles, groups and policies of one account, and what each may use and has used. It is the truth that
 * reports are made from, and a test may change it between two of them; safe for many threads.
 */
public final class IamAccount {

    private final IamNames names;
    private final Map<String, Holding> holdings = new ConcurrentSkipListMap<>();
    private final AtomicLong changes = new AtomicLong();

    private record Holding(IamEntity entity, Supplier<List<ServiceAccess>> services) {}

    private IamAccount(IamNames names) {
        this.names = names;
    }

    public static IamAccount empty(String account) {
        return empty("aws", account);
    }

    public static IamAccount empty(String partition, String account) {
        return new IamAccount(new IamNames(partition, account));
    }

    public String account() {
        return names.account();
    }

    public IamNames names() {
        return names;
    }

    /** Grows with every change, so that what was found out can be kept until then. */
    public long changes() {
        return changes.get();
    }

    public IamAccount user(String name, UnaryOperator<IamEntityBuilder> with) {
        return put(EntityType.USER, name, with);
    }

    public IamAccount role(String name, UnaryOperator<IamEntityBuilder> with) {
        return put(EntityType.ROLE, name, with);
    }

    public IamAccount group(String name, UnaryOperator<IamEntityBuilder> with) {
        return put(EntityType.GROUP, name, with);
    }

    public IamAccount policy(String name, UnaryOperator<IamEntityBuilder> with) {
        return put(EntityType.POLICY, name, with);
    }

    private IamAccount put(EntityType type, String name, UnaryOperator<IamEntityBuilder> with) {
        var built = with.apply(new IamEntityBuilder(names, type, name));
        var services = built.services();
        return put(built.entity(), () -> services);
    }

    /** @param services drawn again on each request, always the same, in the order of their namespaces */
    public IamAccount put(IamEntity entity, Supplier<List<ServiceAccess>> services) {
        holdings.put(entity.arn(), new Holding(entity, services));
        changes.incrementAndGet();
        return this;
    }

    public void delete(String arn) {
        if (holdings.remove(arn) == null) {
            throw new IllegalArgumentException("no " + arn);
        }
        changes.incrementAndGet();
    }

    /** In the order of their ARNs. */
    public List<IamEntity> entities() {
        return holdings.values().stream().map(Holding::entity).toList();
    }

    public List<IamEntity> entities(EntityType type) {
        return entities().stream().filter(entity -> entity.type() == type).toList();
    }

    public Optional<IamEntity> findEntity(String arn) {
        return Optional.ofNullable(holdings.get(arn)).map(Holding::entity);
    }

    /** Names are unique whatever the path, as in IAM whatever the case. */
    public Optional<IamEntity> findEntity(EntityType type, String name) {
        return entities(type).stream()
                .filter(entity -> entity.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** What a report of this entity says, in the order of the namespaces. */
    public List<ServiceAccess> services(String arn) {
        return findServices(arn)
                .orElseThrow(() -> new IllegalArgumentException("no " + arn))
                .get();
    }

    public Optional<Supplier<List<ServiceAccess>>> findServices(String arn) {
        return Optional.ofNullable(holdings.get(arn)).map(Holding::services);
    }

    /** From the next job on, reports of this entity say this. Jobs that exist keep what they were made with. */
    public void change(String arn, UnaryOperator<List<ServiceAccess>> change) {
        var changed = holdings.computeIfPresent(arn, (key, holding) -> {
            var services = change.apply(holding.services().get()).stream()
                    .sorted(ServiceAccess.BY_NAMESPACE)
                    .toList();
            return new Holding(holding.entity(), () -> services);
        });
        if (changed == null) {
            throw new IllegalArgumentException("no " + arn);
        }
        changes.incrementAndGet();
    }

    /** A user or role accesses a service that it is allowed. */
    public void access(String arn, String namespace, Instant time, String region) {
        change(
                arn,
                services -> services.stream()
                        .map(service ->
                                service.namespace().equals(namespace) ? service.accessed(time, arn, region) : service)
                        .toList());
    }
}

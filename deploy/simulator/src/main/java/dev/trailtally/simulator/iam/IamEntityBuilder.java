package dev.trailtally.simulator.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts an entity and what it may use together: under "/", a few years old, allowed nothing, unless set otherwise. */
public final class IamEntityBuilder {

    private static final Instant LONG_AGO = Instant.parse("2023-05-01T08:00:00Z");

    private final IamNames names;
    private final EntityType type;
    private final String name;
    private final Map<String, String> tags = new TreeMap<>();
    private final List<UserKey> keys = new ArrayList<>();
    private final Map<String, Function<String, ServiceAccess>> services = new TreeMap<>();
    private String path = "/";
    private boolean awsManaged;
    private @Nullable String id;
    private Instant createDate = LONG_AGO;
    private @Nullable Instant passwordLastUsed;
    private int attachmentCount;

    IamEntityBuilder(IamNames names, EntityType type, String name) {
        this.names = names;
        this.type = type;
        this.name = name;
        this.attachmentCount = type == EntityType.POLICY ? 1 : 0;
    }

    public IamEntityBuilder path(String prefix) {
        path = prefix;
        return this;
    }

    public IamEntityBuilder id(String unique) {
        id = unique;
        return this;
    }

    /** A policy of AWS's own. */
    public IamEntityBuilder awsManaged() {
        awsManaged = true;
        return this;
    }

    public IamEntityBuilder createDate(Instant time) {
        createDate = time;
        return this;
    }

    public IamEntityBuilder passwordLastUsed(@Nullable Instant time) {
        passwordLastUsed = time;
        return this;
    }

    public IamEntityBuilder attachmentCount(int entities) {
        attachmentCount = entities;
        return this;
    }

    public IamEntityBuilder tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    public IamEntityBuilder key(UserKey key) {
        keys.add(key);
        return this;
    }

    /** Allowed, and accessed by the entity itself. */
    public IamEntityBuilder accessed(String namespace, Instant time, String region) {
        services.put(namespace, arn -> ServiceAccess.never(namespace).accessed(time, arn, region));
        return this;
    }

    /** Allowed, and never accessed. */
    public IamEntityBuilder never(String... namespaces) {
        for (var namespace : namespaces) {
            service(ServiceAccess.never(namespace));
        }
        return this;
    }

    public IamEntityBuilder service(ServiceAccess access) {
        services.put(access.namespace(), arn -> access);
        return this;
    }

    public IamEntity entity() {
        var unique = id == null ? IamNames.id(type, arn()) : id;
        return new IamEntity(
                type, name, path, arn(), unique, createDate, passwordLastUsed, attachmentCount, tags, keys);
    }

    List<ServiceAccess> services() {
        return services.values().stream().map(access -> access.apply(arn())).toList();
    }

    private String arn() {
        return awsManaged ? new IamNames(names.partition(), "aws").arn(type, path, name) : names.arn(type, path, name);
    }
}

package dev.trailtally.simulator.iam;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user, role, group or managed policy, as it is listed.
 *
 * @param path "/" or "/…/"
 * @param id such as AIDA…
 * @param passwordLastUsed of users; null for no password, or one never used
 * @param attachmentCount of policies
 * @param keys of users
 */
public record IamEntity(
        EntityType type,
        String name,
        String path,
        String arn,
        String id,
        Instant createDate,
        @Nullable Instant passwordLastUsed,
        int attachmentCount,
        Map<String, String> tags,
        List<UserKey> keys) {

    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,128}");
    private static final Pattern PATH = Pattern.compile("/|/[!-~]+/");

    public IamEntity {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name in IAM: " + name);
        }
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not a path in IAM: " + path);
        }
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        keys = List.copyOf(keys);
    }

    /** Whether it is a policy of AWS's own. */
    public boolean isAwsManaged() {
        return arn.contains(":iam::aws:");
    }
}

package dev.trailtally.collector.event;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Who called.
 *
 * @param key who it is, whatever the type: the ARN if there is one (of the role, for sessions), so that it joins with
 *     IAM; else a stable key
 * @param type userIdentity.type of the record; empty if there was none
 * @param displayName the short form
 */
public record Principal(String key, String type, String displayName) {

    private static final Pattern IAM_ARN = Pattern.compile("arn:[^:]*:iam::(\\d{12}):(user|role)/(?:.*/)?([^/]+)");
    private static final Pattern ROOT_ARN = Pattern.compile("arn:[^:]*:iam::(\\d{12}):root");
    private static final Pattern FEDERATED_ARN = Pattern.compile("arn:[^:]*:sts::(\\d{12}):federated-user/(.+)");

    public Principal {
        requireNonNull(type, "type is null");
        requireNonNull(displayName, "displayName is null");
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key is empty, type " + type);
        }
    }

    static Principal ofArn(String arn, String type) {
        var iam = IAM_ARN.matcher(arn);
        if (iam.matches()) {
            return new Principal(arn, type, iam.group(1) + ":" + iam.group(2) + "/" + iam.group(3));
        }
        var root = ROOT_ARN.matcher(arn);
        if (root.matches()) {
            return new Principal(arn, type, root.group(1) + ":root");
        }
        var federated = FEDERATED_ARN.matcher(arn);
        if (federated.matches()) {
            return new Principal(arn, type, federated.group(1) + ":federated-user/" + federated.group(2));
        }
        return new Principal(arn, type, arn);
    }

    static Principal ofKey(String key, String type) {
        return new Principal(key, type, key);
    }
}

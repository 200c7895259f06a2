package dev.trailtally.collector.cloudtrail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The members of a CloudTrail record that are read; the rest is skipped. Names: CloudTrail User Guide, record contents. */
public enum Field {
    EVENT_TIME("eventTime"),
    EVENT_SOURCE("eventSource"),
    EVENT_NAME("eventName"),
    EVENT_ID("eventID"),
    EVENT_TYPE("eventType"),
    EVENT_CATEGORY("eventCategory"),
    AWS_REGION("awsRegion"),
    SOURCE_IP_ADDRESS("sourceIPAddress"),
    USER_AGENT("userAgent"),
    ERROR_CODE("errorCode"),
    ERROR_MESSAGE("errorMessage"),
    RECIPIENT_ACCOUNT_ID("recipientAccountId"),
    READ_ONLY("readOnly"),
    MANAGEMENT_EVENT("managementEvent"),
    SHARED_EVENT_ID("sharedEventID"),
    ORIGINAL_EVENT_ID("addendum.originalEventID"),
    RESPONSE_ERROR_CODE("responseElements.errorCode"),
    RESPONSE_ERROR_MESSAGE("responseElements.errorMessage"),
    /** Any other member, if it says "Failure", as in sign-in events. */
    RESPONSE_FAILURE("responseElements.*"),
    SERVICE_EVENT_FAILURE("serviceEventDetails.*"),

    // Of Insight events, and of aggregated events.
    INSIGHT_SOURCE("insightDetails.eventSource"),
    INSIGHT_NAME("insightDetails.eventName"),
    AGGREGATED_ACCOUNT_ID("accountId"),
    AGGREGATED_EVENT_ID("eventId"),
    WINDOW_START("timeWindow.windowStart"),

    TYPE("userIdentity.type"),
    PRINCIPAL_ID("userIdentity.principalId"),
    ARN("userIdentity.arn"),
    ACCOUNT_ID("userIdentity.accountId"),
    ACCESS_KEY_ID("userIdentity.accessKeyId"),
    USER_NAME("userIdentity.userName"),
    INVOKED_BY("userIdentity.invokedBy"),
    IDENTITY_PROVIDER("userIdentity.identityProvider"),
    CREDENTIAL_ID("userIdentity.credentialId"),
    ON_BEHALF_OF_USER_ID("userIdentity.onBehalfOf.userId"),
    ON_BEHALF_OF_IDENTITY_STORE_ARN("userIdentity.onBehalfOf.identityStoreArn"),
    ISSUER_ARN("userIdentity.sessionContext.sessionIssuer.arn"),
    ISSUER_USER_NAME("userIdentity.sessionContext.sessionIssuer.userName"),

    // Members of envelopes around records.
    ACCOUNT("account"),
    MESSAGE("message"),
    DETAIL("detail"),
    DATA("data"),
    CLOUD_TRAIL_EVENT("CloudTrailEvent"),
    RECORDS("Records"),
    EVENTS("Events"),
    CLOUD_WATCH_EVENTS("events"),
    LOG_EVENTS("logEvents"),

    // Members that identify what by design is not an event.
    DIGEST_START_TIME("digestStartTime"),
    CONFIGURATION_ITEMS("configurationItems"),
    CONFIG_SNAPSHOT_ID("configSnapshotId");

    static final Node ROOT = new Node(new byte[0]);

    static {
        for (var field : values()) {
            Node node = ROOT;
            for (var name : field.path.split("\\.", -1)) {
                node = node.child(name);
            }
            node.field = field;
        }
    }

    private static final String ANY = "*";
    private static final byte[] FAILURE = "Failure".getBytes(StandardCharsets.US_ASCII);

    private final String path;
    private final boolean any;

    Field(String path) {
        this.path = path;
        this.any = path.endsWith(ANY);
    }

    /** Of members of any name, only those that say "Failure" count. */
    boolean admits(byte[] bytes, int from, int to) {
        return !any || Arrays.equals(FAILURE, 0, FAILURE.length, bytes, from, to);
    }

    /** One level of the members, found by the bytes of their names. */
    static final class Node {

        /** Many more than names, so that a name is found, or found missing, at once. */
        private static final int SLOTS = 512;

        private final byte[] name;
        private final @Nullable Node[] nodes = new Node[SLOTS];
        private boolean leaf = true;
        private @Nullable Field field;
        /** For members that have no node of their own. */
        private @Nullable Node any;

        private Node(byte[] name) {
            this.name = name;
        }

        @Nullable
        Field field() {
            return field;
        }

        boolean isLeaf() {
            return leaf;
        }

        @Nullable
        Node find(byte[] bytes, int from, int to) {
            for (int slot = slot(bytes, from, to); ; slot = (slot + 1) & (SLOTS - 1)) {
                var node = nodes[slot];
                if (node == null) {
                    return any;
                }
                if (Arrays.equals(node.name, 0, node.name.length, bytes, from, to)) {
                    return node;
                }
            }
        }

        private Node child(String name) {
            var bytes = name.getBytes(StandardCharsets.US_ASCII);
            int slot = slot(bytes, 0, bytes.length);
            leaf = false;
            if (name.equals(ANY)) {
                any = new Node(bytes);
                return any;
            }
            for (; ; slot = (slot + 1) & (SLOTS - 1)) {
                var node = nodes[slot];
                if (node == null) {
                    node = new Node(bytes);
                    nodes[slot] = node;
                }
                if (Arrays.equals(node.name, bytes)) {
                    return node;
                }
            }
        }

        private static int slot(byte[] bytes, int from, int to) {
            int length = to - from;
            if (length == 0) {
                return 0;
            }
            int hash = length * 31
                    + bytes[from] * 7
                    + bytes[from + length / 2] * 131
                    + bytes[to - (length > 1 ? 2 : 1)] * 17;
            return hash & SLOTS - 1;
        }
    }
}

package dev.trailtally.collector.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an object's path says of it, for account trails and organization trails at any prefix depth and for bare files.
 *
 * @param accountId null if the path names none
 * @param region null if the path names none; of the trail's folder, which says nothing of the records' regions
 * @param deliveredAt when CloudTrail delivered it, to the minute; null if the name does not say
 */
public record ObjectKey(
        Kind kind,
        @Nullable Long accountId,
        @Nullable String region,
        @Nullable Instant deliveredAt) {

    private static final String KINDS = "(?<kind>CloudTrail(?:-Digest|-Insight|-Aggregated)?|Config)";
    private static final Pattern FOLDERS =
            Pattern.compile(".*(?:^|/)(?<account>\\d{12})/" + KINDS + "/(?:(?<region>[a-z]+(?:-[a-z0-9]+)+)/)?.*");
    private static final Pattern NAME = Pattern.compile(
            "(?<account>\\d{12})_" + KINDS + "_(?<region>[a-z]+(?:-[a-z]+)*-[0-9][a-z0-9]{0,2})(?![a-z0-9]).*");
    private static final Pattern ACCOUNT_FOLDER = Pattern.compile(".*(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?(\\d{12})/.*");
    private static final Pattern LOG_ENDING = Pattern.compile("(?i)\\.(json|jsonl|ndjson|gz|gzip)$");
    private static final Pattern TIME =
            Pattern.compile("[_-](\\d{4})(\\d{2})(\\d{2})T(\\d{2})(\\d{2})(?:\\d{2})?Z?(?=[_.]|$)");

    /**
     * What an object holds, as far as its path says. CloudTrail User Guide: "Finding your CloudTrail log files" (folder
     * CloudTrail), "… Insights events" (CloudTrail-Insight), "Aggregating data events" (CloudTrail-Aggregated), "CloudTrail
     * digest file structure" (CloudTrail-Digest).
     */
    public enum Kind {
        LOG,
        DIGEST,
        INSIGHT,
        AGGREGATED,
        CONFIG,
        UNKNOWN;

        /** Whether such objects hold no events by design. An unknown one is read: its content decides. */
        public boolean ignored() {
            return switch (this) {
                case DIGEST, CONFIG -> true;
                case LOG, INSIGHT, AGGREGATED, UNKNOWN -> false;
            };
        }
    }

    public static ObjectKey parse(String uri) {
        var name = uri.substring(uri.lastIndexOf('/') + 1);
        var deliveredAt = deliveryTime(name);
        var folders = FOLDERS.matcher(uri);
        if (folders.matches()) {
            return new ObjectKey(
                    kind(folders.group("kind")),
                    Long.valueOf(folders.group("account")),
                    folders.group("region"),
                    deliveredAt);
        }
        var file = NAME.matcher(name);
        if (file.matches()) {
            return new ObjectKey(
                    kind(file.group("kind")), Long.valueOf(file.group("account")), file.group("region"), deliveredAt);
        }
        var account = ACCOUNT_FOLDER.matcher(uri);
        return new ObjectKey(
                Kind.UNKNOWN, account.matches() ? Long.valueOf(account.group(1)) : null, null, deliveredAt);
    }

    /** Whether the object's name is that of a log: CloudTrail's own, or with the ending of JSON, gzip or a log file. */
    public static boolean namesLog(String uri) {
        return LOG_ENDING.matcher(uri).find() || parse(uri).kind() == Kind.LOG;
    }

    private static Kind kind(String folder) {
        return switch (folder) {
            case "CloudTrail" -> Kind.LOG;
            case "CloudTrail-Digest" -> Kind.DIGEST;
            case "CloudTrail-Insight" -> Kind.INSIGHT;
            case "CloudTrail-Aggregated" -> Kind.AGGREGATED;
            case "Config" -> Kind.CONFIG;
            default -> Kind.UNKNOWN;
        };
    }

    private static @Nullable Instant deliveryTime(String name) {
        var time = TIME.matcher(name);
        if (!time.find()) {
            return null;
        }
        try {
            return LocalDateTime.of(
                            number(time.group(1)),
                            number(time.group(2)),
                            number(time.group(3)),
                            number(time.group(4)),
                            number(time.group(5)))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null; // 20231399T2561Z is a name like any other
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}

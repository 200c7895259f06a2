package dev.trailtally.simulator.s3;

import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Xml;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** ListObjectsV2: a page of keys in their order, those with a common prefix rolled up if there is a delimiter. */
record ObjectListing(String bucket, NavigableMap<String, LogObject> objects, Instant now) {

    private static final int MAX_PAGE = 1000;
    /** Sorts behind every character of a key. */
    private static final String BEHIND = "\uffff";

    String answer(Map<String, String> parameters) {
        var prefix = parameters.getOrDefault("prefix", "");
        var delimiter = parameters.getOrDefault("delimiter", "");
        var size = maxKeys(parameters);
        var xml = opened(parameters, prefix, delimiter, size);
        var after = after(parameters);
        var count = 0;
        for (var key = next(prefix, after); key != null; key = next(prefix, after)) {
            if (count == size) {
                xml.element("IsTruncated", "true").element("NextContinuationToken", token(after));
                return xml.element("KeyCount", count).document();
            }
            var end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (end < 0) {
                contents(xml, key);
                after = key;
            } else {
                var common = key.substring(0, end + delimiter.length());
                xml.open("CommonPrefixes").element("Prefix", common).close();
                after = common + BEHIND;
            }
            count++;
        }
        return xml.element("IsTruncated", "false").element("KeyCount", count).document();
    }

    private Xml opened(Map<String, String> parameters, String prefix, String delimiter, int size) {
        var xml = new Xml()
                .open("ListBucketResult", "http://s3.amazonaws.com/doc/2006-03-01/")
                .element("Name", bucket)
                .element("Prefix", prefix)
                .element("MaxKeys", size);
        if (!delimiter.isEmpty()) {
            xml.element("Delimiter", delimiter);
        }
        if (parameters.getOrDefault("encoding-type", "").equals("url")) {
            // No key here has a character that this would change.
            xml.element("EncodingType", "url");
        }
        return xml;
    }

    private static int maxKeys(Map<String, String> parameters) {
        try {
            return Math.clamp(Integer.parseInt(parameters.getOrDefault("max-keys", "1000")), 0, MAX_PAGE);
        } catch (NumberFormatException e) {
            throw AwsException.badRequest("InvalidArgument", "max-keys is not a number");
        }
    }

    private static String after(Map<String, String> parameters) {
        var token = parameters.get("continuation-token");
        if (token == null) {
            return parameters.getOrDefault("start-after", "");
        }
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AwsException.badRequest("InvalidArgument", "The continuation token provided is incorrect");
        }
    }

    private static String token(String after) {
        return Base64.getEncoder().encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    /** The first delivered key of the prefix behind the other key. */
    private @Nullable String next(String prefix, String after) {
        var rest = prefix.compareTo(after) > 0 ? objects.tailMap(prefix, true) : objects.tailMap(after, false);
        for (var entry : rest.entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                return null;
            }
            if (!entry.getValue().deliveredAt().isAfter(now)) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void contents(Xml xml, String key) {
        var object = objects.get(key);
        if (object != null) {
            var facts = object.facts();
            xml.open("Contents")
                    .element("Key", key)
                    .element("LastModified", object.deliveredAt())
                    .element("ETag", facts.etag())
                    .element("Size", facts.size())
                    .element("StorageClass", "STANDARD")
                    .close();
        }
    }
}

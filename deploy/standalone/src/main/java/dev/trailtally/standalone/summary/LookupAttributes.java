package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.LookupAttributeKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The attributes of LookupEvents as CloudTrail writes them, such as AccessKeyId. */
public final class LookupAttributes {

    private static final String PREFIX = "LOOKUP_ATTRIBUTE_KEY_";

    private LookupAttributes() {}

    /** All names, for people. */
    public static String names() {
        return Arrays.stream(LookupAttributeKey.values())
                .filter(LookupAttributes::known)
                .map(LookupAttributes::name)
                .collect(Collectors.joining(", "));
    }

    /** The attribute with a name, ignoring case. */
    public static Optional<LookupAttributeKey> find(String name) {
        return Arrays.stream(LookupAttributeKey.values())
                .filter(LookupAttributes::known)
                .filter(key -> name(key).equalsIgnoreCase(name))
                .findFirst();
    }

    /** ACCESS_KEY_ID becomes AccessKeyId. */
    public static String name(LookupAttributeKey key) {
        return Arrays.stream(key.name().replace(PREFIX, "").split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static boolean known(LookupAttributeKey key) {
        return key != LookupAttributeKey.UNRECOGNIZED && key != LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_UNSPECIFIED;
    }
}

package dev.trailtally.standalone.summary;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.OrganizationAccounts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers and times are written for people. */
public final class Format {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Format() {}

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    public static String count(long number, String noun, String plural) {
        return number(number) + " " + (number == 1 ? noun : plural);
    }

    public static String time(boolean present, Timestamp time) {
        return present ? TIME.format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos())) : "-";
    }

    public static String percent(long part, long whole) {
        return whole == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /**
     * Which accounts a scan asks.
     *
     * @param organizationWide whether it asks the accounts of the organization
     * @param named how many accounts were named
     */
    static String accounts(boolean organizationWide, OrganizationAccounts organization, int named) {
        var where = organizationWide
                ? "the accounts of the organization"
                : named == 0 ? "the caller's account" : count(named, "account");
        var units = organization.getOrganizationalUnitsList();
        return where + (units.isEmpty() ? "" : " under " + String.join(", ", units));
    }
}

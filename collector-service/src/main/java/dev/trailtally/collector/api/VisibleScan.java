package dev.trailtally.collector.api;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.trailtally.collector.scan.ScanProgress;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.server.caller.VisibleAccounts;
import dev.trailtally.server.database.Sql;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A scan that a caller may see.
 *
 * @param accounts those that the caller may see now
 * @param hiddenAccounts how many others the scan has
 */
record VisibleScan(ScanProgress progress, VisibleAccounts accounts, long hiddenAccounts) {

    private static final String HIDDEN = "************";

    UUID scanId() {
        return progress.scan().scanId();
    }

    /** The accounts that the caller may see, as an array of SQL; empty if they are all. */
    String visible() {
        return accounts.all()
                ? ""
                : Arrays.stream(requireNonNull(accounts.ids()))
                        .mapToObj(Long::toString)
                        .collect(joining(",", "{", "}"));
    }

    /** The scan and the accounts that the caller may see, null if they are all, for statements. */
    Map<String, Object> binds() {
        return Map.of("scan_id", scanId(), "visible", accounts.all() ? Sql.noArray("_int8") : ids(accounts));
    }

    /** The accounts that are visible if not all are. */
    static Sql.Array ids(VisibleAccounts accounts) {
        return Sql.array("bigint", Arrays.stream(requireNonNull(accounts.ids())).boxed());
    }

    /** The scan's message without other accounts. */
    dev.trailtally.collector.v1.Scan shown(dev.trailtally.collector.v1.Scan message) {
        if (accounts.all()) {
            return message;
        }
        var shown = accounts.masked(message).toBuilder()
                .setHiddenAccountCount(hiddenAccounts)
                .setSource(shown(message.getSource()))
                .clearAccountIds()
                .addAllAccountIds(shown(message.getAccountIdsList()));
        var owner = progress.scan().owner();
        if (owner != null && !accounts.contains(owner.accountId())) {
            shown.clearOwner();
        }
        return shown.build();
    }

    private Source shown(Source source) {
        var shown = source.toBuilder();
        switch (source.getKindCase()) {
            case LOOKUP -> {
                var lookup = shown.getLookupBuilder();
                if (lookup.hasOrganization()) {
                    lookup.setOrganization(shown(lookup.getOrganization()));
                }
                if (lookup.hasAttribute()) {
                    var attribute = lookup.getAttributeBuilder();
                    attribute.setValue(shown(attribute.getValue()));
                }
            }
            case LAST_ACCESSED -> {
                var lastAccessed = shown.getLastAccessedBuilder();
                if (lastAccessed.hasOrganization()) {
                    lastAccessed.setOrganization(shown(lastAccessed.getOrganization()));
                }
                var arns = shown(lastAccessed.getArnsList());
                lastAccessed.clearArns().addAllArns(arns);
            }
            case FOLDER, S3, KIND_NOT_SET -> {}
        }
        return shown.build();
    }

    private OrganizationAccounts shown(OrganizationAccounts organization) {
        return organization.toBuilder()
                .clearExcludeAccountIds()
                .addAllExcludeAccountIds(shown(organization.getExcludeAccountIdsList()))
                .build();
    }

    private List<String> shown(List<String> texts) {
        return texts.stream().map(this::shown).toList();
    }

    /** Left out, an account of the request would make an empty list, which stands for all. */
    private String shown(String text) {
        return accounts.masked(text).equals(text) ? text : HIDDEN;
    }
}

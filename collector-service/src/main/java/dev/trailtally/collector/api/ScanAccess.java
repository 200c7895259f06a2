package dev.trailtally.collector.api;

import com.google.rpc.Code;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.scan.LogSources;
import dev.trailtally.collector.scan.ScanRequest;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.caller.VisibleAccounts;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Which scans may be created: of sources that the configuration allows, and of accounts that the caller may see. */
@Singleton
final class ScanAccess {

    private static final String AWS_MANAGED = "aws";
    private static final int PARTS_OF_ARN = 6;
    private static final int ACCOUNT_OF_ARN = 4;

    private final LogSources sources;
    private final VisibleScans visible;
    private final AllowedNames buckets;
    private final AllowedNames roles;

    ScanAccess(LogSources sources, VisibleScans visible, CollectorConfiguration configuration) {
        this.sources = sources;
        this.visible = visible;
        this.buckets = new AllowedNames(configuration.allowedBuckets());
        this.roles = new AllowedNames(configuration.allowedRoles());
    }

    /** The checked request. */
    ScanRequest admit(CreateScanRequest request, Instant now) {
        var accounts = visible.accounts();
        checkKind(accounts, request);
        var asked = ScanRequests.scan(request, sources, now);
        checkAccounts(accounts, asked);
        checkSource(asked);
        return asked;
    }

    /** Before the folder is looked at: its existence is no business of such a caller. */
    private static void checkKind(VisibleAccounts accounts, CreateScanRequest request) {
        switch (request.getSource().getKindCase()) {
            case FOLDER, S3 -> accounts.checkAll("a scan of log files");
            case LOOKUP, LAST_ACCESSED, KIND_NOT_SET -> {}
        }
    }

    private static void checkAccounts(VisibleAccounts accounts, ScanRequest asked) {
        if (accounts.all()) {
            return;
        }
        accounts.check(ids(asked.filter().accountIds()));
        switch (asked.source()) {
            case ScanSource.Folder folder -> accounts.checkAll("a scan of log files");
            case ScanSource.Bucket bucket -> accounts.checkAll("a scan of log files");
            case ScanSource.Lookup lookup ->
                checkAccounts(
                        accounts,
                        asked,
                        lookup.settings().hasOrganization(),
                        lookup.settings().getOrganization());
            case ScanSource.LastAccessed lastAccessed -> {
                var settings = lastAccessed.settings();
                checkEntities(accounts, settings);
                checkAccounts(accounts, asked, settings.hasOrganization(), settings.getOrganization());
            }
        }
    }

    private static void checkAccounts(
            VisibleAccounts accounts, ScanRequest asked, boolean ofOrganization, OrganizationAccounts organization) {
        if (!ofOrganization) {
            if (asked.filter().accountIds().isEmpty()) {
                accounts.checkAll("a scan of the collector's own account");
            }
            return;
        }
        if (organization.getOrganizationalUnitsCount() == 0) {
            accounts.checkAll("a scan of the organization");
        }
        for (var unit : organization.getOrganizationalUnitsList()) {
            if (!accounts.containsUnit(unit)) {
                throw RpcErrors.failure(
                        Code.NOT_FOUND,
                        "UNKNOWN_ORGANIZATIONAL_UNIT",
                        "there is no organizational unit \"%s\" among those of the caller".formatted(unit),
                        Map.of("organizational_unit", unit));
            }
        }
        accounts.check(organization.getExcludeAccountIdsList().stream()
                .mapToLong(Long::parseLong)
                .toArray());
    }

    private static void checkEntities(VisibleAccounts accounts, LastAccessedSource settings) {
        if (settings.hasOrganizationsReport()) {
            accounts.checkAll("a report of the organization");
        }
        accounts.check(settings.getArnsList().stream()
                .map(arn -> arn.split(":", PARTS_OF_ARN)[ACCOUNT_OF_ARN])
                .filter(account -> !account.equals(AWS_MANAGED))
                .mapToLong(Long::parseLong)
                .toArray());
    }

    private void checkSource(ScanRequest asked) {
        switch (asked.source()) {
            case ScanSource.Folder folder -> {} // checked by its path
            case ScanSource.Bucket bucket -> checkBucket(bucket.prefix().bucket());
            case ScanSource.Lookup lookup -> {
                if (lookup.settings().hasRole()) {
                    checkRole(
                            asked,
                            lookup.settings().getRole(),
                            lookup.settings().hasOrganization());
                }
            }
            case ScanSource.LastAccessed lastAccessed -> {
                var settings = lastAccessed.settings();
                if (settings.hasRole()) {
                    checkRole(asked, settings.getRole(), settings.hasOrganization());
                }
            }
        }
    }

    private void checkBucket(String bucket) {
        if (!buckets.admits(bucket)) {
            throw RpcErrors.failure(
                    Code.PERMISSION_DENIED,
                    "BUCKET_NOT_ALLOWED",
                    "this collector may not read the bucket " + bucket
                            + ". Add it to collector.allowed-buckets (COLLECTOR_ALLOWED_BUCKETS) and restart the collector.",
                    Map.of("bucket", bucket, "setting", "collector.allowed-buckets"));
        }
    }

    private void checkRole(ScanRequest asked, AssumedRole role, boolean ofOrganization) {
        var accounts = ofOrganization ? Set.<Long>of() : asked.filter().accountIds();
        if (!roles.admitsRole(role.getRoleName(), accounts)) {
            throw RpcErrors.failure(
                    Code.PERMISSION_DENIED,
                    "ROLE_NOT_ALLOWED",
                    "this collector may not assume the role " + role.getRoleName()
                            + ". Add it to collector.allowed-roles (COLLECTOR_ALLOWED_ROLES) and restart the collector.",
                    Map.of("role_name", role.getRoleName(), "setting", "collector.allowed-roles"));
        }
    }

    private static long[] ids(Set<Long> accountIds) {
        return accountIds.stream().mapToLong(Long::longValue).toArray();
    }
}

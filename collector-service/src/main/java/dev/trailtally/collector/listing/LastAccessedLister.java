package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LastAccessedSource;
import jakarta.inject.Singleton;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listing of last-accessed data has besides its accounts: the organization's tree, its unit, and ARNs of
 * accounts outside of the scan.
 */
@Singleton
public final class LastAccessedLister {

    private static final Logger LOG = LoggerFactory.getLogger(LastAccessedLister.class);

    private final Accounts accounts;
    private final AccountSessions sessions;
    private final ScanListings listings;
    private final UnitListings units;
    private final OrganizationCharts charts;

    public LastAccessedLister(
            Accounts accounts,
            AccountSessions sessions,
            ScanListings listings,
            UnitListings units,
            OrganizationCharts charts) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.listings = listings;
        this.units = units;
        this.charts = charts;
    }

    /** After all accounts; returns whether the listing is still held. */
    public boolean list(ScanListings.Claim claim, LastAccessedSource source) throws InterruptedException {
        if (source.hasOrganization()) {
            chart(claim);
        }
        reportUnscanned(claim, source);
        return !source.hasOrganizationsReport() || addOrganization(claim);
    }

    /** Reads the organization's tree, so that reports about an organizational unit can be requested. */
    private void chart(ScanListings.Claim claim) throws InterruptedException {
        try {
            charts.store(accounts.chart());
        } catch (SourceException e) {
            if (e.code().equals(SourceException.INTERRUPTED)) {
                throw new InterruptedException();
            }
            LOG.warn(
                    "scan {}: the place of its accounts in the organization is not known: {}",
                    claim.scan().scanId(),
                    e.code());
            listings.addFailure(claim.scan(), "organization", e);
        }
    }

    /** An ARN is looked for in its own account, which may not be one of the scan. */
    private void reportUnscanned(ScanListings.Claim claim, LastAccessedSource source) {
        var arnOfAccount = new TreeMap<Long, String>();
        for (var arn : source.getArnsList()) {
            var account = arn.split(":", 6)[4];
            if (!account.equals("aws")) {
                arnOfAccount.putIfAbsent(Long.valueOf(account), arn);
            }
        }
        arnOfAccount.keySet().removeAll(units.accounts(claim.scan()));
        arnOfAccount.forEach((account, arn) -> listings.addFailure(
                claim.scan(),
                arn,
                new SourceException(
                        "ACCOUNT_NOT_SCANNED",
                        "account " + ScannedAccount.digits(account) + " of this ARN is not one of the scan",
                        "Add the account to the scan, or leave its ARNs out.")));
    }

    /** Last of all: its default is a report of each account of the scan. */
    private boolean addOrganization(ScanListings.Claim claim) throws InterruptedException {
        try {
            long caller = TransientRetry.call(() -> false, sessions::callerAccount);
            return units.addOrganization(claim, new ScannedAccount(caller, null));
        } catch (SourceException e) {
            listings.addFailure(claim.scan(), "organization", e);
            return true;
        }
    }
}

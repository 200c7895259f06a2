package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.util.List;

/** Receives the accounts of a selection while they are listed. */
public interface AccountListing {

    /** At least one account; each account is passed once. */
    void accounts(List<ScannedAccount> accounts) throws InterruptedException;

    /** An included account that will not be scanned, and why. */
    void missing(long accountId, SourceException reason) throws InterruptedException;

    /** An organizational unit, by the requested id or name, whose accounts are incomplete, and why. */
    void unlisted(String organizationalUnit, SourceException reason) throws InterruptedException;
}

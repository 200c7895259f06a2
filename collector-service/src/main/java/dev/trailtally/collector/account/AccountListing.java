package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.util.List;

/** Takes in the accounts of a selection while they are listed. */
public interface AccountListing {

    /** Some accounts, never none, each handed over once. */
    void accounts(List<ScannedAccount> accounts) throws InterruptedException;

    /** An included account that will not be scanned, and why. */
    void missing(long accountId, SourceException reason) throws InterruptedException;

    /** An organizational unit, by the id or name it was asked for with, whose accounts are not all handed over, and why. */
    void unlisted(String organizationalUnit, SourceException reason) throws InterruptedException;
}

package dev.trailtally.standalone.plot;

import dev.trailtally.report.v1.AccountChartTotals;
import dev.trailtally.standalone.summary.Format;
import org.jspecify.annotations.Nullable;

/**
 * The pictures drawn of an account.
 *
 * @param pictures how many files
 * @param principalsLeftOut principals without their own picture
 */
public record AccountPictures(long pictures, long principalsLeftOut) {

    static final AccountPictures NONE = new AccountPictures(0, 0);

    /**
     * The pictures in one format.
     *
     * @param totals the last message; null if it did not arrive
     */
    static AccountPictures of(String accountId, long pictures, @Nullable AccountChartTotals totals) {
        if (totals == null) {
            throw new IllegalStateException("The pictures of " + accountId + " ended before their totals; ask again.");
        }
        return new AccountPictures(pictures, totals.getPrincipalCount() - totals.getDrawnPrincipalCount());
    }

    AccountPictures plus(AccountPictures more) {
        return new AccountPictures(pictures + more.pictures, Math.max(principalsLeftOut, more.principalsLeftOut));
    }

    /** A text for people. */
    public String text() {
        return Format.count(pictures, "picture")
                + (principalsLeftOut == 0
                        ? ""
                        : ", none of their own for the " + Format.count(principalsLeftOut, "principal")
                                + " with the fewest events");
    }
}

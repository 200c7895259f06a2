package dev.trailtally.simulator.iam.query;

/**
 * A call that is not allowed.
 *
 * @param account whose callers, or "*"
 * @param action such as ListGroups, or "*"
 */
public record Denial(String account, String action) {

    boolean covers(String calling, String called) {
        return (account.equals("*") || account.equals(calling)) && (action.equals("*") || action.equals(called));
    }
}

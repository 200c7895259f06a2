package dev.trailtally.simulator.iam;

import java.time.Instant;

/**
 * What to make up for an account: always the same for the same plan and account.
 *
 * @param policies of the account's own
 * @param awsPolicies attached ones of AWS
 * @param services that each entity is allowed
 * @param neverAccessed the share of them that it never used
 * @param now nothing is later than four hours before
 */
public record IamPlan(
        long seed,
        int users,
        int roles,
        int groups,
        int policies,
        int awsPolicies,
        int services,
        double neverAccessed,
        Instant now) {

    public IamPlan {
        if (users < 0 || roles < 0 || groups < 0 || policies < 0 || awsPolicies < 0) {
            throw new IllegalArgumentException("fewer than none of users, roles, groups or policies");
        }
        if (services < 0 || services > 5000) {
            throw new IllegalArgumentException("services is not from 0 to 5000: " + services);
        }
        if (!(neverAccessed >= 0 && neverAccessed <= 1)) {
            throw new IllegalArgumentException("neverAccessed is not from 0 to 1: " + neverAccessed);
        }
    }

    /** This many entities in all, half of them roles; most of what they are allowed is never used, as in reality. */
    public static IamPlan of(long seed, int entities, int services, Instant now) {
        var users = entities * 3 / 10;
        var groups = entities / 20;
        var policies = entities * 3 / 20;
        return new IamPlan(seed, users, entities - users - groups - policies, groups, policies, 0, services, 0.7, now);
    }

    public IamPlan withAwsPolicies(int attached) {
        return new IamPlan(seed, users, roles, groups, policies, attached, services, neverAccessed, now);
    }
}

package dev.trailtally.simulator.iam;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The IAM of every account; an account's is made on first request, and kept. */
public final class Iam {

    private final Map<String, IamAccount> accounts = new ConcurrentHashMap<>();
    private final Function<String, IamAccount> make;

    private Iam(Function<String, IamAccount> make) {
        this.make = make;
    }

    /** Accounts that are not given have no users or roles. */
    public static Iam of(IamAccount... given) {
        var iam = lazily(IamAccount::empty);
        Arrays.stream(given).forEach(account -> iam.accounts.put(account.account(), account));
        return iam;
    }

    public static Iam lazily(Function<String, IamAccount> make) {
        return new Iam(make);
    }

    /** Every account is made up by the same plan, and each differs. */
    public static Iam generated(IamPlan plan) {
        return generated("aws", plan);
    }

    public static Iam generated(String partition, IamPlan plan) {
        return lazily(account -> GeneratedAccount.of(plan, new IamNames(partition, account)));
    }

    public IamAccount account(String account) {
        return accounts.computeIfAbsent(account, make);
    }
}

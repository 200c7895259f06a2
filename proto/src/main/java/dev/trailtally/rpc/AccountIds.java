package dev.trailtally.rpc;

import com.google.rpc.Code;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Account ids: 12 digits in the contract, numbers in the tables. */
public final class AccountIds {

    private static final Pattern TWELVE_DIGITS = Pattern.compile("[0-9]{12}");
    private static final int MAX_COUNT = 10_000;

    private AccountIds() {}

    public static boolean isValid(String text) {
        return TWELVE_DIGITS.matcher(text).matches();
    }

    public static long parse(String field, String accountId) {
        if (!isValid(accountId)) {
            throw RpcErrors.invalidArgument(
                    field,
                    "\"%s\" is not an account id; exactly 12 digits are required"
                            .formatted(RpcErrors.brief(accountId)));
        }
        return Long.parseLong(accountId);
    }

    public static long[] parse(String field, List<String> accountIds) {
        if (accountIds.size() > MAX_COUNT) {
            throw RpcErrors.invalidArgument(
                    field, "%d accounts; at most %d are allowed".formatted(accountIds.size(), MAX_COUNT));
        }
        var ids = new long[accountIds.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = parse("%s[%d]".formatted(field, i), accountIds.get(i));
        }
        return ids;
    }

    /** The error of an account that does not exist, and of one that the caller may not see. */
    public static RuntimeException unknown(long accountId) {
        var digits = format(accountId);
        return RpcErrors.failure(
                Code.NOT_FOUND,
                "UNKNOWN_ACCOUNT",
                "nothing was ever collected from account " + digits,
                Map.of("account_id", digits));
    }

    public static String format(long accountId) {
        var digits = Long.toString(accountId);
        return "0".repeat(Math.max(0, 12 - digits.length())) + digits;
    }
}

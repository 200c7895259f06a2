package dev.trailtally.simulator.event;

import dev.trailtally.simulator.record.JsonBytes;
import java.util.List;
import java.util.Locale;

/** The users and roles that made-up events name, the same in every account. */
public final class Principals {

    public static final List<String> USERS =
            List.of("deploy-bot", "alice", "backup", "bob.smith", "terraform", "carol");
    public static final List<String> ROLES =
            List.of("ci-deploy", "Admin", "ReadOnly", "app-server", "AWSServiceRoleForConfig", "data-pipeline");
    /** The user that signs federated users in. */
    public static final String FEDERATOR = "federator";

    private Principals() {}

    public static String userId(String name) {
        return "AIDA" + number(name);
    }

    public static String roleId(String name) {
        return "AROA" + number(name);
    }

    /** A user has two keys for good. */
    public static String accessKeyId(String account, String user, int number) {
        return "AKIA" + letters(Long.parseLong(account), user + "/" + number);
    }

    static String number(String name) {
        return "J45Q7YFFAREX"
                + Integer.toString(Math.floorMod(name.hashCode(), 46_000) + 1_000_000, 36)
                        .toUpperCase(Locale.ROOT);
    }

    static String letters(long seed, String who) {
        return JsonBytes.letters(Seed.random(seed, who.hashCode()), JsonBytes.UPPER_AND_DIGITS, 16);
    }
}

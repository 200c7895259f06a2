package dev.trailtally.simulator.iam;

import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.record.JsonBytes;

/** ARNs and ids of the things of one account. */
public record IamNames(String partition, String account) {

    public String arn(EntityType type, String path, String name) {
        return "arn:" + partition + ":iam::" + account + ":" + type.resource() + path + name;
    }

    public String awsManaged(String name) {
        return "arn:" + partition + ":iam::aws:policy/" + name;
    }

    /** Such as AIDA…, always the same for the same ARN. */
    public static String id(EntityType type, String arn) {
        return type.idPrefix() + letters(arn, 17);
    }

    /** Such as AKIA…, always the same for the same user and number. */
    public static String accessKeyId(String userArn, int number) {
        return "AKIA" + letters(userArn + "#" + number, 16);
    }

    private static String letters(String text, int count) {
        var random = Seed.random(text.chars().asLongStream().reduce(0, Seed::mix), 0);
        return JsonBytes.letters(random, JsonBytes.UPPER_AND_DIGITS, count);
    }
}

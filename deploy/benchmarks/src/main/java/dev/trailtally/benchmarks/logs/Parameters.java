package dev.trailtally.benchmarks.logs;

import dev.trailtally.simulator.record.JsonBytes;
import java.util.SplittableRandom;

/** Writes requestParameters, responseElements and additionalEventData: nested, of varying size, with escaped strings. */
final class Parameters {

    private final JsonBytes json;
    private final SplittableRandom random;

    Parameters(JsonBytes json, SplittableRandom random) {
        this.json = json;
        this.random = random;
    }

    void write(Call call) {
        var name = call.action().eventName();
        if (name.equals("ConsoleLogin")) {
            consoleLogin(call);
        } else if (name.startsWith("AssumeRole")) {
            assumeRole(call);
        } else if (call.action().service().equals("s3") && call.action().data()) {
            object(call);
        } else if (call.action().service().equals("kms")) {
            encryptionContext(call);
        } else if (name.contains("Policy") && !call.action().readOnly()) {
            policy(call);
        } else if (call.action().readOnly()) {
            query();
        } else {
            change(call);
        }
    }

    private void consoleLogin(Call call) {
        json.raw("\"requestParameters\":null,\"responseElements\":{");
        json.field("ConsoleLogin", call.failed() ? "Failure" : "Success");
        json.raw(
                "},\"additionalEventData\":{\"LoginTo\":\"https://console.aws.amazon.com/console/home?hashArgs=%23&state=");
        json.token(random, JsonBytes.ALPHANUMERIC, 60).raw("\",\"MobileVersion\":\"No\",\"MFAUsed\":\"Yes\"},");
    }

    private void assumeRole(Call call) {
        json.raw("\"requestParameters\":{\"roleArn\":\"arn:aws:iam::")
                .raw(call.account().id());
        json.raw(":role/target-")
                .number(random.nextInt(40))
                .raw("\",\"roleSessionName\":\"session-")
                .number(random.nextInt(1000));
        json.raw("\",\"durationSeconds\":3600},");
        if (call.failed()) {
            json.raw("\"responseElements\":null,");
            return;
        }
        json.raw("\"responseElements\":{\"credentials\":{\"accessKeyId\":\"ASIA")
                .token(random, JsonBytes.UPPER_AND_DIGITS, 16);
        json.raw("\",\"sessionToken\":\"").token(random, JsonBytes.BASE64, 340).raw("==\",\"expiration\":");
        json.instant(call.epochSecond() + 3600).raw("},\"assumedRoleUser\":{\"assumedRoleId\":\"AROA");
        json.token(random, JsonBytes.UPPER_AND_DIGITS, 16)
                .raw(":session\",\"arn\":\"arn:aws:sts::")
                .raw(call.account().id());
        json.raw(":assumed-role/target/session\"}},");
    }

    private void object(Call call) {
        var bucket = "data-" + call.account().id() + "-" + random.nextInt(12);
        json.raw("\"requestParameters\":{").field("bucketName", bucket);
        json.raw(",\"Host\":\"")
                .raw(bucket)
                .raw(".s3.")
                .raw(call.region())
                .raw(".amazonaws.com\",\"key\":\"events/dt=");
        json.number(random.nextInt(20_250_101, 20_251_231)).raw("/part-").token(random, JsonBytes.HEX, 32);
        json.raw(".snappy.parquet\",\"x-id\":").text(call.action().eventName()).raw("},");
        json.raw("\"responseElements\":");
        if (call.action().readOnly() || call.failed()) {
            json.raw("null");
        } else {
            json.raw("{\"x-amz-server-side-encryption\":\"aws:kms\",\"x-amz-version-id\":\"");
            json.token(random, JsonBytes.ALPHANUMERIC, 32).raw("\"}");
        }
        json.raw(
                ",\"additionalEventData\":{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\",");
        json.raw("\"bytesTransferredIn\":")
                .number(random.nextInt(4_000_000))
                .raw(",\"AuthenticationMethod\":\"AuthHeader\",");
        json.raw("\"x-amz-id-2\":\"").token(random, JsonBytes.BASE64, 75).raw("=\",\"bytesTransferredOut\":");
        json.number(random.nextInt(4_000_000)).raw("},");
    }

    private void encryptionContext(Call call) {
        json.raw("\"requestParameters\":{\"keyId\":\"arn:aws:kms:")
                .raw(call.region())
                .raw(":")
                .raw(call.account().id());
        json.raw(":key/").token(random, JsonBytes.HEX, 32).raw("\",\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",");
        json.raw("\"encryptionContext\":{\"aws:lambda:FunctionArn\":\"arn:aws:lambda:")
                .raw(call.region())
                .raw(":");
        json.raw(call.account().id())
                .raw(":function:orders-")
                .number(random.nextInt(60))
                .raw("\",\"tenant\":");
        json.text("“%d” \\ team\t%d".formatted(random.nextInt(100), random.nextInt(100)))
                .raw("}},\"responseElements\":null,");
    }

    /** A policy document is JSON within a JSON string: every quote in it is escaped. */
    private void policy(Call call) {
        var document = new StringBuilder("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [");
        for (var i = random.nextInt(1, 5); i > 0; i--) {
            document.append(
                            "\n    {\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"], \"Resource\": ")
                    .append("\"arn:aws:s3:::data-")
                    .append(random.nextInt(1000))
                    .append("/*\"},");
        }
        document.setLength(document.length() - 1);
        json.raw("\"requestParameters\":{")
                .field("policyDocument", document.append("\n  ]\n}").toString());
        json.raw(",")
                .field("policyName", "policy-" + random.nextInt(100))
                .raw(",")
                .field("roleName", call.caller().name());
        json.raw("},\"responseElements\":null,");
    }

    private void query() {
        json.raw("\"requestParameters\":{\"maxResults\":").number(random.nextInt(1, 1000));
        json.raw(",\"filterSet\":{\"items\":[");
        for (var i = random.nextInt(3); i >= 0; i--) {
            json.raw("{\"name\":\"tag:kubernetes.io/cluster/prod-").number(random.nextInt(9));
            json.raw("\",\"valueSet\":{\"items\":[{\"value\":\"i-0").token(random, JsonBytes.HEX, 16);
            json.raw(i == 0 ? "\"}]}}" : "\"}]}},");
        }
        json.raw("]}");
        if (random.nextInt(5) == 0) {
            json.raw(",\"nextToken\":\"")
                    .token(random, JsonBytes.BASE64, random.nextInt(40, 400))
                    .raw("\"");
        }
        json.raw("},\"responseElements\":null,");
    }

    /** Mostly a few hundred bytes; one in 32 is a definition of several kilobytes. */
    private void change(Call call) {
        var entries = random.nextInt(32) == 0 ? random.nextInt(20, 80) : random.nextInt(1, 6);
        json.raw("\"requestParameters\":{\"name\":\"service-")
                .number(random.nextInt(500))
                .raw("\",\"clientToken\":")
                .uuid(random);
        json.raw(",\"containerDefinitions\":[{\"essential\":true,\"cpu\":256,\"image\":\"registry/app:")
                .number(random.nextInt(5000));
        json.raw("\",\"environment\":[");
        for (var i = entries; i > 0; i--) {
            json.raw("{\"name\":\"SETTING_").number(i).raw("\",\"value\":\"").token(random, JsonBytes.ALPHANUMERIC, 24);
            json.raw(i == 1 ? "\"}" : "\"},");
        }
        json.raw("]}],\"tags\":[{\"key\":\"cost-center\",\"value\":\"")
                .number(random.nextInt(90))
                .raw("\"}]},");
        if (call.failed()) {
            json.raw("\"responseElements\":null,");
            return;
        }
        json.raw("\"responseElements\":{\"resource\":{\"arn\":\"arn:aws:")
                .raw(call.action().service())
                .raw(":")
                .raw(call.region());
        json.raw(":")
                .raw(call.account().id())
                .raw(":resource/")
                .token(random, JsonBytes.HEX, 32)
                .raw("\",\"status\":\"ACTIVE\",");
        json.raw("\"createdAt\":")
                .instant(call.epochSecond())
                .raw(",\"revision\":")
                .number(random.nextInt(900))
                .raw(",\"limits\":[1,2.5e3,-7]}},");
    }
}

package dev.trailtally.simulator.protocol;

import dev.trailtally.simulator.http.Reply;
import java.util.HashMap;
import java.util.Map;

/** How a service writes its answers and its refusals. */
public enum Protocol {
    /** AWS JSON 1.1: CloudTrail, Organizations. */
    JSON("application/x-amz-json-1.1", "x-amzn-RequestId"),
    /** REST with JSON: Account. */
    REST_JSON("application/json", "x-amzn-RequestId"),
    /** Form parameters and XML: STS, IAM. */
    QUERY("text/xml", "x-amzn-RequestId"),
    /** Form parameters and XML in EC2's own way. */
    EC2("text/xml", "x-amzn-RequestId"),
    /** REST with XML: S3. */
    S3("text/xml", "x-amz-request-id");

    private final String contentType;
    private final String idHeader;

    Protocol(String contentType, String idHeader) {
        this.contentType = contentType;
        this.idHeader = idHeader;
    }

    /** That of a service, by the name that requests are signed for. */
    public static Protocol of(String service) {
        return switch (service) {
            case "cloudtrail", "organizations" -> JSON;
            case "account" -> REST_JSON;
            case "sts", "iam" -> QUERY;
            case "ec2" -> EC2;
            case "s3" -> S3;
            default -> throw new IllegalArgumentException("not simulated: " + service);
        };
    }

    public Reply.Response answer(String body, String requestId) {
        return Reply.Response.text(200, Map.of("Content-Type", contentType, idHeader, requestId), body);
    }

    public Reply.Response refusal(AwsException e, String requestId) {
        var headers = new HashMap<>(Map.of("Content-Type", contentType, idHeader, requestId));
        var xml = new Xml();
        var body = switch (this) {
            case JSON, REST_JSON -> {
                headers.put("x-amzn-ErrorType", e.code());
                yield Json.object()
                        .put("__type", e.code())
                        .put("message", e.text())
                        .toString();
            }
            case QUERY -> {
                xml.open("ErrorResponse", "https://sts.amazonaws.com/doc/2011-06-15/");
                xml.open("Error").element("Type", e.status() < 500 ? "Sender" : "Receiver");
                yield error(xml, e).close().element("RequestId", requestId).document();
            }
            case EC2 ->
                error(xml.open("Response").open("Errors").open("Error"), e)
                        .close()
                        .close()
                        .element("RequestID", requestId)
                        .document();
            case S3 ->
                error(xml.open("Error"), e).element("RequestId", requestId).document();
        };
        return Reply.Response.text(e.status(), headers, body);
    }

    private static Xml error(Xml xml, AwsException e) {
        return xml.element("Code", e.code()).element("Message", e.text());
    }
}

package dev.trailtally.simulator.protocol;

import dev.trailtally.simulator.http.Reply;
import java.util.Map;

/** How a service writes its answers and its refusals. */
public enum Protocol {
    /** AWS JSON 1.1: CloudTrail, Organizations. */
    JSON {
        @Override
        public Reply.Response answer(String body, String requestId) {
            return Reply.Response.text(200, Map.of(CONTENT_TYPE, AMZ_JSON, REQUEST_ID, requestId), body);
        }

        @Override
        public Reply.Response refusal(AwsException e, String requestId) {
            return jsonRefusal(e, requestId, AMZ_JSON);
        }
    },
    /** REST with JSON: Account. */
    REST_JSON {
        @Override
        public Reply.Response answer(String body, String requestId) {
            return Reply.Response.text(200, Map.of(CONTENT_TYPE, "application/json", REQUEST_ID, requestId), body);
        }

        @Override
        public Reply.Response refusal(AwsException e, String requestId) {
            return jsonRefusal(e, requestId, "application/json");
        }
    },
    /** Form parameters and XML: STS, IAM. */
    QUERY {
        @Override
        public Reply.Response refusal(AwsException e, String requestId) {
            var xml = new Xml().open("ErrorResponse", "https://sts.amazonaws.com/doc/2011-06-15/");
            xml.open("Error").element("Type", e.status() < 500 ? "Sender" : "Receiver");
            xml.element("Code", e.code()).element("Message", e.text()).close();
            return xmlAnswer(e.status(), xml.element("RequestId", requestId).document(), REQUEST_ID, requestId);
        }
    },
    /** Form parameters and XML in EC2's own way. */
    EC2 {
        @Override
        public Reply.Response refusal(AwsException e, String requestId) {
            var xml = new Xml().open("Response").open("Errors").open("Error");
            xml.element("Code", e.code()).element("Message", e.text()).close().close();
            return xmlAnswer(e.status(), xml.element("RequestID", requestId).document(), REQUEST_ID, requestId);
        }
    },
    /** REST with XML: S3. */
    S3 {
        @Override
        public Reply.Response answer(String body, String requestId) {
            return xmlAnswer(200, body, S3_REQUEST_ID, requestId);
        }

        @Override
        public Reply.Response refusal(AwsException e, String requestId) {
            var xml = new Xml().open("Error").element("Code", e.code()).element("Message", e.text());
            return xmlAnswer(e.status(), xml.element("RequestId", requestId).document(), S3_REQUEST_ID, requestId);
        }
    };

    static final String CONTENT_TYPE = "Content-Type";
    static final String REQUEST_ID = "x-amzn-RequestId";
    static final String S3_REQUEST_ID = "x-amz-request-id";
    static final String AMZ_JSON = "application/x-amz-json-1.1";

    public Reply.Response answer(String body, String requestId) {
        return xmlAnswer(200, body, REQUEST_ID, requestId);
    }

    public abstract Reply.Response refusal(AwsException e, String requestId);

    static Reply.Response xmlAnswer(int status, String xml, String idHeader, String requestId) {
        return Reply.Response.text(status, Map.of(CONTENT_TYPE, "text/xml", idHeader, requestId), xml);
    }

    static Reply.Response jsonRefusal(AwsException e, String requestId, String contentType) {
        var body = Json.object().put("__type", e.code()).put("message", e.text());
        return Reply.Response.text(
                e.status(),
                Map.of(CONTENT_TYPE, contentType, REQUEST_ID, requestId, "x-amzn-ErrorType", e.code()),
                body.toString());
    }
}

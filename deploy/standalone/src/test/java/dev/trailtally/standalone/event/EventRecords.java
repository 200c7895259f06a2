package dev.trailtally.standalone.event;

import java.util.ArrayList;

/** Records of each category, with apostrophes for quotes, and what holds them. */
final class EventRecords {

    static final String ONE = "111122223333";
    static final String ID = "0d187b4a-22c3-41d2-b8c3-0000000000";
    static final String USER = "arn:aws:iam::111122223333:user/u";

    private EventRecords() {}

    static String network(String id, String time, String name, String members) {
        return call(ONE, id, time, name, "'eventCategory':'NetworkActivity','vpcEndpointId':'vpce-1'," + members);
    }

    static String call(String account, String id, String time, String name, String members) {
        return """
                {'eventVersion':'1.11','userIdentity':{'type':'IAMUser','arn':'%s'},'eventTime':'%s',\
                'eventSource':'s3.amazonaws.com','eventName':'%s','awsRegion':'eu-west-1','eventID':'%s%s',\
                'recipientAccountId':'%s',%s}""".formatted(USER, time, name, ID, id, account, members);
    }

    static String shared(String id) {
        return "'sharedEventID':'" + ID + id + "'";
    }

    static String addendum(String id) {
        return "'addendum':{'reason':'UPDATED_DATA','originalEventID':'" + ID + id + "'}";
    }

    static String insight(String id) {
        return """
                {'eventVersion':'1.08','eventTime':'2024-05-01T10:01:00Z','awsRegion':'eu-west-1','eventID':'%s%s',\
                'eventType':'AwsCloudTrailInsight','recipientAccountId':'%s','sharedEventID':'%sa3',\
                'insightDetails':{'state':'Start','eventSource':'ec2.amazonaws.com','eventName':'RunInstances',\
                'insightType':'ApiCallRateInsight'},'eventCategory':'Insight'}""".formatted(ID, id, ONE, ID);
    }

    static String aggregated(String id) {
        return """
                {'eventVersion':'1.0','accountId':'%s','eventId':'%s%s','eventCategory':'Aggregated',\
                'eventType':'AwsAggregatedEvent','awsRegion':'eu-west-1','eventSource':'s3.amazonaws.com',\
                'timeWindow':{'windowStart':'2024-05-01T10:00:00Z','windowEnd':'2024-05-01T10:05:00Z'},\
                'summary':{'primaryDimension':{'dimension':'eventName'}}}""".formatted(ONE, ID, id);
    }

    static String object(String... records) {
        return "{\"Records\":[" + String.join(",", records).replace('\'', '"') + "]}";
    }

    /** As LookupEvents answers. */
    static String page(String... records) {
        var events = new ArrayList<String>();
        for (var record : records) {
            events.add("{\"EventId\":\"x\",\"CloudTrailEvent\":\"" + record.replace("'", "\\\"") + "\"}");
        }
        return "{\"Events\":[" + String.join(",", events) + "]}";
    }
}

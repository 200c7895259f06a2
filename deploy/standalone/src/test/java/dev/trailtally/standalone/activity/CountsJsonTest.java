package dev.trailtally.standalone.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonWriter;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.Principal;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CountsJsonTest {

    private final StringWriter out = new StringWriter();

    @Test
    void valuesAreMostFirstWithinTheirPrincipal() throws IOException {
        assertThat(json(1_000)).isEqualTo("{\"a\":{\"alice\":{\"z\":9,\"x\":5,\"y\":5},\"bob\":{\"\":1}},\"b\":{}}");
    }

    @Test
    void nothingIsLostWhereThereIsNoRoomToSort() throws IOException {
        assertThat(json(0)).isEqualTo("{\"a\":{\"alice\":{\"x\":5,\"y\":5,\"z\":9},\"bob\":{\"\":1}},\"b\":{}}");
    }

    @Test
    void twoPrincipalsOfOneNameHaveTwoLabels() {
        var labels = new PrincipalLabels();

        assertThat(labels.of(principal("arn:1", "a:role/Admin"))).isEqualTo("a:role/Admin");
        assertThat(labels.of(principal("arn:2", "a:role/Admin"))).isEqualTo("a:role/Admin [arn:2]");
        assertThat(labels.of(principal("arn:3", "a:role/Admin [arn:2]"))).isEqualTo("a:role/Admin [arn:2] [arn:3]");
        assertThat(labels.of(principal("arn:1", "a:role/Admin"))).isEqualTo("a:role/Admin");
        assertThat(labels.of(principal("arn:4", ""))).isEqualTo("arn:4");
    }

    private String json(int maxCharacters) throws IOException {
        var json = new JsonWriter(out);
        json.beginObject();
        var counts = new CountsJson(json, maxCharacters);
        counts.begin("a");
        counts.add("alice", count("x", 5));
        counts.add("alice", count("y", 5));
        counts.add("alice", count("z", 9));
        counts.add("bob", count("", 1));
        counts.end();
        var none = new CountsJson(json, maxCharacters);
        none.begin("b");
        none.end();
        json.endObject();
        return out.toString();
    }

    private static ActivityCount count(String value, long events) {
        return ActivityCount.newBuilder().setValue(value).setEventCount(events).build();
    }

    private static Principal principal(String key, String name) {
        return Principal.newBuilder().setKey(key).setDisplayName(name).build();
    }
}

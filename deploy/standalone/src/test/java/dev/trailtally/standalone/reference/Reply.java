package dev.trailtally.standalone.reference;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server answered.
 *
 * @param messages as JSON
 * @param error the code and message of a failed call; empty if it succeeded
 */
record Reply(List<Struct> messages, String error) {

    /** The error of a service that the server does not have. */
    static final String NO_SERVICE = "UNIMPLEMENTED: the server has no such service";

    Reply {
        messages = List.copyOf(messages);
    }

    static Reply of(List<String> jsonMessages, String error) throws InvalidProtocolBufferException {
        var messages = new ArrayList<Struct>();
        for (var json : jsonMessages) {
            var message = Struct.newBuilder();
            JsonFormat.parser().merge(json, message);
            messages.add(message.build());
        }
        return new Reply(messages, error);
    }
}

package dev.trailtally.standalone.golden;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import dev.trailtally.standalone.reference.DynamicCall;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks, follows pages and streams, and writes what is answered without what differs from run to run. */
final class Answers {

    /** Of at most as many full pages, so that pages of one row end. */
    private static final int MAX_PAGES = 40;

    private static final Duration TIMEOUT = Duration.ofMinutes(10); // a million events on a busy machine

    private static final JsonFormat.Printer JSON =
            JsonFormat.printer().omittingInsignificantWhitespace().preservingProtoFieldNames();

    /** Ordered by a time that is left out. */
    private static final Set<String> UNORDERED = Set.of("ListAccessChanges");

    private static final Set<Code> ANSWERS =
            Set.of(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION, Code.RESOURCE_EXHAUSTED);

    private static final String LAST = "~";

    private final DynamicCall calls;
    private final String folder;

    /** @param folder of the logs, whose path is left out */
    Answers(Channel channel, Path folder) {
        this.calls = new DynamicCall(channel, TIMEOUT);
        this.folder = folder.toString();
    }

    String text(Request request) {
        return json(request.message());
    }

    Answer of(Request request) {
        var answer = new Answer(UNORDERED.contains(request.rpc().getName()));
        try {
            if (request.rpc().isServerStreaming()) {
                calls.send(request.rpc(), request.message()).forEachRemaining(message -> part(answer, message));
            } else {
                pages(answer, request);
            }
        } catch (StatusRuntimeException e) {
            if (!ANSWERS.contains(e.getStatus().getCode())) {
                throw new AssertionError(request.name() + " was not answered: " + e.getMessage(), e);
            }
            answer.head(LAST, error(e));
        }
        return answer;
    }

    private void pages(Answer answer, Request request) {
        var token = request.rpc().getInputType().findFieldByName("page_token");
        var size = request.rpc().getInputType().findFieldByName("page_size");
        var asked = request.message();
        long max = size == null ? Long.MAX_VALUE : MAX_PAGES * (long) (int) asked.getField(size);
        while (true) {
            var page = calls.send(request.rpc(), asked).next();
            rows(answer, "", page, max - answer.rows());
            var next = token == null ? "" : nextPageToken(page);
            if (token == null || next.isEmpty()) {
                return;
            }
            if (answer.rows() == max) {
                answer.head(LAST, "and so on");
                return;
            }
            asked = asked.toBuilder().setField(token, next).build();
        }
    }

    private static String nextPageToken(DynamicMessage page) {
        return (String) page.getField(page.getDescriptorForType().findFieldByName("next_page_token"));
    }

    /** A message of a stream: what it holds belongs to an account, or is the end. Accounts come in no order. */
    private void part(Answer answer, DynamicMessage message) {
        var content = message.getAllFields().entrySet().iterator().next();
        var part = (DynamicMessage) content.getValue();
        var account = account(part);
        var section = content.getKey().getName().equals("totals") ? LAST : account == null ? "" : account;
        if (content.getKey().getName().equals("account")) {
            rows(answer, section, part, Long.MAX_VALUE);
        } else {
            answer.row(section, content.getKey().getName() + " " + json(part));
        }
    }

    private static @Nullable String account(Message part) {
        var id = part.getDescriptorForType().findFieldByName("account_id");
        if (id != null) {
            return (String) part.getField(id);
        }
        var scope = part.getDescriptorForType().findFieldByName("scope");
        return scope == null ? null : account((Message) part.getField(scope));
    }

    /** The elements of lists below the rest. Only the first part of an account has a head of its own. */
    private void rows(Answer answer, String section, DynamicMessage message, long limit) {
        var head = message.toBuilder();
        var token = message.getDescriptorForType().findFieldByName("next_page_token");
        if (token != null) {
            head.clearField(token);
        }
        var lists = message.getDescriptorForType().getFields().stream()
                .filter(field -> field.isRepeated() && field.getJavaType() == JavaType.MESSAGE)
                .limit(token == null ? Long.MAX_VALUE : 1) // a page has one list of rows
                .toList();
        lists.forEach(head::clearField);
        if (section.isEmpty() || !answer.has(section)) {
            answer.head(section, json(head.build()));
        }
        for (var list : lists) {
            ((List<?>) message.getField(list))
                    .stream()
                            .limit(limit)
                            .forEach(row -> answer.row(section, list.getName() + " " + json((Message) row)));
        }
    }

    private String error(StatusRuntimeException failure) {
        var text = new StringBuilder("ERROR ").append(failure.getStatus().getCode());
        var status = StatusProto.fromThrowable(failure);
        if (status != null) {
            for (var detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    try {
                        text.append(' ').append(json(detail.unpack(ErrorInfo.class)));
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError("not an ErrorInfo: " + detail, e);
                    }
                }
            }
        }
        return text.toString();
    }

    private String json(Message message) {
        try {
            return JSON.print(LeftOut.from(message)).replace(folder, "{logs}");
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("not printable: " + message, e);
        }
    }
}

package dev.trailtally.standalone.golden;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.report.v1.AccessProto;
import dev.trailtally.report.v1.ChartProto;
import dev.trailtally.report.v1.OrganizationProto;
import dev.trailtally.report.v1.ReportProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The requests that requests.txt describes, with the values of one set of logs. */
final class RequestList {

    private static final String FILE = "/golden/requests.txt";
    private static final Pattern VALUE = Pattern.compile("\\$([A-Za-z]+)");
    private static final List<FileDescriptor> FILES = List.of(
            ReportProto.getDescriptor(),
            OrganizationProto.getDescriptor(),
            ChartProto.getDescriptor(),
            AccessProto.getDescriptor());

    private final List<List<String>> lines;
    private final UnaryOperator<String> values;

    /** Some fields of a request. */
    private record Part(String name, JsonObject fields) {}

    /** @param values the JSON for which a name stands */
    RequestList(UnaryOperator<String> values) {
        this.lines = read();
        this.values = values;
    }

    static List<MethodDescriptor> rpcs() {
        return FILES.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .toList();
    }

    List<Request> all() {
        return rpcs().stream().flatMap(this::of).toList();
    }

    private Stream<Request> of(MethodDescriptor rpc) {
        var base = lines("base", rpc)
                .map(line -> fields(line.get(2)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no base of " + rpc.getName() + " in " + FILE));
        var requests = new ArrayList<Request>();
        for (var account : parts("account", rpc)) {
            for (var period : periods(rpc)) {
                requests.add(request(rpc, base, account, period));
            }
        }
        var within = lines("within", rpc).map(line -> line.get(2)).findFirst().orElse("seconds");
        for (var choice : choices(rpc)) {
            requests.add(request(rpc, base, choice));
            for (var period : parts("period", rpc)) {
                if (period.name().equals(within)) {
                    requests.add(request(rpc, base, choice, period));
                }
            }
        }
        return requests.stream();
    }

    private List<Part> periods(MethodDescriptor rpc) {
        var only = lines("periods", rpc).map(line -> line.get(2).split(",")).findFirst();
        return parts("period", rpc).stream()
                .filter(period -> only.isEmpty() || List.of(only.get()).contains(period.name()))
                .toList();
    }

    /** Those that the rpc has the fields for, or a single empty one. */
    private List<Part> parts(String kind, MethodDescriptor rpc) {
        var parts = lines.stream()
                .filter(line -> line.getFirst().equals(kind))
                .map(line -> new Part(line.get(1), fields(line.get(2))))
                .filter(part -> fits(part, rpc))
                .toList();
        return parts.isEmpty() ? List.of(new Part("any", new JsonObject())) : parts;
    }

    private List<Part> choices(MethodDescriptor rpc) {
        return lines("choice", rpc)
                .map(line -> new Part(line.get(2), fields(line.get(3))))
                .filter(part -> fits(part, rpc))
                .toList();
    }

    private static boolean fits(Part part, MethodDescriptor rpc) {
        return part.fields().keySet().stream()
                .allMatch(name -> rpc.getInputType().findFieldByName(name) != null);
    }

    private Stream<List<String>> lines(String kind, MethodDescriptor rpc) {
        return lines.stream()
                .filter(line -> line.getFirst().equals(kind))
                .filter(line -> line.get(1).equals("*")
                        || List.of(line.get(1).split(",")).contains(rpc.getName()));
    }

    private JsonObject fields(String text) {
        var filled = VALUE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
        return JsonParser.parseString("{" + filled + "}").getAsJsonObject();
    }

    private static Request request(MethodDescriptor rpc, JsonObject base, Part... parts) {
        var json = base.deepCopy();
        var name = new StringBuilder(rpc.getName());
        for (var part : parts) {
            part.fields().entrySet().forEach(field -> json.add(field.getKey(), field.getValue()));
            name.append('.').append(part.name());
        }
        // Of a oneof, the last part decides.
        for (var part : parts) {
            remove(json, rpc, part);
        }
        var message = DynamicMessage.newBuilder(rpc.getInputType());
        try {
            JsonFormat.parser().merge(json.toString(), message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(name + ": " + json, e);
        }
        return new Request(name.toString(), rpc, message.build());
    }

    private static void remove(JsonObject json, MethodDescriptor rpc, Part part) {
        for (var name : part.fields().keySet()) {
            var oneof = rpc.getInputType().findFieldByName(name).getRealContainingOneof();
            if (oneof != null) {
                oneof.getFields().stream()
                        .map(field -> field.getName())
                        .filter(other -> !other.equals(name))
                        .forEach(json::remove);
            }
        }
    }

    private static List<List<String>> read() {
        try (var in = Objects.requireNonNull(RequestList.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> List.of(line.split("\\|", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.trailtally.standalone.instance;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lets the calls of a command belong to the trace of the program that starts it, which names it in TRACEPARENT and TRACESTATE: the
 * headers of W3C Trace Context as environment variables.
 */
final class TraceContext {

    private static final Metadata.Key<String> PARENT = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> STATE = Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER);
    private static final Pattern VALID_PARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern VALID_STATE = Pattern.compile("[ -~]{1,512}");

    private TraceContext() {}

    /** Values that no header may have are left out: a trace is no reason to fail. */
    static ClientInterceptor of(Map<String, String> environment) {
        var headers = new Metadata();
        var parent = environment.getOrDefault("TRACEPARENT", "");
        var state = environment.getOrDefault("TRACESTATE", "");
        if (VALID_PARENT.matcher(parent).matches()) {
            headers.put(PARENT, parent);
            if (VALID_STATE.matcher(state).matches()) {
                headers.put(STATE, state);
            }
        }
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }
}

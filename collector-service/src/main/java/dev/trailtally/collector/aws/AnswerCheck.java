package dev.trailtally.collector.aws;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Distinguishes answers of AWS from others. The SDK reads an empty answer, or a page that happens to be XML, as one
 * without any account, object or event; here it is a failure that names the sender and the content.
 */
public final class AnswerCheck implements ExecutionInterceptor {

    private static final int HEAD = 200;
    private static final ExecutionAttribute<String> BEGINNING = new ExecutionAttribute<>("trailtallyAnswerBeginning");
    // Their bytes are the object's own; there may be none.
    private static final String OBJECT = "GetObject";

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        var body = context.responseBody();
        if (OBJECT.equals(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))
                || context.httpRequest().method() == SdkHttpMethod.HEAD) {
            return body;
        }
        var response = context.httpResponse();
        var answer = Answer.begin(body.orElse(InputStream.nullInputStream()));
        if (answer.failure() == null) {
            var beginning = answer.text();
            attributes.putAttribute(BEGINNING, beginning);
            if (response.isSuccessful() && (beginning.isEmpty() || isPage(beginning))) {
                closeQuietly(answer.rest());
                throw failure(context.httpRequest().getUri(), response, beginning);
            }
        }
        return body.isEmpty() ? body : Optional.of(answer.whole());
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        var failure = context.exception();
        var response = context.httpResponse().orElse(null);
        var request = context.httpRequest().orElse(null);
        var beginning = attributes.getAttribute(BEGINNING);
        if (response == null || request == null || beginning == null) {
            return failure;
        }
        if (failure instanceof AwsServiceException service && !beginning.isEmpty() && !hasCode(service)) {
            return service.toBuilder()
                    .cause(unreadable(request.getUri(), response, beginning, service))
                    .build();
        }
        if (failure instanceof SdkClientException client && isUnmarshalling(client)) {
            return client.toBuilder()
                    .cause(unreadable(request.getUri(), response, beginning, client))
                    .build();
        }
        return failure;
    }

    private static boolean hasCode(AwsServiceException failure) {
        var details = failure.awsErrorDetails();
        return details != null
                && details.errorCode() != null
                && !details.errorCode().isBlank()
                && !isPage(String.valueOf(details.errorCode()));
    }

    private static boolean isUnmarshalling(SdkClientException failure) {
        var message = String.valueOf(failure.getMessage());
        return (message.startsWith("Unable to unmarshall response") || message.startsWith("Could not parse"))
                && !AwsFaults.isConnectionLost(failure);
    }

    private static SdkClientException failure(URI uri, SdkHttpResponse response, String beginning) {
        var unreadable = unreadable(uri, response, beginning, null);
        return SdkClientException.create(String.valueOf(unreadable.getMessage()), unreadable);
    }

    private static UnreadableAnswerException unreadable(
            URI uri, SdkHttpResponse response, String beginning, @Nullable Throwable cause) {
        var type = response.firstMatchingHeader("Content-Type").orElse("no content type");
        var what = beginning.isEmpty() ? "nothing" : type + " that begins with: " + printable(beginning);
        var endpoint = uri.getScheme() + "://" + uri.getAuthority();
        return new UnreadableAnswerException(
                endpoint + " did not answer as AWS does: HTTP " + response.statusCode() + " with " + what,
                response.statusCode(),
                cause);
    }

    private static String printable(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    }

    private static boolean isPage(String beginning) {
        var lower = beginning.toLowerCase(Locale.ROOT);
        return lower.startsWith("<!doctype html") || lower.startsWith("<html");
    }

    private static void closeQuietly(InputStream input) {
        try {
            input.close();
        } catch (IOException e) {
            return; // the answer is useless anyway
        }
    }

    /**
     * An answer whose first bytes have been read.
     *
     * @param text these bytes, without blanks around them
     * @param failure why reading them failed; null if it did not
     */
    private record Answer(
            ByteArrayInputStream head,
            String text,
            InputStream rest,
            @Nullable IOException failure) {

        static Answer begin(InputStream input) {
            var head = new byte[HEAD];
            int length = 0;
            try {
                for (int read = 0; read >= 0 && length < HEAD; length += Math.max(read, 0)) {
                    read = input.read(head, length, HEAD - length);
                }
                return of(head, length, input, null);
            } catch (IOException e) {
                return of(head, length, input, e);
            }
        }

        private static Answer of(byte[] head, int length, InputStream rest, @Nullable IOException failure) {
            return new Answer(
                    new ByteArrayInputStream(head, 0, length),
                    new String(head, 0, length, StandardCharsets.UTF_8).strip(),
                    rest,
                    failure);
        }

        /** The whole answer; fails where the stream failed. */
        InputStream whole() {
            var tail = failure == null ? rest : new BrokenStream(failure, rest);
            return new SequenceInputStream(head, tail);
        }
    }

    /** Fails again as the stream did. */
    private static final class BrokenStream extends FilterInputStream {

        private final IOException failure;

        BrokenStream(IOException failure, InputStream broken) {
            super(broken);
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            throw failure;
        }
    }
}

package dev.trailtally.report.chart.drawing;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import java.io.OutputStream;
import java.util.Map;

/** The bytes of a picture, up to what a message may hold. */
final class BoundedBytes extends OutputStream {

    private static final int MAX_LENGTH = 3 << 20;

    private final ByteString.Output bytes = ByteString.newOutput(64 << 10);

    @Override
    public void write(int value) {
        reserve(1);
        bytes.write(value);
    }

    @Override
    public void write(byte[] values, int offset, int length) {
        reserve(length);
        bytes.write(values, offset, length);
    }

    private void reserve(int length) {
        if (bytes.size() + length > MAX_LENGTH) {
            throw RpcErrors.failure(
                    Code.RESOURCE_EXHAUSTED,
                    "CHART_TOO_LARGE",
                    "the picture is larger than 3 MiB; ask for a smaller one, or for PNG instead of SVG",
                    Map.of("max_bytes", Integer.toString(MAX_LENGTH)));
        }
    }

    ByteString content() {
        return bytes.toByteString();
    }
}

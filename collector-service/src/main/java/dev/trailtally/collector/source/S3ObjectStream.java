package dev.trailtally.collector.source;

import dev.trailtally.collector.aws.AwsError;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object's bytes; its failures are IOExceptions that carry the AWS code. */
final class S3ObjectStream extends FilterInputStream {

    private final ResponseInputStream<GetObjectResponse> response;
    private boolean atEnd;

    S3ObjectStream(ResponseInputStream<GetObjectResponse> response) {
        super(response);
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            var count = super.read(buffer, offset, length);
            atEnd |= count < 0;
            return count;
        } catch (SdkException e) {
            var error = AwsError.of(e);
            throw new IOException(error.code() + ": " + error.explanation(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!atEnd) {
            response.abort(); // closing would first read the rest over the network
        }
        super.close();
    }
}

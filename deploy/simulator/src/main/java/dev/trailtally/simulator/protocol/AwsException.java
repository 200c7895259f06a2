package dev.trailtally.simulator.protocol;

/** A refusal in the words of AWS. How it is written depends on the protocol of the service. */
public final class AwsException extends RuntimeException {

    private final int status;
    private final String code;

    public AwsException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** 400, which is the status of nearly every refusal of the JSON protocols. */
    public static AwsException badRequest(String code, String message) {
        return new AwsException(400, code, message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}

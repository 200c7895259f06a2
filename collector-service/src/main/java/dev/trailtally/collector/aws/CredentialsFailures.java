package dev.trailtally.collector.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Why there are no credentials, by the place that should have given them. */
final class CredentialsFailures {

    static final String UNAVAILABLE = "CREDENTIALS_UNAVAILABLE";

    private CredentialsFailures() {}

    /** Of an access key in the environment or the system properties. */
    static CredentialsException ofKeys(RuntimeException failure) {
        return CredentialsException.lasting(
                "INCOMPLETE_CREDENTIALS",
                "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not",
                "Set both, or neither and choose a profile with AWS_PROFILE.",
                failure);
    }

    /** Of a token file and a role, as in a Kubernetes pod. */
    static CredentialsException ofWebIdentity(RuntimeException failure) {
        return fetching(
                failure,
                "the role of AWS_WEB_IDENTITY_TOKEN_FILE could not be assumed",
                "Check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and the role's trust policy.");
    }

    /** Of the endpoint that ECS, EKS and others give their containers. */
    static CredentialsException ofContainer(RuntimeException failure) {
        return fetching(
                failure,
                "the container's credentials could not be fetched",
                "Check AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, and the role of the"
                        + " task or pod.");
    }

    /** Of the last place, the machine's own role, after no other was configured. */
    static CredentialsException ofNone(RuntimeException failure, CallerProfile profile) {
        return CredentialsException.lasting(
                AwsError.NO_CREDENTIALS,
                "there are no AWS credentials: none in the environment (AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE,"
                        + " AWS_CONTAINER_CREDENTIALS_FULL_URI), in profile '" + profile.name() + "' of "
                        + CallerProfile.places() + ", or in the metadata of this machine",
                AwsError.nextStep(AwsError.NO_CREDENTIALS, ""),
                failure);
    }

    /** Of a place that is asked over the network or reads a file. */
    static CredentialsException fetching(RuntimeException failure, String what, String nextStep) {
        var error = AwsError.of(failure);
        var explanation = what + ": " + error.explanation();
        if (AwsFaults.isTransient(failure)) {
            return CredentialsException.temporary(error.code(), explanation, error.nextStepOr(nextStep), failure);
        }
        return Causes.find(failure, AwsServiceException.class) == null
                ? CredentialsException.lasting(UNAVAILABLE, explanation, nextStep, failure)
                : CredentialsException.lasting(error.code(), explanation, error.nextStepOr(nextStep), failure);
    }
}

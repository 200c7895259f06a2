package dev.trailtally.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Each way to come by credentials, to the end; a module of the SDK that is missing fails here. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CallerCredentialsTest {

    private static final String LIVING = "\"expiresAt\":\"2099-01-01T00:00:00Z\"";
    private static final String DEAD = "\"expiresAt\":\"2020-01-01T00:00:00Z\"";

    @TempDir
    private Path folder = Path.of("");

    private final CredentialsStandIn standIn = new CredentialsStandIn();
    private AwsConfiguration aws = new AwsConfiguration(folder);

    @BeforeEach
    void configure() {
        aws.close();
        aws = new AwsConfiguration(folder).set("aws.endpointUrl", standIn.endpoint());
    }

    @AfterEach
    void forget() {
        aws.close();
        standIn.close();
    }

    @Test
    void keysOfTheSystemPropertiesComeFirst() {
        aws.set("aws.accessKeyId", "AKIAPROPERTY").set("aws.secretAccessKey", "s");
        aws.config("[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n");

        assertThat(accessKey()).isEqualTo("AKIAPROPERTY");
    }

    @Test
    void aProfileHasKeys() {
        aws.config(Profiles.keys("p")).profile("p");

        assertThat(accessKey()).isEqualTo("AKIAPROFILE");
    }

    @Test
    void aProfileAssumesARoleWithTheKeysOfAnother() {
        aws.config(Profiles.keys("source") + Profiles.role("source")).profile("p");

        assertThat(accessKey()).isEqualTo("ASIAAssumeRole");
    }

    @Test
    void aProfileSignsInByAnSsoSession() {
        aws.config(Profiles.sso("corp")).profile("p").ssoToken("corp", "{\"accessToken\":\"valid\"," + LIVING + "}");

        assertThat(accessKey()).isEqualTo("ASIASsovalid");
    }

    @Test
    void anSsoSessionIsRenewedByItsRefreshToken() {
        aws.config(Profiles.sso("corp")).profile("p").ssoToken("corp", """
                {"accessToken":"old",%s,"startUrl":"%s","region":"eu-west-1","refreshToken":"r","clientId":"c",
                "clientSecret":"cs","registrationExpiresAt":"2099-01-01T00:00:00Z"}""".formatted(DEAD, Profiles.PORTAL));

        assertThat(accessKey()).isEqualTo("ASIASsorenewed");
    }

    @Test
    void aProfileSignsInByAnSsoStartUrlOfOldConfigurations() {
        aws.config(Profiles.legacySso())
                .profile("p")
                .ssoToken(Profiles.PORTAL, "{\"accessToken\":\"valid\"," + LIVING + "}");

        assertThat(accessKey()).isEqualTo("ASIASsovalid");
    }

    @Test
    void aProfileSignsInByAwsLogin() {
        aws.config(Profiles.login())
                .profile("p")
                .loginToken(Profiles.SESSION, Profiles.loginToken("2099-01-01T00:00:00Z"));

        assertThat(accessKey()).isEqualTo("ASIALogin");
    }

    @Test
    void aProfileAsksAProcess() {
        aws.config(Profiles.process("echo '{\"Version\":1,\"AccessKeyId\":\"AKIAPROCESS\",\"SecretAccessKey\":\"s\"}'"))
                .profile("p");

        assertThat(accessKey()).isEqualTo("AKIAPROCESS");
    }

    @Test
    void aWebIdentityTokenIsTradedForARole() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "header.claims.signature");
        aws.set("aws.webIdentityTokenFile", token.toString()).set("aws.roleArn", "arn:aws:iam::111122223333:role/x");

        assertThat(accessKey()).isEqualTo("ASIAAssumeRoleWithWebIdentity");
    }

    @Test
    void aContainerHasARole() {
        aws.set("aws.containerCredentialsFullUri", standIn.endpoint() + "/container");

        assertThat(accessKey()).isEqualTo("ASIAContainer");
    }

    @Test
    void aMachineHasARole() {
        aws.clear("aws.disableEc2Metadata").set("aws.ec2MetadataServiceEndpoint", standIn.endpoint());

        assertThat(accessKey()).isEqualTo("ASIAMachine");
    }

    @Test
    void aProfileThatNamesARegionAloneLeavesTheRoleToTheMachine() {
        aws.config("[default]\nregion = eu-west-1\n")
                .set("aws.containerCredentialsFullUri", standIn.endpoint() + "/container");

        assertThat(accessKey()).isEqualTo("ASIAContainer");
    }

    @Test
    void anExpiredSessionIsNeverReplacedByTheRoleOfTheMachine() {
        aws.config(Profiles.sso("corp")).profile("p").ssoToken("corp", "{\"accessToken\":\"t\"," + DEAD + "}");
        aws.set("aws.containerCredentialsFullUri", standIn.endpoint() + "/container");

        assertThat(failure(new CallerCredentials()).code()).isEqualTo("SSO_SESSION_EXPIRED");
    }

    @Test
    void keysThatAToolRenewsInTheFileAreReadAgain() {
        var caller = new CallerCredentials();
        aws.config(Profiles.keys("p")).profile("p");
        assertThat(caller.resolveCredentials().accessKeyId()).isEqualTo("AKIAPROFILE");

        // Again and again: the SDK goes by the file's time, which is that of the first read if the clock is coarse.
        await().until(() -> {
            aws.config(Profiles.keys("p").replace("AKIAPROFILE", "AKIARENEWED"));
            return caller.resolveCredentials().accessKeyId().equals("AKIARENEWED");
        });
    }

    @Test
    void whoeverSignsInAgainIsSeenWithoutARestart() {
        var caller = new CallerCredentials();
        aws.config(Profiles.sso("corp")).profile("p");
        assertThat(failure(caller).code()).isEqualTo("NO_SSO_SESSION");

        aws.ssoToken("corp", "{\"accessToken\":\"valid\"," + LIVING + "}");
        assertThat(caller.resolveCredentials().accessKeyId()).isEqualTo("ASIASsovalid");
    }

    private static String accessKey() {
        return new CallerCredentials().resolveCredentials().accessKeyId();
    }

    private static AwsError failure(CallerCredentials caller) {
        return AwsError.of(catchThrowableOfType(SdkClientException.class, caller::resolveCredentials));
    }
}

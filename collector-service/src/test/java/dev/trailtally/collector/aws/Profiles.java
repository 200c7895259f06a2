package dev.trailtally.collector.aws;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** Profiles as the AWS CLI writes them. The one under test is called p. */
final class Profiles {

    static final String PORTAL = "https://corp.awsapps.com/start";
    static final String SESSION = "arn:aws:iam::111122223333:user/anna";

    private Profiles() {}

    static String keys(String name) {
        return "[profile " + name + "]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n";
    }

    static String role(String source) {
        return "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = " + source + "\n";
    }

    static String sso(String session) {
        return """
                [profile p]
                sso_session = %1$s
                sso_account_id = 111122223333
                sso_role_name = Audit
                [sso-session corp]
                sso_region = eu-west-1
                sso_start_url = %2$s
                """.formatted(session, PORTAL);
    }

    static String legacySso() {
        return """
                [profile p]
                sso_start_url = %s
                sso_region = eu-west-1
                sso_account_id = 111122223333
                sso_role_name = Audit
                """.formatted(PORTAL);
    }

    static String login() {
        return "[profile p]\nlogin_session = " + SESSION + "\n";
    }

    static String process(String command) {
        return "[profile p]\ncredential_process = " + command + "\n";
    }

    static String loginToken(String expiresAt) {
        return """
                {"accessToken":{"accessKeyId":"ASIALogin","secretAccessKey":"s","sessionToken":"t",
                "accountId":"111122223333","expiresAt":"%s"},"tokenType":"aws_sigv4","refreshToken":"r",
                "identityToken":"i","clientId":"arn:aws:signin:::devtools/same-device","dpopKey":"%s"}""".formatted(expiresAt, key().replace("\n", "\\n"));
    }

    /** A key on the curve P-256 in the form of RFC 5915, which the CLI writes and the JDK does not. */
    private static String key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var point = ((ECPublicKey) pair.getPublic()).getW();
            var hex = "30770201010420" + number(((ECPrivateKey) pair.getPrivate()).getS())
                    + "a00a06082a8648ce3d030107a14403420004" + number(point.getAffineX()) + number(point.getAffineY());
            var encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(HexFormat.of().parseHex(hex));
            return "-----BEGIN EC PRIVATE KEY-----\n" + encoded + "\n-----END EC PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String number(BigInteger value) {
        return "0".repeat(64 - value.toString(16).length()) + value.toString(16);
    }
}

package dev.trailtally.collector.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pairs of identities that differ in one place. {@code <T…>} is a part that tells principals apart, {@code <N…>} one that
 * does not; each is filled with four digits.
 */
class PrincipalPairsTest {

    private static final Pattern PART = Pattern.compile("<[TN]\\d>");
    private static final int ROUNDS = 20;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            Root           | {'type':'Root','principalId':'11112222<T1>','arn':'arn:aws:iam::11112222<T1>:root','accountId':'11112222<T1>','accessKeyId':'ASIA<N1>','userName':'alias<N2>','invokedBy':'s<N3>.amazonaws.com','sessionContext':{'attributes':{'mfaAuthenticated':'<N4>'}}}
            bare root      | {'type':'Root','principalId':'11112222<T1>','accountId':'11112222<T1>','accessKeyId':'ASIA<N1>'}
            IAMUser        | {'type':'IAMUser','principalId':'AIDA<N1>','arn':'arn:aws:iam::11112222<T1>:user/<T2>/u<T3>','accountId':'11112222<T1>','accessKeyId':'AKIA<N2>','userName':'u<T3>','invokedBy':'s<N3>.amazonaws.com','sessionContext':{'attributes':{'creationDate':'<N4>'}}}
            bare user      | {'type':'IAMUser','principalId':'AIDA<N1>','accountId':'11112222<T1>','accessKeyId':'AKIA<N2>','userName':'u<T2>','credentialId':'<N3>'}
            nameless user  | {'type':'IAMUser','principalId':'AIDA<T1>','accountId':'11112222<T2>','accessKeyId':'AKIA<N1>'}
            AssumedRole    | {'type':'AssumedRole','principalId':'AROA<N1>:s<N2>','arn':'arn:aws:sts::111122223333:assumed-role/r<T1>/s<N2>','accountId':'111122223333','accessKeyId':'ASIA<N3>','invokedBy':'s<N4>.amazonaws.com','sessionContext':{'sessionIssuer':{'type':'Role','principalId':'AROA<N1>','arn':'arn:aws:iam::111122223333:role/p<T2>/r<T1>','userName':'r<T1>'},'attributes':{'mfaAuthenticated':'<N5>'},'sourceIdentity':'<N6>'},'onBehalfOf':{'userId':'<N7>'}}
            issuerless     | {'type':'AssumedRole','principalId':'AROA<N1>:s<N2>','arn':'arn:aws:sts::11112222<T1>:assumed-role/r<T2>/s<N2>','accountId':'11112222<T1>','accessKeyId':'ASIA<N3>'}
            issuer's name  | {'type':'AssumedRole','principalId':'AROA<N1>:s<N2>','accountId':'11112222<T1>','sessionContext':{'sessionIssuer':{'userName':'r<T2>'}}}
            role's id      | {'type':'AssumedRole','principalId':'AROA<T1>:s<N2>','accountId':'11112222<T2>','accessKeyId':'ASIA<N3>'}
            Role           | {'type':'Role','principalId':'AROA<N1>:s<N2>','arn':'arn:aws:iam::11112222<T1>:role/r<T2>','accountId':'11112222<T1>','accessKeyId':'ASIA<N3>'}
            FederatedUser  | {'type':'FederatedUser','principalId':'111122223333:f<N1>','arn':'arn:aws:sts::111122223333:federated-user/f<N1>','accountId':'111122223333','accessKeyId':'ASIA<N2>','sessionContext':{'sessionIssuer':{'arn':'arn:aws:iam::111122223333:user/u<T1>'}}}
            federated only | {'type':'FederatedUser','principalId':'11112222<T1>:f<T2>','accountId':'11112222<T1>','accessKeyId':'ASIA<N1>'}
            AWSAccount     | {'type':'AWSAccount','principalId':'AROA<N1>:s<N2>','accountId':'11112222<T1>'}
            for an account | {'type':'AWSAccount','principalId':'AIDA<N1>','accountId':'11112222<T1>','invokedBy':'s<T2>.amazonaws.com'}
            AWSService     | {'type':'AWSService','invokedBy':'s<T1>.amazonaws.com','principalId':'<N1>'}
            IdentityCenter | {'type':'IdentityCenterUser','accountId':'1111<N1>3333','onBehalfOf':{'userId':'<T1>','identityStoreArn':'arn:aws:identitystore::111122223333:identitystore/d-<T2>'},'credentialId':'<N2>','userName':'<N3>'}
            storeless      | {'type':'IdentityCenterUser','accountId':'11112222<T1>','onBehalfOf':{'userId':'<T2>'},'credentialId':'<N2>'}
            SAMLUser       | {'type':'SAMLUser','principalId':'hash<T1>:n','userName':'u<T2>','identityProvider':'idp<T3>','accessKeyId':'ASIA<N1>'}
            SAML name only | {'type':'SAMLUser','userName':'u<T1>','accountId':'11112222<T2>'}
            WebIdentity    | {'type':'WebIdentityUser','principalId':'idp<T1>:app<T2>:<T3>','userName':'u<T4>','identityProvider':'idp<T1>','accessKeyId':'ASIA<N1>'}
            Directory      | {'type':'Directory','principalId':'d-<T1>','accountId':'11112222<T2>','userName':'u<T3>','accessKeyId':'ASIA<N1>','credentialId':'<N2>'}
            Unknown        | {'type':'Unknown','principalId':'11112222<T1>','arn':'','accountId':'11112222<T1>','accessKeyId':'<N1>','userName':'u<T2>','credentialId':'<N2>'}
            unknown person | {'type':'Unknown','principalId':'1111<N1>3333','accountId':'1111<N1>3333','userName':'u<N2>','onBehalfOf':{'userId':'<T1>','identityStoreArn':'arn:aws:identitystore::111122223333:identitystore/d-<T2>'},'credentialId':'<N3>'}
            unknown role   | {'type':'Unknown','principalId':'AROA<N1>:s<N2>','arn':'arn:aws:sts::111122223333:assumed-role/r<T1>/s<N2>','accountId':'111122223333','accessKeyId':'ASIA<N3>'}
            role session   | {'type':'Unknown','principalId':'AROA<T1>:s<N2>','accountId':'111122223333','accessKeyId':'ASIA<N3>'}
            credential     | {'type':'Unknown','accountId':'111122223333','credentialId':'<T1>','accessKeyId':'ASIA<N3>'}
            invented later | {'type':'Invented','principalId':'x<T1>','accountId':'11112222<T2>','userName':'u<T3>','accessKeyId':'ASIA<N1>','sessionContext':{'attributes':{'creationDate':'<N2>'}}}
            provider alone | {'type':'Invented','accountId':'11112222<T1>','identityProvider':'<T2>'}
            without a type | {'principalId':'x<T1>','accountId':'11112222<T2>','userName':'u<T3>','accessKeyId':'ASIA<N1>'}
            typeless role  | {'arn':'arn:aws:sts::111122223333:assumed-role/r<T1>/s<N1>','accessKeyId':'ASIA<N2>'}
            service alone  | {'accountId':'1111<N1>3333','invokedBy':'s<T1>.amazonaws.com'}
            account alone  | {'accountId':'11112222<T1>','accessKeyId':'ASIA<N1>'}
            """)
    void aPrincipalIsToldApartByWhoItIsAndByNothingElse(String name, String form) {
        var random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            var digits = digits(form, random);
            var key = key(form, digits);
            for (var part : new TreeSet<>(digits.keySet())) {
                var changed = new HashMap<>(digits);
                changed.compute(part, (same, value) -> other(value, random));
                var pair = name + ": " + part + " of " + form + " with " + digits + " and " + changed.get(part);
                if (part.startsWith("<T")) {
                    assertThat(key(form, changed)).as(pair).isNotEqualTo(key);
                } else {
                    assertThat(key(form, changed)).as(pair).isEqualTo(key);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {'type':'IAMUser','accountId':'111122223333','userName':'u'}                               | {'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/u','accountId':'111122223333','userName':'u'}
            {'type':'Root','accountId':'111122223333'}                                                 | {'type':'Root','arn':'arn:aws:iam::111122223333:root'}
            {'type':'FederatedUser','principalId':'111122223333:f'}                                    | {'type':'FederatedUser','arn':'arn:aws:sts::111122223333:federated-user/f'}
            {'type':'Unknown','arn':'arn:aws:sts::111122223333:assumed-role/r/s'}                      | {'type':'AssumedRole','arn':'arn:aws:sts::111122223333:assumed-role/r/t'}
            {'type':'Unknown','arn':'arn:aws:sts::111122223333:assumed-role/r/s','sessionContext':{'sessionIssuer':{'arn':'arn:aws:iam::111122223333:role/p/r'}}} | {'type':'Role','arn':'arn:aws:iam::111122223333:role/p/r'}
            {'type':'Unknown','userName':'u','onBehalfOf':{'userId':'1','identityStoreArn':'arn:x'}}   | {'type':'IdentityCenterUser','onBehalfOf':{'userId':'1','identityStoreArn':'arn:x'},'credentialId':'c'}
            {'type':'FederatedUser','arn':'arn:aws:sts::111122223333:federated-user/f','sessionContext':{'sessionIssuer':{'arn':'arn:aws:iam::111122223333:user/u'}}} | {'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/u'}
            """)
    void onePrincipalInTwoFormsIsOne(String one, String other) {
        assertThat(row(one).identity().principal().key())
                .isEqualTo(row(other).identity().principal().key());
    }

    @ParameterizedTest
    @CsvSource({
        "cn-north-1,aws-cn",
        "us-gov-west-1,aws-us-gov",
        "us-iso-east-1,aws-iso",
        "us-isob-east-1,aws-iso-b",
        "eusc-de-east-1,aws-eusc",
        "eu-west-1,aws"
    })
    void aUserWithoutAnArnIsOfThePartitionOfTheRegion(String region, String partition) {
        var record = RecordText.of("A", 1)
                .with("awsRegion", "'" + region + "'")
                .with("userIdentity", "{'type':'IAMUser','accountId':'111122223333','userName':'u'}");

        assertThat(Row.of(record).identity().principal().key())
                .isEqualTo("arn:" + partition + ":iam::111122223333:user/u");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {'type':'Unknown','arn':'arn:aws:sts::111122223333:assumed-role/r/s'}        | s
            {'type':'Unknown','principalId':'AROA1:s'}                                   | s
            {'type':'FederatedUser','principalId':'111122223333:f'}                      | f
            {'type':'Unknown','principalId':'111122223333','userName':'anna'}            | ``
            """)
    void theSessionNameIsKeptApart(String identity, String sessionName) {
        assertThat(row(identity).identity().sessionName()).isEqualTo(sessionName);
    }

    private static Map<String, String> digits(String form, Random random) {
        var digits = new HashMap<String, String>();
        PART.matcher(form).results().map(MatchResult::group).forEach(part -> digits.put(part, some(random)));
        return digits;
    }

    private static String some(Random random) {
        return "%04d".formatted(random.nextInt(10_000));
    }

    private static String other(@Nullable String digits, Random random) {
        var other = some(random);
        while (other.equals(digits)) {
            other = some(random);
        }
        return other;
    }

    private static String key(String form, Map<String, String> digits) {
        var identity = PART.matcher(form).replaceAll(part -> digits.getOrDefault(part.group(), ""));
        var key = row(identity).identity().principal().key();
        var reversed = RecordText.of("A", 1).with("userIdentity", identity).reversed();
        assertThat(Row.of(reversed).identity().principal().key())
                .as("members in another order: " + identity)
                .isEqualTo(key);
        return key;
    }

    private static Row row(String identity) {
        return Row.of(RecordText.of("A", 1).with("userIdentity", identity));
    }
}

package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sts::111122223333:assumed-role/Audit/alice@example.com, arn:aws:iam::111122223333:role/Audit",
        "arn:aws-cn:sts::111122223333:assumed-role/Audit/i-0abc,          arn:aws-cn:iam::111122223333:role/Audit",
        "arn:aws:sts::111122223333:federated-user/bob,                    arn:aws:sts::111122223333:federated-user/bob",
        "arn:aws:iam::111122223333:user/team/alice,                       arn:aws:iam::111122223333:user/team/alice",
        "arn:aws:iam::111122223333:root,                                  arn:aws:iam::111122223333:root",
    })
    void sessionsOfOneRoleAreOnePrincipal(String arn, String principal) {
        assertThat(Caller.of("111122223333", arn).principalArn()).isEqualTo(principal);
    }
}

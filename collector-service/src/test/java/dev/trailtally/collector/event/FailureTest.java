package dev.trailtally.collector.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the contract, at Event.failed. */
class FailureTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {}                                                            | no  | ``
            {'errorCode':null,'errorMessage':null}                        | no  | ``
            {'errorCode':'','errorMessage':''}                            | no  | ``
            {'errorCode':'AccessDenied'}                                  | yes | AccessDenied
            {'errorCode':'AccessDenied','errorMessage':''}                | yes | AccessDenied
            {'errorCode':'','errorMessage':'Failed authentication'}       | yes | ``
            {'errorMessage':'Failed authentication'}                      | yes | ``
            {'errorCode':'200'}                                           | no  | ``
            {'errorCode':200}                                             | no  | ``
            {'errorCode':'304'}                                           | no  | ``
            {'errorCode':'100','errorMessage':'Continue'}                 | no  | ``
            {'errorCode':'399'}                                           | no  | ``
            {'errorCode':'400'}                                           | yes | 400
            {'errorCode':412}                                             | yes | 412
            {'errorCode':'503'}                                           | yes | 503
            {'errorCode':'099'}                                           | yes | 099
            {'errorCode':'20'}                                            | yes | 20
            {'errorCode':'2000'}                                          | yes | 2000
            {'errorCode':'2xx'}                                           | yes | 2xx
            {'responseElements':{'errorCode':'Throttled'}}                | yes | Throttled
            {'responseElements':{'errorMessage':'too many'}}              | yes | ``
            {'responseElements':{'errorCode':'','errorMessage':null}}     | no  | ``
            {'responseElements':{'errorCode':'200'}}                      | no  | ``
            {'errorCode':'A','responseElements':{'errorCode':'B'}}        | yes | A
            {'errorCode':'200','responseElements':{'errorCode':'B'}}      | yes | B
            {'errorMessage':'m','responseElements':{'errorCode':'B'}}     | yes | B
            {'responseElements':{'items':[{'errorCode':'B'}]}}            | no  | ``
            {'responseElements':{'status':'Failure'}}                     | no  | ``
            {'serviceEventDetails':{'state':'Failure'}}                   | no  | ``
            {'requestParameters':{'errorCode':'B'}}                       | no  | ``
            """)
    void aCallFailedIfOneOfTheFormsSaysSo(String members, String failed, String errorCode) {
        assertFailed(members, "s3.amazonaws.com", failed, errorCode);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {'responseElements':{'ConsoleLogin':'Success'}}                            | no
            {'responseElements':{'ConsoleLogin':'Failure'}}                            | yes
            {'responseElements':{'CheckMfa':'Failure'}}                                | yes
            {'responseElements':{'SwitchRole':'Failure'}}                              | yes
            {'responseElements':{'ExitRole':'Failure'}}                                | yes
            {'responseElements':{'RenewRole':'Failure'}}                               | yes
            {'responseElements':{'StepOfTheFuture':'Failure'}}                         | yes
            {'responseElements':{'a':'Success','CheckMfa':'Failure','b':'Success'}}    | yes
            {'responseElements':{'a':{'CheckMfa':'Failure'}}}                          | no
            {'responseElements':{'PasswordRecoveryRequested':'Success'}}               | no
            {'responseElements':null}                                                  | no
            {'serviceEventDetails':{'CredentialVerification':'Failure'}}               | yes
            {'serviceEventDetails':{'UserAuthentication':'Failure','LoginTo':'https'}} | yes
            {'serviceEventDetails':{'UserAuthentication':'Success'}}                   | no
            {'additionalEventData':{'MFAUsed':'Failure'}}                              | no
            """)
    void aSignInFailedIfItsResultSaysSo(String members, String failed) {
        assertFailed(members, "signin.amazonaws.com", failed, "");
        assertFailed(members, "sso.amazonaws.com", failed, "");
    }

    private static void assertFailed(String members, String eventSource, String failed, String errorCode) {
        var record = RecordText.of("Any", 1).with("eventSource", "'" + eventSource + "'");
        var row = Row.of(record.and(members));

        assertThat(row.failed()).as(members).isEqualTo(failed.equals("yes"));
        assertThat(row.errorCode()).as(members).isEqualTo(errorCode);
    }
}

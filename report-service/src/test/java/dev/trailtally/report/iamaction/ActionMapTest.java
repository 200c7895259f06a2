package dev.trailtally.report.iamaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionMapTest {

    @ParameterizedTest
    @CsvSource({
        "s3, GetObject, s3:GetObject",
        "s3, HeadObject, s3:GetObject",
        "s3, ListBuckets, s3:ListAllMyBuckets",
        "s3, ListObjects, s3:ListBucket",
        "s3, PutBucketLifecycle, s3:PutLifecycleConfiguration",
        "s3, CopyObject, s3:GetObject s3:PutObject",
        "lambda, Invoke, lambda:InvokeFunction",
        "lambda, UpdateFunctionCode20150331v2, lambda:UpdateFunctionCode",
        "lambda, ListFunctions20150331, lambda:ListFunctions",
        "cloudfront, GetDistribution2020_05_31, cloudfront:GetDistribution",
        "monitoring, PutMetricAlarm, cloudwatch:PutMetricAlarm",
        "apigateway, CreateRestApi, apigateway:POST",
        "es, DescribeDomain, es:DescribeDomain",
        "elasticloadbalancing, CreateTargetGroup, elasticloadbalancing:CreateTargetGroup",
        "ses, SendEmail, ses:SendEmail",
        "email, SendEmail, ses:SendEmail",
        "tagging, GetResources, tag:GetResources",
        "application-autoscaling, PutScalingPolicy, application-autoscaling:PutScalingPolicy",
        "kms, ReEncrypt, kms:ReEncryptFrom kms:ReEncryptTo"
    })
    void anEventIsMappedToTheActionsOfItsCall(String service, String eventName, String actions) {
        assertThat(ActionMap.of(service + ".amazonaws.com", eventName))
                .isEqualTo(new NeededPermission.Actions(List.of(actions.split(" ", -1))));
    }

    @ParameterizedTest
    @CsvSource({"sts, GetCallerIdentity", "signin, ConsoleLogin", "cognito-idp, SignUp", "sts, AssumeRoleWithSAML"})
    void someCallsNeedNoPermission(String service, String eventName) {
        assertThat(ActionMap.of(service + ".amazonaws.com", eventName)).isEqualTo(new NeededPermission.Unneeded());
    }

    @ParameterizedTest
    @CsvSource({
        "kms, RotateKey",
        "ec2, SharedSnapshotVolumeCreated",
        "autoscaling, PutScalingPolicy",
        "dynamodb, ExecuteStatement",
        "unheard-of, GetObject",
        "s3, *"
    })
    void whatTheEventAloneDoesNotTellIsNotMapped(String service, String eventName) {
        assertThat(ActionMap.of(service + ".amazonaws.com", eventName)).isEqualTo(new NeededPermission.NotMapped());
    }

    @ParameterizedTest
    @CsvSource({
        "monitoring, cloudwatch",
        "email, ses",
        "ses, ses",
        "s3, s3",
        "autoscaling, autoscaling",
        "amazonmq, mq",
        "signin, signin",
        "cloudcontrolapi, cloudformation"
    })
    void anEventSourceHasIamsNamespace(String service, String namespace) {
        assertThat(ActionMap.namespace(service + ".amazonaws.com")).contains(namespace);
    }

    @Test
    void anUnknownEventSourceHasNoNamespace() {
        assertThat(ActionMap.namespace("unheard-of.amazonaws.com")).isEmpty();
        assertThat(ActionMap.namespace("")).isEmpty();
    }

    @Test
    void theDataSetHasAVersion() {
        assertThat(ActionMap.dataSet()).matches("botocore [0-9.]+, .*");
    }
}

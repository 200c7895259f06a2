package dev.trailtally.collector.account;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Reports when a request that asks for it is signed and about to be sent. */
final class SendInterceptor implements ExecutionInterceptor {

    static final ExecutionAttribute<Runnable> ATTRIBUTE = new ExecutionAttribute<>("departure");

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        var departed = attributes.getAttribute(ATTRIBUTE);
        if (departed != null) {
            departed.run();
        }
    }
}

package dev.sluice.kubernetes;

import dev.sluice.control.ChangeTrigger;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/**
 * Turns each event of a kind into a request to compile. The object is in the store already; a compilation looks at all
 * objects, and statuses are written by {@link StatusWriter}, so there is nothing else to do for one object.
 *
 * @param <T> the kind
 */
@Ignore // Registered by GatewayReconcilers: the extension's build-time configuration loses the delete events.
final class ChangeReconciler<T extends HasMetadata> implements Reconciler<T> {
    private final ChangeTrigger trigger;

    ChangeReconciler(ChangeTrigger trigger) {
        this.trigger = trigger;
    }

    @Override
    public UpdateControl<T> reconcile(T resource, Context<T> context) {
        trigger.trigger(ResourceKey.of(resource));
        return UpdateControl.noUpdate();
    }
}

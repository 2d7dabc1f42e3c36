package dev.sluice.control;

import dev.sluice.resources.ResourceKey;

/** Told that something which compilation depends on has changed in the store. */
@FunctionalInterface
public interface ChangeTrigger {
    /**
     * Asks for a compilation soon; returns at once. Any thread.
     *
     * @param cause the object that changed, for logs
     */
    void trigger(ResourceKey cause);
}

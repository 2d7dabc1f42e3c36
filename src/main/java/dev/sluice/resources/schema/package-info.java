/**
 * Structural schemas as custom resource definitions write them: pruning of unknown fields, defaults, validation and
 * the rules of {@code x-kubernetes-validations}, on nodes that know their place in a text.
 *
 * <p>{@link dev.sluice.resources.schema.Schemas} reads the schemas that are part of this build: those of the Gateway
 * API's experimental channel, which is the standard one with more fields, as its CRDs define them, and small ones of
 * our own for the core kinds. What is checked is what an API server checks; the order and the wording of its messages are followed where that costs nothing.
 */
@NullMarked
package dev.sluice.resources.schema;

import org.jspecify.annotations.NullMarked;

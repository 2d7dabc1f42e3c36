/**
 * The Kubernetes resources that Sluice works from: kinds, keys, the store that follows them, the immutable
 * {@link dev.sluice.resources.ResourceSnapshot} that a compilation reads, the reader of YAML and JSON files with the
 * API server's defaulting and validation, and the index of reference grants.
 *
 * <p>Objects are the typed fabric8 models, always in their v1 form. They are never modified once they are in a store.
 */
@NullMarked
package dev.sluice.resources;

import org.jspecify.annotations.NullMarked;

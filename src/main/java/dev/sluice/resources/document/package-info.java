/**
 * YAML and JSON text as trees of nodes that know their line and column.
 *
 * <p>{@link dev.sluice.resources.document.DocumentReader} cuts a text into documents without parsing it, so that a
 * document that does not parse hides no other and one that did not change need not be parsed again. Plain scalars mean
 * what kubectl makes of them (YAML 1.1 booleans and integers), duplicate keys are errors, and size, depth and alias
 * expansion are limited. Knows nothing of Kubernetes.
 */
@NullMarked
package dev.sluice.resources.document;

import org.jspecify.annotations.NullMarked;

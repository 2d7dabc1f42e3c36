/**
 * Files of Kubernetes objects as the API server would hold them.
 *
 * <p>{@link dev.sluice.resources.manifest.ManifestParser} turns documents into typed objects and problems;
 * {@link dev.sluice.resources.manifest.ManifestSet} holds what all files say together: it gives objects the identity
 * that an API server gives them, keeps the last good version of an object whose document broke, and reports
 * duplicates. A problem names file, line, column, object, field and reason. Reads text, never files, except
 * {@link dev.sluice.resources.manifest.ManifestFiles}.
 */
@NullMarked
package dev.sluice.resources.manifest;

import org.jspecify.annotations.NullMarked;

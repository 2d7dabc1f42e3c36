/**
 * Sluice without Kubernetes: a directory of YAML files as the source of resources, and statuses printed as tables.
 */
@NullMarked
package dev.sluice.standalone;

import org.jspecify.annotations.NullMarked;

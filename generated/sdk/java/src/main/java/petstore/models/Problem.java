// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore.models;

import petstore.runtime.Nullable;

public record Problem(@Nullable String message) {}

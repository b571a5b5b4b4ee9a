/**
 * Who vouches for a version.
 *
 * <p>{@link io.millrace.schemas.signature.SignedStatement} is what is signed: the name of the
 * model, the number, the manifest and every file, so that nothing of a version can be exchanged for
 * something of another. {@link io.millrace.schemas.signature.SigningKey} signs with Ed25519 (RFC
 * 8032), {@link io.millrace.schemas.signature.TrustedKeys} is the folder of public keys that a host
 * trusts, {@link io.millrace.schemas.signature.SignatureFile} is how a signature lies beside a
 * version's files until it is published.
 */
@NullMarked
package io.millrace.schemas.signature;

import org.jspecify.annotations.NullMarked;

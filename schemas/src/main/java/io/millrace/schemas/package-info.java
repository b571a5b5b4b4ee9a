/**
 * The contract between the programs: which topics there are, what their records look like, how they
 * are read.
 *
 * <p>Producers, the inference job and the registry sync meet on topics alone, so this module is all
 * that they share. {@link io.millrace.schemas.Topics} names every topic once; {@link
 * io.millrace.schemas.TopicAdmin} creates what is missing and refuses settings that would lose
 * data; {@link io.millrace.schemas.PredictionReader} is how a consumer reads predictions without
 * meeting one twice. The records themselves are generated into {@code io.millrace.avro} from the
 * schemas beside this code.
 */
@NullMarked
package io.millrace.schemas;

import org.jspecify.annotations.NullMarked;

/**
 * The contract between the programs: which topics there are, what their records look like, how they
 * are read.
 *
 * <p>Producers, the inference job and the registry sync meet on topics alone, so this module is all
 * that they share. {@link io.millrace.schemas.Topics} names every topic once; {@link
 * io.millrace.schemas.TopicAdmin} creates what is missing and refuses settings that would lose
 * data; {@link io.millrace.schemas.PredictionReader} is how a consumer reads predictions without
 * meeting one twice; {@link io.millrace.schemas.DeadLetterHeaders} says why a record was given up.
 * The records themselves are generated into {@code io.millrace.avro} from the schemas beside this
 * code. Make them with their constructors, or with a builder that is given every enum: Avro 1.12.2
 * looks classes up by name to fill in an enum's default or to copy a record ({@code
 * newBuilder(other)}), and refuses that unless the whole process is told to trust them.
 */
@NullMarked
package io.millrace.schemas;

import org.jspecify.annotations.NullMarked;

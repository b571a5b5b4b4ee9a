package io.millrace.job.operator;

import io.millrace.job.log.RawRecord;
import java.util.Collection;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReaderBase;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.NumberSequenceIterator;

/**
 * So many times the same image, as a log of two partitions would give it: partition p holds the
 * numbers of the p-th half, and offsets are numbers.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record NumberedImages(long images, byte[] event)
    implements Source<RawRecord, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

  private static final long serialVersionUID = 1L;

  static final int PARTITIONS = 2;

  private NumberSequenceSource numbers() {
    return new NumberSequenceSource(0, images - 1);
  }

  int partition(long number) {
    return (int) (number * PARTITIONS / images);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context) {
    return numbers().createEnumerator(context);
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context,
      Collection<NumberSequenceSplit> checkpoint) {
    return numbers().restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
    return numbers().getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<NumberSequenceSplit>>
      getEnumeratorCheckpointSerializer() {
    return numbers().getEnumeratorCheckpointSerializer();
  }

  @Override
  public SourceReader<RawRecord, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new IteratorSourceReaderBase<
        Long, RawRecord, NumberSequenceIterator, NumberSequenceSplit>(context) {
      @Override
      protected RawRecord convert(Long number) {
        RawRecord like = OperatorBench.record(0, event);
        return new RawRecord(
            like.key(), event, like.headers(), partition(number), number, 1_000 + number);
      }

      @Override
      public void close() {}
    };
  }
}

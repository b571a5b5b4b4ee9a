package io.millrace.tests.architecture.wrong.ingest;

import ai.onnxruntime.OrtEnvironment;
import io.millrace.tests.architecture.wrong.util.Anything;
import org.apache.flink.api.common.JobID;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.kafka.streams.KeyValue;
import org.bytedeco.opencv.opencv_core.Mat;

/** The gateway should know the contract and none of these. */
public record Gateway(
    OrtEnvironment runtime,
    Mat image,
    JobID flink,
    KeyValue<Anything, Anything> streams,
    ParsedSchema confluent) {}

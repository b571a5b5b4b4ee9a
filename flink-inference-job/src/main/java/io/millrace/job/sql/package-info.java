/**
 * ONNX models in Flink SQL: {@code CREATE MODEL … WITH ('provider' = 'millrace-onnx')} and {@code
 * ML_PREDICT}.
 *
 * <p>Flink finds {@link io.millrace.job.sql.OnnxModelProviderFactory} by its service file. When a
 * query is planned, the factory reads the model's {@code model.json}, holds the declared columns
 * against it ({@code InputSchema}, {@code OutputSchema}) and says everything that does not fit at
 * once. What it makes travels to the tasks. There a {@code Predictor} per task takes its model from
 * the {@code SqlEngine} that all tasks of the TaskManager share, and each row goes
 *
 * <pre>
 * row -> RowInput -> the engine's batch -> RowOutput -> row
 *              \-> no image -------------> row of NULLs, or the query fails
 * </pre>
 *
 * <p>This is the only package that knows Flink's tables; a cluster that runs no SQL never loads it.
 */
@NullMarked
package io.millrace.job.sql;

import org.jspecify.annotations.NullMarked;

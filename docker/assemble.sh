#!/bin/bash
# Lays out what the images hold, from modules that Maven has packaged:
#
#   mvn -pl ingest,model-registry-sync,flink-inference-job -am \
#       package dependency:copy-dependencies -DincludeScope=runtime
#   docker/assemble.sh OUT
#
#   OUT/http-gateway/{lib,last}   class path of io.millrace.ingest.http.HttpGatewayMain
#   OUT/registry-sync/{lib,last}  class path of io.millrace.registry.RegistrySyncMain
#   OUT/flink/{lib,usrlib}        what goes into Flink's own folders
#   OUT/onnxruntime               ONNX Runtime's native libraries
set -euo pipefail

out=${1:?usage: docker/assemble.sh OUT}
cd "$(dirname "$0")/.."

# The one jar that a module makes.
module_jar() {
  local jars=("$1"/target/"$1"-[0-9]*.jar)
  if [[ ${#jars[@]} -ne 1 || ! -f ${jars[0]} ]]; then
    echo "assemble.sh: expected one jar of $1, found: ${jars[*]}" >&2
    exit 1
  fi
  echo "${jars[0]}"
}

# A program's class path. flink-sql-avro-confluent-registry carries other people's classes
# unrelocated, zstd-jni among them, so it has a folder of its own that comes last.
program() {
  local module=$1 target=$out/$2
  mkdir -p "$target/lib" "$target/last"
  cp "$module"/target/dependency/*.jar "$(module_jar "$module")" "$target/lib/"
  mv "$target"/lib/flink-sql-avro-confluent-registry-*.jar "$target/last/"
}

# What the module lays out itself: lib/, which Flink loads once, and the thin job jar for usrlib/, which is
# loaded anew for each job.
flink() {
  local thin=(flink-inference-job/target/flink/*-thin.jar)
  mkdir -p "$out/flink/lib" "$out/flink/usrlib"
  cp flink-inference-job/target/flink/lib/*.jar "$out/flink/lib/"
  cp "${thin[0]}" "$out/flink/usrlib/millrace-job.jar"
}

# ONNX Runtime unpacks itself into the temp folder at every start, and a killed process leaves that
# behind (28 MB; 650 MB with CUDA). Unpacked once, and named by -Donnxruntime.native.path, it does not.
onnxruntime() {
  local platform jars=(engine/target/dependency/onnxruntime*.jar)
  case "$(uname -m)" in
    x86_64) platform=linux-x64 ;;
    aarch64) platform=linux-aarch64 ;;
    *) echo "assemble.sh: ONNX Runtime has no native library for $(uname -m)" >&2; exit 1 ;;
  esac
  local jar unpacked=$out/unpacked
  jar=$(realpath "${jars[0]}")
  mkdir -p "$unpacked"
  (cd "$unpacked" && jar --extract --file "$jar" "ai/onnxruntime/native/$platform")
  mv "$unpacked/ai/onnxruntime/native/$platform" "$out/onnxruntime"
  rm -r "$unpacked"
}

program ingest http-gateway
program model-registry-sync registry-sync
flink
onnxruntime

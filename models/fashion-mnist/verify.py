"""Checks the ONNX files, model.json and fixtures against each other; prints what it measured.

    python verify.py [DATASET]

Exits with an AssertionError at the first thing that does not hold.
"""

import argparse
import csv
import hashlib
import json
import math
import time
from pathlib import Path

import numpy as np
import onnx

from data import DEFAULT_DATASET, LABELS, load
from fixtures import HERE, Scorer, read_labels, read_png

VERSIONS = (1, 2)
BATCHES = (1, 7, 32)
TOLERANCE = 1e-6


def check_graph(path: Path) -> None:
    """One file, standard operators only, the input and output that model.json names."""
    assert [p.name for p in path.parent.glob("model.onnx*")] == ["model.onnx"]
    model = onnx.load(path, load_external_data=False)
    onnx.checker.check_model(model, full_check=True)
    weights = model.graph.initializer
    assert all(w.data_location == onnx.TensorProto.DEFAULT and not w.external_data for w in weights)
    assert {o.domain for o in model.opset_import} == {""}
    assert _shapes(model.graph.input) == {"image": ["batch", 1, 28, 28]}
    assert _shapes(model.graph.output) == {"logits": ["batch", 10]}
    parameters = sum(math.prod(w.dims) for w in weights)
    operators = " ".join(node.op_type for node in model.graph.node)
    content = path.read_bytes()
    print(f"  IR {model.ir_version}, opset {model.opset_import[0].version}: {operators}")
    print(f"  {parameters} parameters in the graph, {len(content)} bytes")
    print(f"  sha256 {hashlib.sha256(content).hexdigest()}")


def _shapes(values: list[onnx.ValueInfoProto]) -> dict[str, list[str | int]]:
    return {
        v.name: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in values
    }


def check_golden_outputs(version: int, scorer: Scorer) -> None:
    """The CSV holds every sample in order, and its numbers come out of every batch size."""
    with (HERE / "golden-outputs" / f"{version}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["file"]: row["label"] for row in rows} == read_labels()
    expected = np.array([[float(row[f"p{c}"]) for c in range(len(LABELS))] for row in rows])
    pixels = np.stack([read_png(HERE / "samples" / row["file"]) for row in rows])
    for batch in BATCHES:
        difference = np.abs(_in_batches(scorer, pixels, batch) - expected).max()
        assert difference <= TOLERANCE, f"batch {batch}: {difference}"
        print(f"  batch {batch}: golden outputs differ by at most {difference:.1e}")
    truth = [LABELS.index(row["label"]) for row in rows]
    print(f"  accuracy on {len(rows)} samples: {np.mean(expected.argmax(axis=1) == truth):.4f}")


def check_golden_examples(version: int, scorer: Scorer) -> None:
    """Each example of model.json is the first choice of the model, with the score written there."""
    model = json.loads((HERE / str(version) / "model.json").read_text())
    golden = model["golden"]
    assert [example["label"] for example in golden["examples"]] == LABELS
    for example in golden["examples"]:
        pixels = read_png(HERE / str(version) / example["image"])
        row = scorer.probabilities(pixels[np.newaxis])[0]
        best = int(row.argmax())
        assert LABELS[best] == example["label"], example
        assert abs(row[best] - example["score"]) <= TOLERANCE, example


def check_samples(images: np.ndarray, classes: np.ndarray) -> None:
    """Every sample is the test image that its name says, unchanged, with its label."""
    labels = read_labels()
    files = {path.name for path in (HERE / "samples").glob("*.png")}
    assert files == set(labels) and len(labels) == 1000
    for name, label in labels.items():
        index = int(name.removesuffix(".png"))
        assert np.array_equal(read_png(HERE / "samples" / name), images[index]), name
        assert label == LABELS[classes[index]], name


def measure(scorer: Scorer, images: np.ndarray, classes: np.ndarray) -> None:
    """Prints the accuracy on the test set, by class too, and the time of a batch of 1 and 32."""
    right = _in_batches(scorer, images, 32).argmax(axis=1) == classes
    by_class = ", ".join(f"{n} {right[classes == c].mean():.3f}" for c, n in enumerate(LABELS))
    print(f"  accuracy on {len(images)} test images: {right.mean():.4f}\n  by class: {by_class}")
    for batch in (1, 32):
        print(
            f"  batch {batch}: {_median_micros(scorer, images[:batch]):.0f} µs with normalisation"
        )


def _median_micros(scorer: Scorer, pixels: np.ndarray) -> float:
    times = []
    for _ in range(500):
        began = time.perf_counter()
        scorer.probabilities(pixels)
        times.append(time.perf_counter() - began)
    return float(np.median(times)) * 1e6


def _in_batches(scorer: Scorer, pixels: np.ndarray, batch: int) -> np.ndarray:
    starts = range(0, len(pixels), batch)
    return np.concatenate([scorer.probabilities(pixels[s : s + batch]) for s in starts])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, nargs="?", default=DEFAULT_DATASET)
    images, classes = load(parser.parse_args().dataset, "t10k")
    check_samples(images, classes)
    for version in VERSIONS:
        print(f"version {version}")
        path = HERE / str(version) / "model.onnx"
        check_graph(path)
        scorer = Scorer(path)
        check_golden_outputs(version, scorer)
        check_golden_examples(version, scorer)
        measure(scorer, images, classes)


if __name__ == "__main__":
    main()

"""Makes everything that is derived from the two ONNX files and the test set.

    python fixtures.py [DATASET]

Writes, beside this file: samples/, golden-outputs/, each version's golden/ and model.json. Every
number comes from ONNX Runtime on a PNG file read back by Pillow, one image at a time.
"""

import argparse
import csv
import json
import re
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from data import DEFAULT_DATASET, LABELS, MEAN, SCALE, STD, load, normalise

HERE = Path(__file__).parent
SAMPLES_PER_CLASS = 100

# A golden example must move visibly under a wrong mean, scale or layout: sure, but not saturated.
GOLDEN_SCORES = (0.6, 0.99)

DESCRIPTIONS = {
    1: "Kind of garment in a 28x28 grey image; fully connected network 784-64-10",
    2: "Kind of garment in a 28x28 grey image; three 3x3 convolutions of 16, 32, 64 channels",
}


class Scorer:
    """One version's ONNX file, as ONNX Runtime runs it on one CPU thread."""

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """Maps uint8 [n,28,28], as one batch, to the softmax of the logits, float64 [n,10]."""
        (logits,) = self._session.run(["logits"], {"image": normalise(pixels)})
        exponentials = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)


def read_png(path: Path) -> np.ndarray:
    """Returns uint8 [28,28]."""
    with Image.open(path) as image:
        if (image.mode, image.size) != ("L", (28, 28)):
            raise ValueError(f"{path}: {image.mode} {image.size}, not 8-bit grey 28x28")
        return np.asarray(image)


def read_labels() -> dict[str, str]:
    """Returns the label of each sample's file name, in the order of samples/labels.csv."""
    with (HERE / "samples" / "labels.csv").open(newline="") as file:
        return {row["file"]: row["label"] for row in csv.DictReader(file)}


def write_samples(images: np.ndarray, classes: np.ndarray) -> None:
    """The first 100 test images of each class, named by their index in the test set."""
    folder = HERE / "samples"
    folder.mkdir(exist_ok=True)
    firsts = [np.flatnonzero(classes == c)[:SAMPLES_PER_CLASS] for c in range(len(LABELS))]
    rows = []
    for index in sorted(np.concatenate(firsts)):
        name = f"{index:05d}.png"
        Image.fromarray(images[index]).save(folder / name, optimize=True)
        rows.append([name, LABELS[classes[index]]])
    _write_csv(folder / "labels.csv", ["file", "label"], rows)


def score_samples(version: int) -> dict[str, np.ndarray]:
    """Returns the 10 probabilities of each sample, by file name, each scored as a batch of 1."""
    scorer = Scorer(HERE / str(version) / "model.onnx")
    return {
        name: scorer.probabilities(read_png(HERE / "samples" / name)[np.newaxis])[0]
        for name in read_labels()
    }


def write_golden_outputs(version: int, scores: dict[str, np.ndarray]) -> None:
    """golden-outputs/VERSION.csv: the sample, its true label, its 10 probabilities."""
    labels = read_labels()
    rows = [[name, labels[name], *(f"{p:.9g}" for p in row)] for name, row in scores.items()]
    path = HERE / "golden-outputs" / f"{version}.csv"
    path.parent.mkdir(exist_ok=True)
    _write_csv(path, ["file", "label", *(f"p{c}" for c in range(len(LABELS)))], rows)


def choose_golden(scores: dict[int, dict[str, np.ndarray]]) -> dict[str, str]:
    """Returns label -> sample: the first of each class that every version is right and sure of."""
    low, high = GOLDEN_SCORES
    chosen: dict[str, str] = {}
    for name, label in read_labels().items():
        of_label = [version[name][LABELS.index(label)] for version in scores.values()]
        if label not in chosen and low <= min(of_label) and max(of_label) <= high:
            chosen[label] = name
    missing = set(LABELS) - set(chosen)
    if missing:
        raise ValueError(f"no golden example for {missing}")
    return {label: chosen[label] for label in LABELS}


def write_version(version: int, golden: dict[str, str], scores: dict[str, np.ndarray]) -> None:
    """Writes the version's golden/*.png and model.json."""
    folder = HERE / str(version)
    (folder / "golden").mkdir(exist_ok=True)
    examples = []
    for label, sample in golden.items():
        image = f"golden/{_file_name(label)}"
        (folder / image).write_bytes((HERE / "samples" / sample).read_bytes())
        score = float(f"{scores[sample][LABELS.index(label)]:.9g}")
        examples.append({"image": image, "label": label, "score": score})
    text = json.dumps(_model_json(version, examples), indent=2)
    (folder / "model.json").write_text(text + "\n")


def _model_json(version: int, examples: list[dict[str, object]]) -> dict[str, object]:
    return {
        "model": "fashion-mnist",
        "version": version,
        "description": DESCRIPTIONS[version],
        "license": "Apache-2.0 (weights), trained on Fashion-MNIST (MIT)",
        "input": {
            "name": "image",
            "layout": "NCHW",
            "width": 28,
            "height": 28,
            "resize": "stretch",
            "interpolation": "area",
            "color": "grey",
            "scale": SCALE,
            "mean": [MEAN],
            "std": [STD],
            "type": "float32",
        },
        "output": {
            "kind": "classification",
            "name": "logits",
            "activation": "softmax",
            "topK": 3,
            "labels": LABELS,
        },
        "batch": {"max": 32},
        "golden": {"tolerance": 0.0001, "examples": examples},
        "precision": {
            "type": "fp32",
            "origin": "trained and exported in fp32 by models/fashion-mnist/train.py",
        },
    }


def _file_name(label: str) -> str:
    """ "T-shirt/top" -> "t-shirt-top.png"."""
    return re.sub("[^a-z]+", "-", label.lower()) + ".png"


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, nargs="?", default=DEFAULT_DATASET)
    write_samples(*load(parser.parse_args().dataset, "t10k"))
    scores = {version: score_samples(version) for version in DESCRIPTIONS}
    golden = choose_golden(scores)
    for version in DESCRIPTIONS:
        write_golden_outputs(version, scores[version])
        write_version(version, golden, scores[version])


if __name__ == "__main__":
    main()

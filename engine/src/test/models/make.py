"""Makes the small models that the engine's tests run, and what they must answer.

    python make.py

Writes into ../resources/models: the shipped convolutional network in half precision and in 8 bits
(QDQ), a network with an output of every type, and three detectors. Beside each lies NAME.json, the
answer that ONNX Runtime for Python and a plain reading of it gave. Seeds are fixed. Also writes the
model of one addition that the engine tries a GPU with.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from PIL import Image

HERE = Path(__file__).parent
OUT = HERE.parent / "resources" / "models"
ADDITION = HERE.parents[1] / "main/resources/io/millrace/engine/onnx/addition.onnx"
SHIPPED = HERE.parents[3] / "models/fashion-mnist/2"
MEAN, STD = 0.286, 0.353
SIDE = 64  # of the detectors' input
CLASSES = 3


def model(nodes, inputs, outputs, initializers=()) -> onnx.ModelProto:
    graph = helper.make_graph(nodes, "g", inputs, outputs, initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    onnx.checker.check_model(made, full_check=True)
    return made


def value(name: str, kind: int, *shape) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name: str, array: np.ndarray) -> onnx.TensorProto:
    return numpy_helper.from_array(array, name)


def session(made: onnx.ModelProto) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(
        made.SerializeToString(), providers=["CPUExecutionProvider"]
    )


def save(name: str, made: onnx.ModelProto, answer: object) -> None:
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.onnx").write_bytes(made.SerializeToString())
    (OUT / f"{name}.json").write_text(json.dumps(answer, indent=1) + "\n")


def golden_images() -> dict[str, np.ndarray]:
    """Name -> uint8 [28,28]."""
    return {p.name: np.asarray(Image.open(p)) for p in sorted((SHIPPED / "golden").glob("*.png"))}


def normalised(pixels: np.ndarray) -> np.ndarray:
    return ((pixels.astype(np.float32) / 255 - MEAN) / STD)[np.newaxis, np.newaxis]


def logits(made: onnx.ModelProto, kind: type) -> dict[str, list[float]]:
    runs = session(made)
    return {
        name: runs.run(["logits"], {"image": normalised(pixels).astype(kind)})[0][0]
        .astype(np.float64)
        .tolist()
        for name, pixels in golden_images().items()
    }


def half() -> None:
    """Weights, input and output in float16."""
    made = onnx.load(SHIPPED / "model.onnx")
    for weight in made.graph.initializer:
        if weight.data_type == TensorProto.FLOAT:
            array = numpy_helper.to_array(weight).astype(np.float16)
            weight.CopyFrom(constant(weight.name, array))
    for tensor in [*made.graph.input, *made.graph.output]:
        tensor.type.tensor_type.elem_type = TensorProto.FLOAT16
    del made.graph.value_info[:]
    onnx.checker.check_model(made, full_check=True)
    save("fashion-mnist-fp16", made, logits(made, np.float16))


class Samples(CalibrationDataReader):
    def __init__(self) -> None:
        files = sorted((SHIPPED.parent / "samples").glob("*.png"))[:200]
        self._images = iter([{"image": normalised(np.asarray(Image.open(f)))} for f in files])

    def get_next(self):
        return next(self._images, None)


def eight_bits() -> None:
    """Quantised with 200 samples; input and output stay float32."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "int8.onnx"
        quantize_static(
            SHIPPED / "model.onnx",
            target,
            Samples(),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        made = onnx.load(target)
    save("fashion-mnist-int8", made, logits(made, np.float32))


def types() -> None:
    """uint8 pixels [b,1,4,4] in; the same 16 numbers out in every type that the engine reads."""
    kinds = {
        "fp32": TensorProto.FLOAT,
        "fp16": TensorProto.FLOAT16,
        "bf16": TensorProto.BFLOAT16,
        "fp64": TensorProto.DOUBLE,
        "uint8": TensorProto.UINT8,
        "int8": TensorProto.INT8,
        "int16": TensorProto.INT16,
        "int32": TensorProto.INT32,
        "int64": TensorProto.INT64,
        "bool": TensorProto.BOOL,
    }
    nodes = [helper.make_node("Flatten", ["image"], ["flat"])]
    nodes += [helper.make_node("Cast", ["flat"], [n], to=k) for n, k in kinds.items()]
    made = model(
        nodes,
        [value("image", TensorProto.UINT8, "b", 1, 4, 4)],
        [value(n, k, "b", 16) for n, k in kinds.items()],
    )
    save("types", made, {"outputs": list(kinds)})


def clusters(generator: np.random.Generator, boxes: int) -> tuple[np.ndarray, np.ndarray]:
    """Centre-size boxes that crowd around a few places and reach into the edges, and scores."""
    places = generator.uniform(4, SIDE - 4, (boxes // 6, 4))
    places[:, 2:] = generator.uniform(8, 28, (len(places), 2))
    chosen = places[generator.integers(0, len(places), boxes)]
    crowd = chosen + generator.normal(0, 2.5, chosen.shape)
    crowd[:, 2:] = np.maximum(crowd[:, 2:], 1)
    scores = generator.beta(0.6, 1.4, (boxes, CLASSES))
    return crowd.astype(np.float32), scores.astype(np.float32)


def detector(outputs: dict[str, tuple[np.ndarray, np.ndarray]]) -> onnx.ModelProto:
    """Each output is table + brightness * slope, brightness the mean of the image's values."""
    nodes = [helper.make_node("ReduceMean", ["image"], ["m"], axes=[1, 2, 3], keepdims=0)]
    nodes.append(helper.make_node("Reshape", ["m", "column"], ["brightness"]))
    weights = [constant("column", np.array([-1, 1, 1], dtype=np.int64))]
    for name, (table, slope) in outputs.items():
        nodes.append(helper.make_node("Mul", ["brightness", f"{name}_slope"], [f"{name}_part"]))
        nodes.append(helper.make_node("Add", [f"{name}_part", f"{name}_table"], [name]))
        weights.append(constant(f"{name}_slope", slope[np.newaxis]))
        weights.append(constant(f"{name}_table", table[np.newaxis]))
    shapes = {name: table.shape for name, (table, _) in outputs.items()}
    return model(
        nodes,
        [value("image", TensorProto.FLOAT, "b", 3, SIDE, SIDE)],
        [value(n, TensorProto.FLOAT, "b", *shape) for n, shape in shapes.items()],
        weights,
    )


def suppressed(found: list[tuple], iou_threshold: float, most: int) -> list[tuple]:
    """The plain algorithm: class by class, the best goes in and takes out what overlaps it."""
    kept = []
    for of_class in {f[1] for f in found}:
        left = sorted((f for f in found if f[1] == of_class), key=lambda f: (-f[0], f[2]))
        while left:
            best, *left = left
            kept.append(best)
            left = [f for f in left if overlap(best[3], f[3]) <= iou_threshold]
    return sorted(kept, key=lambda f: (-f[0], f[2]))[:most]


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    if (sides <= 0).any():
        return 0.0
    both = float(np.prod(sides))
    return both / (float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2])) - both)


def answer(boxes: np.ndarray, scores: np.ndarray, best_only: bool, classes: range) -> list[dict]:
    """Centre-size boxes in pixels and scores [boxes, classes] -> what a prediction says."""
    found = []
    for i, (box, row) in enumerate(zip(boxes, scores)):
        corners = np.concatenate([box[:2] - box[2:] / 2, box[:2] + box[2:] / 2])
        inside = np.clip(corners, 0, SIDE)
        if (inside[2:] <= inside[:2]).any():
            continue
        for c in [int(row.argmax())] if best_only else classes:
            if row[c] >= 0.3:
                found.append((float(row[c]), c, i * len(row) + c, corners))
    return [
        {
            "index": c,
            "score": score,
            "box": [float(v) for v in np.clip(corners, 0, SIDE)],
        }
        for score, c, _, corners in suppressed(found, 0.45, 40)
    ]


def detectors() -> None:
    grey = 128 / 255
    image = np.full((2, 3, SIDE, SIDE), grey, dtype=np.float32)
    image[1] = 230 / 255
    boxes, scores = clusters(np.random.default_rng(5), 60)
    none = np.zeros_like(boxes.T)

    made = detector({"output0": (np.vstack([boxes.T, scores.T / 2]), np.vstack([none, scores.T / 2]))})
    out = session(made).run(None, {"image": image})[0]
    save("yolov8", made, [answer(o[:4].T, o[4:].T, True, range(CLASSES)) for o in out])

    objectness = np.sqrt(scores.max(axis=1, keepdims=True))
    shares = scores / objectness
    slope = np.zeros((60, 5 + CLASSES), dtype=np.float32)
    slope[:, 5:] = shares / 2
    made = detector({"output0": (np.hstack([boxes, objectness, shares / 2]), slope)})
    out = session(made).run(None, {"image": image})[0]
    save(
        "yolov5",
        made,
        [answer(o[:, :4], o[:, 4:5] * o[:, 5:], True, range(CLASSES)) for o in out],
    )

    # Corners, y first, 0 to 1; class 0 is the background.
    corners = np.hstack([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2])
    yxyx = (corners[:, [1, 0, 3, 2]] / SIDE).astype(np.float32)
    made = detector({"scores": (scores / 2, scores / 2), "boxes": (yxyx, np.zeros_like(yxyx))})
    out_scores, _ = session(made).run(None, {"image": image})
    save("ssd", made, [answer(boxes, s, False, range(1, CLASSES)) for s in out_scores])


def addition() -> None:
    made = model(
        [helper.make_node("Add", ["x", "x"], ["y"])],
        [value("x", TensorProto.FLOAT, "b", 4)],
        [value("y", TensorProto.FLOAT, "b", 4)],
    )
    ADDITION.write_bytes(made.SerializeToString())


def main() -> None:
    half()
    eight_bits()
    types()
    detectors()
    addition()


if __name__ == "__main__":
    main()

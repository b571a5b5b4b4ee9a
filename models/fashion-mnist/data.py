"""Fashion-MNIST: where it lies, how it is read, and how a pixel becomes an input value."""

import gzip
from pathlib import Path

import numpy as np

DEFAULT_DATASET = Path("/usr/share/datasets/fashion-mnist")  # Debian package dataset-fashion-mnist

LABELS = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]  # fmt: skip

SCALE = 0.00392156862745098  # 1/255
MEAN = 0.2860
STD = 0.3530


def load(dataset: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns uint8 images [n,28,28] and labels [n]; split is "train" or "t10k"."""
    images = _read_idx(dataset / f"{split}-images-idx3-ubyte.gz")
    labels = _read_idx(dataset / f"{split}-labels-idx1-ubyte.gz")
    if len(images) != len(labels):
        raise ValueError(f"{split}: {len(images)} images but {len(labels)} labels")
    return images, labels


def normalise(pixels: np.ndarray) -> np.ndarray:
    """Maps uint8 [n,28,28] to float32 [n,1,28,28]: (pixel * scale - mean) / std."""
    values = pixels.astype(np.float32) * np.float32(SCALE)
    return ((values - np.float32(MEAN)) / np.float32(STD))[:, np.newaxis]


def _read_idx(path: Path) -> np.ndarray:
    """The idx format: 0, 0, type (8: uint8), rank; a big-endian size per axis; then the bytes."""
    raw = gzip.decompress(path.read_bytes())
    if raw[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path}: not an idx file of unsigned bytes")
    rank = raw[3]
    shape = np.frombuffer(raw, dtype=">u4", count=rank, offset=4)
    return np.frombuffer(raw, dtype=np.uint8, offset=4 + 4 * rank).reshape(shape)

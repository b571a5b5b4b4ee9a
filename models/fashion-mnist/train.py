"""Trains both versions of the model on Fashion-MNIST and exports them to ONNX.

    python train.py [DATASET] [--out DIR]

Writes DIR/1/model.onnx and DIR/2/model.onnx (DIR: the folder of this file). CPU only; seeds are
fixed. The last 5,000 training images are held out to watch the accuracy of each epoch; the test set
is never read here.
"""

import argparse
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.nn import functional

from data import DEFAULT_DATASET, load, normalise

HELD_OUT = 5_000
OPSET = 17


@dataclass(frozen=True)
class Recipe:
    """How one version is trained; the learning rate falls to zero along a cosine."""

    version: int
    network: Callable[[], nn.Module]
    optimiser: Callable[[nn.Module], torch.optim.Optimizer]
    epochs: int
    batch: int
    seed: int
    mirror: bool  # half of the images are mirrored left to right


def dense_network() -> nn.Module:
    """784-64-10."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


def convolutional_network() -> nn.Module:
    """Three 3x3 convolutions of 16, 32 and 64 channels, each halved by max pooling, then 576-10."""
    return nn.Sequential(
        *_convolution(1, 16),
        *_convolution(16, 32),
        *_convolution(32, 64),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(64 * 3 * 3, 10),
    )


def _convolution(inputs: int, outputs: int) -> list[nn.Module]:
    """The export folds the batch norm into the convolution."""
    return [
        nn.Conv2d(inputs, outputs, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        nn.MaxPool2d(2),
    ]


RECIPES = [
    Recipe(
        version=1,
        network=dense_network,
        optimiser=lambda net: torch.optim.SGD(net.parameters(), lr=0.02),
        epochs=5,
        batch=64,
        seed=1,
        mirror=False,
    ),
    Recipe(
        version=2,
        network=convolutional_network,
        optimiser=lambda net: torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-2),
        epochs=12,
        batch=128,
        seed=2,
        mirror=True,
    ),
]


def train(recipe: Recipe, images: torch.Tensor, labels: torch.Tensor) -> nn.Module:
    """Returns the trained network, in evaluation mode."""
    torch.manual_seed(recipe.seed)
    network = recipe.network()
    optimiser = recipe.optimiser(network)
    size = len(images) - HELD_OUT
    steps = recipe.epochs * -(-size // recipe.batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(1, recipe.epochs + 1):
        began = time.monotonic()
        network.train()
        for chosen in torch.randperm(size).split(recipe.batch):
            batch = mirror_half(images[chosen]) if recipe.mirror else images[chosen]
            loss = functional.cross_entropy(network(batch), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        held_out = accuracy(network.eval(), images[size:], labels[size:])
        seconds = time.monotonic() - began
        print(f"version {recipe.version} epoch {epoch}: held-out {held_out:.4f} ({seconds:.1f} s)")
    return network


def mirror_half(images: torch.Tensor) -> torch.Tensor:
    """Mirrors each image [n,1,28,28] left to right with probability one half."""
    mirrored = torch.rand(len(images), 1, 1, 1) < 0.5
    return torch.where(mirrored, images.flip(3), images)


@torch.no_grad()
def accuracy(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """The fraction of images whose largest logit is that of their label."""
    return (network(images).argmax(1) == labels).float().mean().item()


def export(network: nn.Module, path: Path) -> None:
    """Writes one ONNX file: image [batch,1,28,28] -> logits [batch,10], weights inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network,
        (torch.zeros(1, 1, 28, 28),),
        str(path),
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(path, load_external_data=False), full_check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, nargs="?", default=DEFAULT_DATASET)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()

    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    pixels, classes = load(arguments.dataset, "train")
    images, labels = torch.from_numpy(normalise(pixels)), torch.from_numpy(classes.astype("int64"))
    for recipe in RECIPES:
        network = train(recipe, images, labels)
        path = arguments.out / str(recipe.version) / "model.onnx"
        export(network, path)
        content = path.read_bytes()
        print(f"{path}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()

"""Trains the network that `mnist-clock learn` trains, in PyTorch, and prints how many digits a second it took.

Usage: torch_training.py IMAGES LABELS NETWORK SECONDS, IDX files that aren't compressed, cnn or fc, and about how long.
The layers, the batch, the optimiser and the changes that each digit goes through are those of
HostTools/Making/ReaderTraining, each as people write it in PyTorch: whole batches at a time. It uses all cores.
Must never be faster by doing less: what ReaderTraining does for a digit, this does.
"""

import math
import os
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

BATCH = 128


def network(name):
    if name == "fc":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 10))

    def stage(inputs, outputs, pools=False):
        layers = [nn.Conv2d(inputs, outputs, 3, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        return layers + ([nn.MaxPool2d(2)] if pools else [])

    return nn.Sequential(
        *stage(1, 8), *stage(8, 12, True), *stage(12, 20), *stage(20, 24, True), *stage(24, 20), nn.Flatten(),
        nn.Linear(80, 10))


def uniform(count, limit):
    return (torch.rand(count) * 2 - 1) * limit


def augmented(pictures):
    count = len(pictures)
    angle, slant = uniform(count, 0.19), uniform(count, 0.12)
    wide, high = 1 + uniform(count, 0.12), 1 + uniform(count, 0.12)
    sine, cosine = torch.sin(angle), torch.cos(angle)
    # grid_sample's units are half a picture.
    shift = uniform(2 * count, 1.75 / 14).view(2, count)
    rows = torch.stack([
        torch.stack([(cosine + sine * slant) / wide, (slant * cosine - sine) / wide, shift[0]], 1),
        torch.stack([sine / high, cosine / high, shift[1]], 1)], 1)
    grid = functional.affine_grid(rows, pictures.shape, align_corners=False)
    bend = uniform(count * 32, 1.4 / 14).view(count, 2, 4, 4)
    bend = functional.interpolate(bend, size=28, mode="bilinear", align_corners=True)
    drawn = functional.grid_sample(pictures, grid + bend.permute(0, 2, 3, 1), align_corners=False)
    width = uniform(count, 0.25).view(-1, 1, 1, 1)
    padded = functional.pad(drawn, (1, 1, 1, 1))
    near = torch.stack([
        padded[:, :, 1:-1, :-2], padded[:, :, 1:-1, 2:], padded[:, :, :-2, 1:-1], padded[:, :, 2:, 1:-1], drawn])
    other = torch.where(width > 0, near.amax(0), near.amin(0))
    return drawn + width.abs() * (other - drawn)


def main():
    images, labels, name, seconds = sys.argv[1:]
    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count() or 1)
    pictures = numpy.fromfile(images, numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    pictures = torch.from_numpy(pictures.astype(numpy.float32) / 255)
    labels = torch.from_numpy(numpy.fromfile(labels, numpy.uint8, offset=8).astype(numpy.int64))
    model = network(name)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.003)

    def step():
        chosen = torch.randint(len(labels), (BATCH,))
        loss = functional.cross_entropy(model(augmented(pictures[chosen])), labels[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    # The first steps prepare what the others use.
    for _ in range(10):
        step()
    begin = time.perf_counter()
    steps = 0
    while time.perf_counter() - begin < float(seconds):
        loss = step()
        steps += 1
    taken = time.perf_counter() - begin
    assert math.isfinite(loss)
    print(f"{steps * BATCH / taken:.0f}")


main()

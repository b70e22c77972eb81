"""Local training as FedAvg has it: epochs of minibatch SGD over the holder's records."""

import math
import time

import numpy

from .learner import Settings, layers_of
from .tensors import read_tensors, write_tensors

PROGRESS_SECONDS = 0.25


class Cancelled(Exception):
    """Parley wants no result any more."""


class Diverged(Exception):
    """The loss is no number any more."""


def train(adapter, order, report, is_cancelled):
    """Answers a `train` message: the fields of `done`. `report` takes the fields of a progress message."""
    weights, _ = read_tensors(order["modelFile"])
    records, _ = read_tensors(order["examplesFile"])
    labels = records["labels"]
    features = records["features"].reshape(len(labels), -1)
    # A whole number has no point in JSON, and would be an integer here.
    rates = [float(order[name]) for name in ("learningRate", "proximal", "momentum")]
    learner = adapter.open(layers_of(order["spec"]), weights, Settings(*rates, seed=order["seed"]))
    losses = Losses(report)
    random = numpy.random.default_rng(order["seed"])
    size = order["batchSize"]
    steps_per_epoch = math.ceil(len(labels) / size)
    steps = order["epochs"] * steps_per_epoch
    for epoch in range(1, order["epochs"] + 1):
        shuffled = random.permutation(len(labels))
        losses.start_epoch()
        for place in range(steps_per_epoch):
            if is_cancelled():
                raise Cancelled()
            chosen = shuffled[place * size : (place + 1) * size]
            losses.add(learner.step(features[chosen], labels[chosen]), len(chosen))
            losses.tell((epoch - 1) * steps_per_epoch + place + 1, steps, epoch)
    write_tensors(order["outputFile"], learner.weights())
    return {
        "weights": order["outputFile"],
        "examples": len(labels),
        "steps": steps,
        "meanLoss": losses.mean_of_epoch(),
    }


class Losses:
    """Losses of the steps, turned into numbers only now and then: each turning waits for the device."""

    def __init__(self, report):
        self._report = report
        self._told_at = 0.0
        self.start_epoch()

    def start_epoch(self):
        self._waiting, self._sum, self._count = [], 0.0, 0

    def add(self, mean_loss, examples):
        self._waiting.append((mean_loss, examples))

    def tell(self, step, steps, epoch):
        now = time.monotonic()
        if now - self._told_at < PROGRESS_SECONDS and step < steps:
            return
        self._told_at = now
        self._report({"step": step, "steps": steps, "epoch": epoch, "meanLoss": self.mean_of_epoch()})

    def mean_of_epoch(self):
        """Mean over the epoch so far; raises Diverged when it is no finite number."""
        for mean_loss, examples in self._waiting:
            self._sum += float(mean_loss) * examples
            self._count += examples
        self._waiting = []
        mean = self._sum / self._count
        if not math.isfinite(mean):
            raise Diverged(f"the mean loss is {mean}; try a lower learning rate")
        return mean

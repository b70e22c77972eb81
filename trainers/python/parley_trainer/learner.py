"""What an adapter to a library provides: who it is, and a model that takes one step after another."""

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """How to step. `seed` is for what a library draws itself; the order of the records is drawn elsewhere."""

    learning_rate: float
    proximal: float
    momentum: float
    seed: int


class Learner(ABC):
    """A model in training: w <- w - learning_rate * (gradient + proximal * (w - w0)) - momentum * (the last step's
    part of the gradients), with the gradient of the batch's mean softmax cross-entropy."""

    @abstractmethod
    def step(self, features, labels):
        """One step of gradient descent on float32 features [n, inputs] and int32 labels [n]; the batch's mean
        cross-entropy before the step, as anything that float() takes."""

    @abstractmethod
    def weights(self):
        """The weights as numpy arrays, in the names, order and shapes in which they came."""


class Adapter(ABC):
    """A library that computes. `capabilities` are model families and extras of the protocol."""

    framework = ""
    device = "cpu"
    capabilities = ("mlp", "logistic", "proximal", "momentum", "cancel")

    @abstractmethod
    def open(self, layers, weights, settings):
        """A Learner that starts from `weights`; `layers` are the pairs of (name, activation) of `layers_of`."""


def layers_of(spec):
    """The dense layers of a model of the families mlp and logistic; the last one gives the logits."""
    if spec["family"] not in ("mlp", "logistic"):
        raise ValueError(f"the model family {spec['family']} is not known here")
    hidden = len(spec.get("hidden", ()))
    activation = spec.get("activation")
    return [(f"dense-{i + 1}", activation if i < hidden else "linear") for i in range(hidden + 1)]

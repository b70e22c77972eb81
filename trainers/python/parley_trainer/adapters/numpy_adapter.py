"""Plain numpy, the backward pass written out: no installation but numpy, and the form to read first."""

import numpy

from ..learner import Adapter, Learner


def open_adapter():
    return NumpyAdapter()


class NumpyAdapter(Adapter):
    framework = f"numpy {numpy.__version__}"
    device = "cpu"

    def open(self, layers, weights, settings):
        return NumpyLearner(layers, weights, settings)


class NumpyLearner(Learner):
    def __init__(self, layers, weights, settings):
        self._layers = layers
        self._start = weights
        self._weights = {name: tensor.copy() for name, tensor in weights.items()}
        self._velocity = {name: numpy.zeros_like(tensor) for name, tensor in weights.items()}
        self._learning_rate = numpy.float32(settings.learning_rate)
        self._proximal = numpy.float32(settings.proximal)
        self._momentum = numpy.float32(settings.momentum)

    def step(self, features, labels):
        outputs = self._forward(features)
        loss, upper = cross_entropy(outputs[-1], labels)
        gradients = {}
        for i in reversed(range(len(self._layers))):
            name, _ = self._layers[i]
            gradients[f"{name}/kernel"] = outputs[i].T @ upper
            gradients[f"{name}/bias"] = upper.sum(axis=0)
            if i > 0:
                kernel = self._weights[f"{name}/kernel"]
                upper = (upper @ kernel.T) * slope(self._layers[i - 1][1], outputs[i])
        for name, gradient in gradients.items():
            pull = self._proximal * (self._weights[name] - self._start[name])
            velocity = self._momentum * self._velocity[name] + gradient
            self._velocity[name] = velocity
            self._weights[name] -= self._learning_rate * (velocity + pull)
        return loss

    def weights(self):
        return self._weights

    def _forward(self, features):
        """What goes into the first layer, and what comes out of each."""
        outputs = [features]
        for name, activation in self._layers:
            sums = outputs[-1] @ self._weights[f"{name}/kernel"] + self._weights[f"{name}/bias"]
            outputs.append(activate(activation, sums))
        return outputs


def activate(activation, sums):
    if activation == "relu":
        return numpy.maximum(sums, 0)
    if activation == "tanh":
        return numpy.tanh(sums)
    if activation == "sigmoid":
        # By way of tanh, which overflows nowhere.
        return 0.5 * (1 + numpy.tanh(0.5 * sums))
    return sums


def slope(activation, outputs):
    """Derivative of the activation, from its outputs."""
    if activation == "relu":
        return (outputs > 0).astype(outputs.dtype)
    if activation == "tanh":
        return 1 - outputs * outputs
    return outputs * (1 - outputs)


def cross_entropy(logits, labels):
    """Mean softmax cross-entropy, and its gradient by the logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = numpy.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    rows = numpy.arange(len(labels))
    losses = numpy.log(sums[:, 0]) - shifted[rows, labels]
    gradient = exponentials / sums
    gradient[rows, labels] -= 1
    return losses.mean(), gradient / numpy.float32(len(labels))

"""JAX: one step compiled for each size of batch, on whatever device JAX finds."""

import functools

import jax
import jax.numpy as jnp
import numpy

from ..learner import Adapter, Learner

ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "linear": lambda sums: sums}


def open_adapter():
    return JaxAdapter()


class JaxAdapter(Adapter):
    framework = f"jax {jax.__version__}"

    def __init__(self):
        self.device = str(jax.devices()[0])

    def open(self, layers, weights, settings):
        return JaxLearner(tuple(layers), weights, settings)


class JaxLearner(Learner):
    def __init__(self, layers, weights, settings):
        self._order = tuple(weights)
        self._start = {name: jnp.asarray(tensor) for name, tensor in weights.items()}
        self._weights = self._start
        self._velocity = jax.tree.map(jnp.zeros_like, self._start)
        rates = (settings.learning_rate, settings.proximal, settings.momentum)
        self._step = functools.partial(step, layers, rates, self._start)

    def step(self, features, labels):
        self._weights, self._velocity, loss = self._step(self._weights, self._velocity, features, labels)
        return loss

    def weights(self):
        return {name: numpy.asarray(self._weights[name]) for name in self._order}


@functools.partial(jax.jit, static_argnums=0)
def step(layers, rates, start, weights, velocity, features, labels):
    learning_rate, proximal, momentum = rates
    loss, gradients = jax.value_and_grad(mean_loss, argnums=1)(layers, weights, features, labels)
    velocity = jax.tree.map(lambda last, gradient: momentum * last + gradient, velocity, gradients)
    moved = jax.tree.map(
        lambda weight, origin, own: weight - learning_rate * (own + proximal * (weight - origin)),
        weights,
        start,
        velocity,
    )
    return moved, velocity, loss


def mean_loss(layers, weights, features, labels):
    values = features
    for name, activation in layers:
        # Full precision also where the device would rather multiply shorter numbers.
        product = jnp.matmul(values, weights[f"{name}/kernel"], precision="highest")
        values = ACTIVATIONS[activation](product + weights[f"{name}/bias"])
    chosen = jnp.take_along_axis(jax.nn.log_softmax(values), labels[:, None], axis=1)
    return -chosen.mean()

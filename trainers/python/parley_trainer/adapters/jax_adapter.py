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

    def open(self, layers, weights, learning_rate, proximal, seed):
        return JaxLearner(tuple(layers), weights, learning_rate, proximal)


class JaxLearner(Learner):
    def __init__(self, layers, weights, learning_rate, proximal):
        self._order = tuple(weights)
        self._start = {name: jnp.asarray(tensor) for name, tensor in weights.items()}
        self._weights = self._start
        self._step = functools.partial(step, layers, learning_rate, proximal)

    def step(self, features, labels):
        self._weights, loss = self._step(self._weights, self._start, features, labels)
        return loss

    def weights(self):
        return {name: numpy.asarray(self._weights[name]) for name in self._order}


@functools.partial(jax.jit, static_argnums=0)
def step(layers, learning_rate, proximal, weights, start, features, labels):
    (_, loss), gradients = jax.value_and_grad(objective, argnums=1, has_aux=True)(
        layers, weights, start, proximal, features, labels
    )
    return jax.tree.map(lambda weight, gradient: weight - learning_rate * gradient, weights, gradients), loss


def objective(layers, weights, start, proximal, features, labels):
    values = features
    for name, activation in layers:
        # Full precision also where the device would rather multiply shorter numbers.
        product = jnp.matmul(values, weights[f"{name}/kernel"], precision="highest")
        values = ACTIVATIONS[activation](product + weights[f"{name}/bias"])
    chosen = jnp.take_along_axis(jax.nn.log_softmax(values), labels[:, None], axis=1)
    loss = -chosen.mean()
    distance = sum(jnp.square(weights[name] - start[name]).sum() for name in weights)
    return loss + proximal / 2 * distance, loss

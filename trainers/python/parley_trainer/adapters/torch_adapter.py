"""PyTorch, on a GPU where there is one."""

import torch
from torch.nn import functional

from ..learner import Adapter, Learner

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "linear": lambda sums: sums}


def open_adapter(device=None):
    return TorchAdapter(device or ("cuda" if torch.cuda.is_available() else "cpu"))


class TorchAdapter(Adapter):
    framework = f"torch {torch.__version__}"

    def __init__(self, device):
        self.device = device

    def open(self, layers, weights, settings):
        torch.manual_seed(settings.seed)
        return TorchLearner(layers, weights, settings, self.device)


class TorchLearner(Learner):
    def __init__(self, layers, weights, settings, device):
        self._layers, self._settings, self._device = layers, settings, device
        self._start = {name: torch.tensor(tensor, device=device) for name, tensor in weights.items()}
        self._weights = {name: tensor.clone().requires_grad_() for name, tensor in self._start.items()}
        self._velocity = {name: torch.zeros_like(tensor) for name, tensor in self._start.items()}

    def step(self, features, labels):
        values = torch.as_tensor(features, device=self._device)
        for name, activation in self._layers:
            sums = values @ self._weights[f"{name}/kernel"] + self._weights[f"{name}/bias"]
            values = ACTIVATIONS[activation](sums)
        loss = functional.cross_entropy(values, torch.as_tensor(labels, device=self._device).long())
        gradients = torch.autograd.grad(loss, list(self._weights.values()))
        with torch.no_grad():
            for name, gradient in zip(self._weights, gradients):
                self._move(name, gradient)
        return loss.detach()

    def _move(self, name, gradient):
        weights, velocity, settings = self._weights[name], self._velocity[name], self._settings
        pull = settings.proximal * (weights - self._start[name])
        velocity.mul_(settings.momentum).add_(gradient)
        weights.sub_(settings.learning_rate * (velocity + pull))

    def weights(self):
        return {name: tensor.detach().cpu().numpy() for name, tensor in self._weights.items()}

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

    def open(self, layers, weights, learning_rate, proximal, seed):
        torch.manual_seed(seed)
        return TorchLearner(layers, weights, learning_rate, proximal, self.device)


class TorchLearner(Learner):
    def __init__(self, layers, weights, learning_rate, proximal, device):
        self._layers, self._proximal, self._device = layers, proximal, device
        self._start = {name: torch.tensor(tensor, device=device) for name, tensor in weights.items()}
        self._weights = {name: tensor.clone().requires_grad_() for name, tensor in self._start.items()}
        self._optimizer = torch.optim.SGD(self._weights.values(), lr=learning_rate)

    def step(self, features, labels):
        values = torch.as_tensor(features, device=self._device)
        for name, activation in self._layers:
            sums = values @ self._weights[f"{name}/kernel"] + self._weights[f"{name}/bias"]
            values = ACTIVATIONS[activation](sums)
        loss = functional.cross_entropy(values, torch.as_tensor(labels, device=self._device).long())
        self._optimizer.zero_grad()
        (loss + self._pull()).backward()
        self._optimizer.step()
        return loss.detach()

    def _pull(self):
        if self._proximal == 0:
            return 0
        distances = [(tensor - self._start[name]).square().sum() for name, tensor in self._weights.items()]
        return self._proximal / 2 * sum(distances)

    def weights(self):
        return {name: tensor.detach().cpu().numpy() for name, tensor in self._weights.items()}

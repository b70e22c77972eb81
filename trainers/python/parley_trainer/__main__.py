"""python -m parley_trainer --adapter numpy|torch|jax"""

import argparse
import importlib

from .serve import serve

ADAPTERS = ("numpy", "torch", "jax")


def main():
    parser = argparse.ArgumentParser(
        prog="parley_trainer", description="Trains for `parley client --trainer`; speaks over stdin and stdout."
    )
    parser.add_argument("--adapter", choices=ADAPTERS, default="numpy", help="the library that computes")
    parser.add_argument("--device", help="torch: cpu, cuda, cuda:1, mps (else a GPU where there is one)")
    chosen = parser.parse_args()
    if chosen.device is not None and chosen.adapter != "torch":
        parser.error("--device is for --adapter torch; JAX is told by JAX_PLATFORMS")
    try:
        module = importlib.import_module(f".adapters.{chosen.adapter}_adapter", __package__)
    except ImportError as error:
        parser.exit(1, f"{error}: install it for this Python with `pip install {chosen.adapter} numpy`\n")
    serve(module.open_adapter(chosen.device) if chosen.adapter == "torch" else module.open_adapter())


if __name__ == "__main__":
    main()

"""The conversation with Parley, from its first line to its last."""

import traceback

from .channel import Channel

PROTOCOL = 1


def serve(adapter, name="parley-trainer"):
    """Answers until Parley says bye or is gone. `adapter` is an Adapter."""
    channel = Channel()
    while True:
        order = channel.next()
        if order["type"] == "hello":
            channel.send(_hello(adapter, name))
        elif order["type"] == "train":
            channel.send({**_answer(adapter, order, channel), "job": order["job"]})
        elif order["type"] == "bye":
            return


def _hello(adapter, name):
    return {
        "type": "hello",
        "protocol": PROTOCOL,
        "name": name,
        "framework": adapter.framework,
        "device": adapter.device,
        "capabilities": list(adapter.capabilities),
    }


def _answer(adapter, order, channel):
    # Loaded here, so that a hello needs no library at all.
    from .training import Cancelled, Diverged, train

    job = order["job"]
    try:
        done = train(
            adapter,
            order,
            lambda progress: channel.send({"type": "progress", "job": job, **progress}),
            lambda: channel.is_cancelled(job),
        )
        return {"type": "done", **done}
    except Cancelled:
        return {"type": "cancelled"}
    except Diverged as error:
        return {"type": "failed", "reason": "diverged", "message": str(error)}
    except Exception as error:
        traceback.print_exc()
        return {"type": "failed", "reason": "error", "message": f"{type(error).__name__}: {error}"[:8000]}

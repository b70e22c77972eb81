"""One whole round of Flower's own SecAgg+, in memory: its workflow on the server's side and its mod on the clients', with
every message through its protobuf bytes. Made for flwr 1.42.0.

{"clients": n, "dimension": d, "threshold": t, "dropouts": m, "lostBefore": "advertise" | "share" | "input" | "unmask"}

The last m clients answer nothing from that stage on; nobody waits for them. Values are whole steps of the quantiser, so that
rounding is no chance and the sum can be held to the exact one. Answers the seconds of the workflow, whether it completed,
whether the sum was exact, and the bytes that all clients sent together.
"""

import json
import logging
import os
import sys
import time

os.environ["FLWR_TELEMETRY_ENABLED"] = "0"

import flwr
import numpy as np
from flwr.app import ConfigRecord, Context, RecordDict
from flwr.client import NumPyClient
from flwr.client.mod import secaggplus_mod
from flwr.clientapp import ClientApp
from flwr.common import ndarrays_to_parameters, parameters_to_ndarrays
from flwr.common.constant import SUPERLINK_NODE_ID
from flwr.common.secure_aggregation.secaggplus_constants import RECORD_KEY_CONFIGS, Key, Stage
from flwr.common.serde import message_from_proto, message_to_proto
from flwr.compat.common.recorddict_compat import arrayrecord_to_parameters, parameters_to_arrayrecord
from flwr.proto.message_pb2 import Message as WireMessage
from flwr.server import LegacyContext, SimpleClientManager
from flwr.server.compat.grid_client_proxy import GridClientProxy
from flwr.server.strategy import FedAvg
from flwr.server.workflow import SecAggPlusWorkflow
from flwr.server.workflow.constant import MAIN_CONFIGS_RECORD, MAIN_PARAMS_RECORD
from flwr.server.workflow.constant import Key as WorkflowKey
from flwr.serverapp.grid import Grid
from flwr.supercore.task_identity import TaskIdentity

RUN_ID = 1
MAX_WEIGHT = 1000.0
# The workflow's defaults: 2^22 levels over [-8, 8].
STEP = 16.0 / 2**22
STAGES = {
    "advertise": Stage.SETUP,
    "share": Stage.SHARE_KEYS,
    "input": Stage.COLLECT_MASKED_VECTORS,
    "unmask": Stage.UNMASK,
}


def steps_of(client: int, dimension: int) -> np.ndarray:
    """A client's input as whole steps of the quantiser: no two clients alike."""
    return (np.arange(dimension, dtype=np.int64) * 31 + client * 17) % 20_001 - 10_000


class Trained(NumPyClient):
    """A client that has its update already, and weighs as much as any."""

    def __init__(self, update: np.ndarray) -> None:
        self.update = update

    def fit(self, parameters, config):
        return [self.update], int(MAX_WEIGHT), {}


class Node:
    """A client with its app and the context that its app keeps between messages."""

    def __init__(self, node_id: int, update: np.ndarray) -> None:
        self.app = ClientApp(client_fn=lambda context: Trained(update).to_client(), mods=[secaggplus_mod])
        self.context = Context(run_id=RUN_ID, node_id=node_id, node_config={}, state=RecordDict(), run_config={})

    def answer(self, message):
        return self.app(message, self.context)


class MemoryGrid(Grid):
    """Carries messages to nodes in this process, one after another, as bytes."""

    def __init__(self, nodes: dict[int, Node], lost: set[int], lost_before: str) -> None:
        self.nodes, self.lost, self.lost_before = nodes, lost, lost_before
        self.is_lossy = False
        self.sent_bytes = 0
        self.refusals: list[str] = []

    def send_and_receive(self, messages, *, timeout=None):
        messages = list(messages)
        stages = {message.content.config_records[RECORD_KEY_CONFIGS][Key.STAGE] for message in messages}
        self.is_lossy = self.is_lossy or self.lost_before in stages
        heard = [message for message in messages if not self.is_lossy or message.metadata.dst_node_id not in self.lost]
        return [reply for reply in map(self.exchange, heard) if reply is not None]

    def exchange(self, message):
        node = self.nodes[message.metadata.dst_node_id]
        delivered = message_from_proto(WireMessage.FromString(message_to_proto(message).SerializeToString()))
        try:
            reply = message_to_proto(node.answer(delivered)).SerializeToString()
        except Exception as error:  # What ends a client's app in the runtime is a reply without content.
            self.refusals.append(f"{type(error).__name__}: {error}")
            return None
        self.sent_bytes += len(reply)
        return message_from_proto(WireMessage.FromString(reply))

    def get_node_ids(self):
        return list(self.nodes)

    @property
    def run(self):
        raise NotImplementedError

    def set_run(self, run):
        raise NotImplementedError

    def create_message(self, content, message_type, dst_node_id, group_id, ttl=None):
        raise NotImplementedError

    def push_messages(self, messages):
        raise NotImplementedError

    def pull_messages(self, message_ids):
        raise NotImplementedError


def open_context(grid: MemoryGrid) -> LegacyContext:
    clients = len(grid.nodes)
    manager = SimpleClientManager()
    for node_id in grid.nodes:
        manager.register(GridClientProxy(node_id=node_id, grid=grid, run_id=RUN_ID))
    strategy = FedAvg(min_fit_clients=clients, min_available_clients=clients)
    base = Context(run_id=RUN_ID, node_id=0, node_config={}, state=RecordDict(), run_config={})
    context = LegacyContext(base, strategy=strategy, client_manager=manager)
    context.state.config_records[MAIN_CONFIGS_RECORD] = ConfigRecord({WorkflowKey.CURRENT_ROUND: 1})
    # No model is sent down: what is compared is the aggregation.
    model = ndarrays_to_parameters([np.zeros(1, dtype=np.float32)])
    context.state.array_records[MAIN_PARAMS_RECORD] = parameters_to_arrayrecord(model, keep_input=True)
    return context


def mean_of(context: LegacyContext) -> np.ndarray:
    record = context.state.array_records[MAIN_PARAMS_RECORD]
    return parameters_to_ndarrays(arrayrecord_to_parameters(record, keep_input=True))[0]


def play(request: dict) -> dict:
    clients, dimension, dropouts = request["clients"], request["dimension"], request["dropouts"]
    updates = {i: steps_of(i, dimension) for i in range(1, clients + 1)}
    nodes = {i: Node(i, (steps * STEP).astype(np.float32)) for i, steps in updates.items()}
    lost = set(range(clients - dropouts + 1, clients + 1))
    grid = MemoryGrid(nodes, lost, STAGES[request["lostBefore"]])
    context = open_context(grid)
    workflow = SecAggPlusWorkflow(num_shares=1.0, reconstruction_threshold=request["threshold"], max_weight=MAX_WEIGHT)
    start = time.perf_counter()
    fault = None
    try:
        workflow(grid, context)
    except Exception as error:  # Whatever ends the workflow is its outcome.
        fault = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - start
    # Who was masked already when it was lost is in the sum.
    summed = [i for i in updates if request["lostBefore"] == "unmask" or i not in lost]
    mean = mean_of(context)
    completed = mean.shape == (dimension,)
    exact = completed and np.array_equal(np.rint(mean * len(summed) / STEP), sum(updates[i] for i in summed))
    return {
        "version": flwr.__version__,
        "seconds": seconds,
        "completed": completed,
        "exact": bool(exact),
        "fault": fault or (grid.refusals[0] if grid.refusals else None),
        "sentBytes": grid.sent_bytes,
    }


def main() -> None:
    # Every message is made in the name of the task that the process runs.
    TaskIdentity.task_id, TaskIdentity.run_id, TaskIdentity.node_id = 1, RUN_ID, SUPERLINK_NODE_ID
    logging.getLogger("flwr").setLevel(logging.CRITICAL)
    json.dump(play(json.load(sys.stdin)), sys.stdout)


main()

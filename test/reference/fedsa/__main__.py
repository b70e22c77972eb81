"""python -m fedsa: reads one JSON request on standard input, writes one JSON answer.

{"attempt": description}          -> what the attempt says
{"draw": seed, "size": n, ...}    -> a description drawn here, with what it says
{"pieces": [...]}                 -> packing, sharing and masking by themselves
{"knownAnswers": {}}              -> the published vectors, made again
"""

import json
import sys

from .attempt import Attempt
from .draw import draw_attempt
from .known_answers import known_answers
from .pieces import answer


def main() -> None:
    request = json.load(sys.stdin)
    if "attempt" in request:
        result = Attempt(request["attempt"]).play()
    elif "draw" in request:
        description = draw_attempt(request)
        result = {"description": description, "said": Attempt(description).play()}
    elif "knownAnswers" in request:
        result = known_answers()
    else:
        result = [answer(piece) for piece in request["pieces"]]
    json.dump(result, sys.stdout)


main()

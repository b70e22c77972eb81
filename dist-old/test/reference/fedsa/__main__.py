"""python -m fedsa REQUEST.json ANSWER.json: reads one JSON request from a file, writes one JSON answer to another.

{"attempt": description}          -> what the attempt says
{"draw": seed, "size": n, ...}    -> a description drawn here, with what it says
{"cohort": description}           -> what a draw of groups comes to
{"pieces": [...]}                 -> packing, sharing and masking by themselves
{"knownAnswers": {}}              -> the published vectors, made again
"""

import json
import sys
from pathlib import Path

from .attempt import Attempt
from .cohort import draw
from .draw import draw_attempt
from .known_answers import known_answers
from .pieces import answer


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    request = json.loads(source.read_text())
    if "attempt" in request:
        result = Attempt(request["attempt"]).play()
    elif "draw" in request:
        description = draw_attempt(request)
        result = {"description": description, "said": Attempt(description).play()}
    elif "cohort" in request:
        result = draw(request["cohort"])
    elif "knownAnswers" in request:
        result = known_answers()
    else:
        result = [answer(piece) for piece in request["pieces"]]
    target.write_text(json.dumps(result))


main()

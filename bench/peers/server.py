"""The other end of a pipe: answers requests, one JSON line each, and times only the call itself.

data    name, type, shape; the samples follow as bytes      -> {}
time    function, inputs: one call                          -> {"seconds": ...}
result  the same                                            -> {"bytes": ...}; the bytes follow
"""

import json
import math
import sys
from time import perf_counter

import numpy


def serve(functions, versions):
    """Answers until the input ends; a function takes the arrays that were sent under the names of `inputs`."""
    arrays = {}
    requests = sys.stdin.buffer
    answers = sys.stdout.buffer

    def answer(message, content=b""):
        answers.write(json.dumps(message).encode() + b"\n" + content)
        answers.flush()

    answer({"python": sys.version.split()[0], "numpy": numpy.__version__, **versions})
    while line := requests.readline():
        request = json.loads(line)
        kind = request["kind"]
        if kind == "data":
            dtype = numpy.dtype(request["type"])
            shape = request["shape"]
            content = requests.read(math.prod(shape) * dtype.itemsize)
            arrays[request["name"]] = numpy.frombuffer(content, dtype).reshape(shape).copy()
            answer({})
            continue
        function = functions[request["function"]]
        inputs = [arrays[name] for name in request["inputs"]]
        begin = perf_counter()
        result = function(*inputs)
        seconds = perf_counter() - begin
        if kind == "time":
            answer({"seconds": seconds})
        else:
            content = result.tobytes()
            answer({"bytes": len(content)}, content)

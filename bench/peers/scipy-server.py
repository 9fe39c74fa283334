"""SciPy and NumPy at the other end of a pipe: answers requests, one JSON line each, and times only the call itself.

data    name, type, length; the samples follow as bytes     -> {}
time    function, signal, kernel: one call                  -> {"seconds": ...}
result  the same                                            -> {"bytes": ...}; the bytes follow
"""

import json
import sys
from time import perf_counter

import numpy
import scipy
from scipy import signal

FUNCTIONS = {
    "scipy.signal.oaconvolve": signal.oaconvolve,
    "scipy.signal.fftconvolve": signal.fftconvolve,
    "numpy.convolve": numpy.convolve,
}

arrays = {}
requests = sys.stdin.buffer
answers = sys.stdout.buffer


def answer(message, content=b""):
    answers.write(json.dumps(message).encode() + b"\n" + content)
    answers.flush()


answer({"python": sys.version.split()[0], "numpy": numpy.__version__, "scipy": scipy.__version__})
while line := requests.readline():
    request = json.loads(line)
    kind = request["kind"]
    if kind == "data":
        dtype = numpy.dtype(request["type"])
        content = requests.read(request["length"] * dtype.itemsize)
        arrays[request["name"]] = numpy.frombuffer(content, dtype).copy()
        answer({})
        continue
    function = FUNCTIONS[request["function"]]
    a, b = arrays[request["signal"]], arrays[request["kernel"]]
    begin = perf_counter()
    result = function(a, b)
    seconds = perf_counter() - begin
    if kind == "time":
        answer({"seconds": seconds})
    else:
        content = result.tobytes()
        answer({"bytes": len(content)}, content)

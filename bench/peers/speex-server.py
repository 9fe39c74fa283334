"""The echo canceller of Speex (libspeexdsp), as server.py has it."""

import ctypes

import numpy

from server import serve

SET_SAMPLING_RATE = 24

library = ctypes.CDLL("libspeexdsp.so.1")
library.speex_echo_state_init.restype = ctypes.c_void_p


def cancel_echo(far, heard, sizes):
    """What is left of `heard`. `sizes`: samples of a frame, of the tail, and the sample rate. Samples are 16 bits wide in it."""
    frame, tail, rate = (int(size) for size in sizes)
    state = ctypes.c_void_p(library.speex_echo_state_init(frame, tail))
    library.speex_echo_ctl(state, SET_SAMPLING_RATE, ctypes.byref(ctypes.c_int(rate)))
    played, recorded = (numpy.round(32767 * x).astype(numpy.int16) for x in (far, heard))
    left = numpy.zeros_like(recorded)
    address = [x.ctypes.data for x in (recorded, played, left)]
    for i in range(0, 2 * (left.size - frame + 1), 2 * frame):
        library.speex_echo_cancellation(state, *(ctypes.c_void_p(at + i) for at in address))
    library.speex_echo_state_destroy(state)
    return (left / 32767).astype(numpy.float32)


serve({"speex_echo_cancellation": cancel_echo}, {})

"""SciPy and NumPy, as server.py has it."""

import numpy
import scipy
from scipy import signal

from server import serve

MAX_LAG = 1000


def autocorrelation(x):
    """Lags 0 to MAX_LAG of the full correlation, which SciPy has no way not to compute."""
    return signal.correlate(x, x, method="fft")[x.size - 1 : x.size + MAX_LAG]


def correlate_windows(a, b):
    """Windows of 4,096 samples side by side, lags to 512 either way, of the full correlation."""
    return numpy.concatenate(
        [
            signal.correlate(b[i : i + 4096], a[i : i + 4096], method="fft")[4095 - 512 : 4096 + 512]
            for i in range(0, a.size - 4095, 4096)
        ]
    )


def complex_oaconvolve(x, h):
    """Of real and imaginary parts in turn, which are complex numbers as they lie in memory."""
    as_complex = {"float32": numpy.complex64, "float64": numpy.complex128}
    return signal.oaconvolve(*(part.view(as_complex[part.dtype.name]) for part in (x, h)))


def mass(x, template):
    """z-normalized distances of all windows to a template: rfft for the products, cumulative sums for the moments.

    The algorithm that A. Mueen calls MASS, with the mean of the signal removed first.
    """
    m = template.size
    x = x - x.mean()
    q = (template - template.mean()) / template.std()
    size = scipy.fft.next_fast_len(x.size + m - 1, real=True)
    products = scipy.fft.irfft(scipy.fft.rfft(x, size) * scipy.fft.rfft(q[::-1], size), size)[m - 1 : x.size]
    sums = numpy.concatenate(([0.0], numpy.cumsum(x)))
    squares = numpy.concatenate(([0.0], numpy.cumsum(x * x)))
    mean = (sums[m:] - sums[:-m]) / m
    deviation = numpy.sqrt((squares[m:] - squares[:-m]) / m - mean * mean)
    return numpy.sqrt(numpy.maximum(2 * m - 2 * products / deviation, 0))


serve(
    {
        "scipy.signal.oaconvolve": signal.oaconvolve,
        "scipy.signal.oaconvolve, complex": complex_oaconvolve,
        "scipy.signal.fftconvolve": signal.fftconvolve,
        "numpy.convolve": numpy.convolve,
        "scipy.signal.correlate, fft": autocorrelation,
        "scipy.signal.correlate, windows": correlate_windows,
        "MASS in NumPy": mass,
    },
    {"scipy": scipy.__version__},
)

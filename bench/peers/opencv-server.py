"""OpenCV, as server.py has it."""

import cv2

from server import serve

cv2.setNumThreads(1)


def match_template(x, template):
    """Zero-mean normalized cross-correlation, on images of one row."""
    return cv2.matchTemplate(x[None, :], template[None, :], cv2.TM_CCOEFF_NORMED)[0]


# Where results go, so that no time goes into new memory; made at the first call.
results = {}


def filter_2d(image, kernel):
    """Correlation; the borders are reflected, which is OpenCV's default."""
    results["filter"] = cv2.filter2D(image, -1, kernel, dst=results.get("filter"))
    return results["filter"]


def separable_filter_2d(image, taps):
    """The same with a column times a row, both of which have these taps."""
    results["separable"] = cv2.sepFilter2D(image, -1, taps, taps, dst=results.get("separable"))
    return results["separable"]


def match_template_2d(image, template):
    """Zero-mean normalized cross-correlation."""
    return cv2.matchTemplate(image, template, cv2.TM_CCOEFF_NORMED)


serve(
    {
        "cv2.matchTemplate": match_template,
        "cv2.filter2D": filter_2d,
        "cv2.sepFilter2D": separable_filter_2d,
        "cv2.matchTemplate, images": match_template_2d,
    },
    {"opencv": cv2.__version__},
)

"""A display that nobody sees: WebKit's driver hangs without one. No window manager runs on it, so it gives windows the focus.

Must never touch the display of the person who runs the tests.
"""

import ctypes
import os

from processes import Started


class Display:
    def __init__(self):
        reading, writing = os.pipe()
        # It chooses the number itself, since others may run on this machine.
        self.server = Started(["Xvfb", "-displayfd", str(writing), "-screen", "0", "2560x1600x24", "-nolisten", "tcp"],
                              inherited=[writing])
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb: " + "\n".join(self.server.lines))
        self.name = f":{number}"

    def end(self):
        self.server.end()


class Attributes(ctypes.Structure):
    """XWindowAttributes (Xlib.h), as far as its map_state."""
    _fields_ = [("place", ctypes.c_int * 5), ("visual", ctypes.c_void_p), ("root", ctypes.c_ulong), ("kind", ctypes.c_int * 4),
                ("planes", ctypes.c_ulong * 2), ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong),
                ("is_installed", ctypes.c_int), ("map_state", ctypes.c_int), ("rest", ctypes.c_ulong * 8)]


VIEWABLE = 2
REVERT_TO_PARENT = 2


def focus_window(display):
    """Gives the keyboard to the uppermost window on `display`: without it no page thinks that it has the focus."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    if not connection:
        raise RuntimeError(f"no display {display}")
    windows, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
    unused = ctypes.c_ulong()
    root = ctypes.c_ulong(x11.XDefaultRootWindow(connection))
    x11.XQueryTree(connection, root, ctypes.byref(unused), ctypes.byref(unused), ctypes.byref(windows), ctypes.byref(count))
    for index in reversed(range(count.value)):
        window, attributes = ctypes.c_ulong(windows[index]), Attributes()
        x11.XGetWindowAttributes(connection, window, ctypes.byref(attributes))
        # Drivers and toolkits have small windows that nobody sees.
        if attributes.map_state == VIEWABLE and attributes.place[2] > 100:
            x11.XSetInputFocus(connection, window, REVERT_TO_PARENT, ctypes.c_ulong(0))
            break
    x11.XSync(connection, 0)
    x11.XCloseDisplay(connection)

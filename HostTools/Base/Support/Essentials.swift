// What needs no operating system belongs to what all host tools have, so that nobody imports both.
// Must never hold anything itself.

@_exported import Essentials

// The parts of ESP-IDF that Swift sees. Must never define anything.

#include "shim.h"

// What Swift sees of ESP-IDF. Must never define anything.

#include "shim.h"

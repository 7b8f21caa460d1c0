// zlib's gzip reading and CRC-32, as Swift sees them.
#include <zlib.h>

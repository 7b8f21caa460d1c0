// zlib's gzip reading, deflate and CRC-32, as Swift sees them.
#include <zlib.h>

// libpng's simplified API, as Swift sees it.
#include <png.h>

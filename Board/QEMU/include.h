// What Swift calls of runtime.c.
#include <stdint.h>
uint32_t board_instructions(void);
void board_put(uint8_t character);

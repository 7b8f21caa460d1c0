// The functions of runtime.c that Swift calls.
#include <stdint.h>
uint32_t board_instructions(void);
void board_put(uint8_t character);

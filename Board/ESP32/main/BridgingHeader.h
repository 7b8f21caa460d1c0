// The parts of ESP-IDF that Swift sees. Must never define what is called.

#ifdef __XTENSA__
// Swift reads Xtensa's headers as for RISC-V, which has no register "a": the macros with one are replaced. No function
// that Swift calls uses them; if one did, the linker would miss this.
#include "xtensa/xtruntime.h"
unsigned clock_cannot_mask_interrupts(unsigned level);
#undef XTOS_SET_INTLEVEL
#define XTOS_SET_INTLEVEL(level) clock_cannot_mask_interrupts(level)
#undef XTOS_RESTORE_INTLEVEL
#define XTOS_RESTORE_INTLEVEL(level) clock_cannot_mask_interrupts(level)
#endif

#include "cell.h"
#include "services.h"

// The parts of QEMU's `lx200` machine with the core dc233c that Swift can't express: volatile registers, the timer,
// waiting. Must never hold a decision. Addresses: QEMU's hw/xtensa/xtfpga.c. Its like for another machine has the same
// names. Swift reads this as for RV32, so its assembly must mean the same to both: one register, "r".

#ifndef MACHINE_H
#define MACHINE_H

#include <stdint.h>

// RAM that QEMU's loader fills: the machine has one bank of flash, which is the journal's.
#define MACHINE_GLYPHS 0x02000000u
// One 16-bit chip of 16 MiB with the command set of Intel and Sharp (CFI 0001).
#define MACHINE_JOURNAL 0xF8000000u
// Bytes that are programmed at once, and a command's place in each chip.
#define MACHINE_JOURNAL_WIDTH 2
#define MACHINE_JOURNAL_CHIPS 0x0001u
// The number that a test is started with, and RAM that nothing else uses.
#define MACHINE_PARAMETER 0x01000000u
#define MACHINE_SPACE 0x04000000u

static inline uint8_t machine_load8(uint32_t address) { return *(volatile uint8_t *)(uintptr_t)address; }
static inline uint32_t machine_journal_load(uint32_t address) { return *(volatile uint16_t *)(uintptr_t)address; }
static inline void machine_journal_store(uint32_t address, uint32_t value) {
  *(volatile uint16_t *)(uintptr_t)address = (uint16_t)value;
}

// The 16550's registers, four bytes apart.
static inline uint8_t machine_serial_load(uint32_t number) { return machine_load8(0xFD050020 + 4 * number); }
static inline void machine_serial_store(uint32_t number, uint8_t value) {
  *(volatile uint8_t *)(uintptr_t)(0xFD050020 + 4 * number) = value;
}

// CCOUNT, 10 MHz from power-on, on real time. It must be asked once in 429 s, when its 32 bits begin anew.
uint64_t machine_time(void);

// Waits until `machine_time` reaches `end`.
void machine_wait(uint64_t end);

// Instructions so far, when QEMU counts 128 ns for each (`-icount shift=7`); the chip's own multiplications, which this
// core can't do, count as one each.
uint32_t machine_instructions(void);

// Those multiplications so far, MULUH and MULSH.
static inline uint32_t machine_multiplications(void) {
  extern volatile uint32_t machine_multiplied[2];
  return machine_multiplied[0];
}

// The deepest use of the stack so far, in bytes: QEMU's RAM starts out as zeros.
static inline uint32_t machine_stack_used(void) {
  extern uint32_t __stack_bottom[], __stack_top[];
  volatile uint32_t *word = __stack_bottom;
  while (word < __stack_top && *word == 0) word++;
  return (uint32_t)((uintptr_t)__stack_top - (uintptr_t)word);
}

// Ends the machine with this status.
void machine_end(uint32_t status);

#endif

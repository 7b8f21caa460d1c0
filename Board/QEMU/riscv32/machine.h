// The parts of QEMU's riscv32 `virt` machine that Swift can't express: volatile registers, the timer, waiting.
// Must never hold a decision. Addresses: QEMU's hw/riscv/virt.c. Its like for another machine has the same names.

#ifndef MACHINE_H
#define MACHINE_H

#include <stdint.h>

// The first bank of flash, 32 MiB, read in place.
#define MACHINE_GLYPHS 0x20000000u
// The second: two 16-bit chips side by side, with the command set of Intel and Sharp (CFI 0001).
#define MACHINE_JOURNAL 0x22000000u
// Bytes that are programmed at once, and a command's place in each chip.
#define MACHINE_JOURNAL_WIDTH 4
#define MACHINE_JOURNAL_CHIPS 0x00010001u
// The number that a test is started with, and RAM that nothing else uses.
#define MACHINE_PARAMETER 0x81000000u
#define MACHINE_SPACE 0x82000000u

static inline uint8_t machine_load8(uint32_t address) { return *(volatile uint8_t *)(uintptr_t)address; }
static inline uint32_t machine_load32(uint32_t address) { return *(volatile uint32_t *)(uintptr_t)address; }
static inline void machine_store32(uint32_t address, uint32_t value) {
  *(volatile uint32_t *)(uintptr_t)address = value;
}
static inline uint32_t machine_journal_load(uint32_t address) { return machine_load32(address); }
static inline void machine_journal_store(uint32_t address, uint32_t value) { machine_store32(address, value); }

// The 16550's registers.
static inline uint8_t machine_serial_load(uint32_t number) { return machine_load8(0x10000000 + number); }
static inline void machine_serial_store(uint32_t number, uint8_t value) {
  *(volatile uint8_t *)(uintptr_t)(0x10000000 + number) = value;
}

// The CLINT's mtime, 10 MHz from power-on.
static inline uint64_t machine_time(void) {
  uint32_t low, high;
  do {
    high = machine_load32(0x0200BFFC);
    low = machine_load32(0x0200BFF8);
  } while (machine_load32(0x0200BFFC) != high);
  return (uint64_t)high << 32 | low;
}

// Waits until mtime reaches `end`. The timer's interrupt only wakes the hart: interrupts as such stay off.
static inline void machine_wait(uint64_t end) {
  machine_store32(0x02004004, 0xFFFFFFFF);
  machine_store32(0x02004000, (uint32_t)end);
  machine_store32(0x02004004, (uint32_t)(end >> 32));
  __asm__ volatile("csrs mie, %0" : : "r"(1 << 7));
  while (machine_time() < end) __asm__ volatile("wfi");
}

// Instructions so far.
static inline uint32_t machine_instructions(void) {
  uint32_t count;
  __asm__ volatile("rdinstret %0" : "=r"(count));
  return count;
}

// Multiplications that this machine can't do and the chip can: none.
static inline uint32_t machine_multiplications(void) { return 0; }

// The deepest use of the stack so far, in bytes: QEMU's RAM starts out as zeros.
static inline uint32_t machine_stack_used(void) {
  extern uint32_t __stack_bottom[], __stack_top[];
  volatile uint32_t *word = __stack_bottom;
  while (word < __stack_top && *word == 0) word++;
  return (uint32_t)((uintptr_t)__stack_top - (uintptr_t)word);
}

// The test device: ends the machine, with a status of 1 or more.
static inline void machine_end(uint32_t status) {
  machine_store32(0x00100000, status << 16 | 0x3333);
  for (;;) __asm__ volatile("wfi");
}

#endif

// What machine.h declares and isn't a line. Must never be called by two at once: nothing here is locked.

#include "machine.h"

static uint32_t count(void) {
  uint32_t value;
  __asm__ volatile("rsr.ccount %0" : "=r"(value));
  return value;
}

uint64_t machine_time(void) {
  static uint32_t last, rounds;
  uint32_t now = count();
  if (now < last) rounds++;
  last = now;
  return (uint64_t)rounds << 32 | now;
}

// The timer's interrupt, number 6 of level 1, wakes the core and is then disabled by the exception's handler. Until
// `waiti` it is kept from coming, so that it can't have come and gone before.
void machine_wait(uint64_t end) {
  for (uint64_t now = machine_time(); now < end; now = machine_time()) {
    uint32_t ticks = end - now > 1u << 30 ? 1u << 30 : (uint32_t)(end - now);
    uint32_t target = (uint32_t)now + ticks, ignored;
    __asm__ volatile("rsil %0, 1" : "=r"(ignored));
    __asm__ volatile("wsr.ccompare0 %0" : : "r"(target));
    __asm__ volatile("wsr.intenable %0" : : "r"(1 << 6));
    __asm__ volatile("rsync");
    // What has passed by now would match again only after a round.
    if ((int32_t)(target - count()) > 0) {
      __asm__ volatile("waiti 0");
    } else {
      __asm__ volatile("wsr.intenable %0" : : "r"(0));
      __asm__ volatile("rsil %0, 0" : "=r"(ignored));
    }
  }
}

uint32_t machine_instructions(void) {
  extern volatile uint32_t machine_multiplied[2];
  // Of 100 ns each, of which an instruction takes 1.28.
  static uint32_t last, spent_rounds;
  uint32_t spent = machine_multiplied[1];
  if (spent < last) spent_rounds++;
  last = spent;
  uint64_t ticks = machine_time() - ((uint64_t)spent_rounds << 32 | spent);
  // Of `multiply` in start.S 6 instructions are before what it counts, and 23 after.
  return (uint32_t)((ticks >> 5) * 25 + ((ticks & 31) * 25 >> 5)) - 29 * machine_multiplications();
}

// Semihosting's call 1. The bytes are `simcall`, which LLVM's assembler doesn't know.
void machine_end(uint32_t status) {
  for (;;) __asm__ volatile("mov.n a3, %0\n movi a2, 1\n .byte 0x00, 0x51, 0x00" : : "r"(status));
}

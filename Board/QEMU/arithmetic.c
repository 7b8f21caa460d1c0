// The functions that the compiler calls for 64-bit division and shifts on a 32-bit machine, and for atomics if the
// instruction set has none. Must never be more than that: ESP-IDF has its own.

#include <stdint.h>

typedef uint64_t u64;
typedef int64_t s64;

static u64 divide(u64 dividend, u64 divisor, u64 *rest) {
  u64 quotient = 0, left = 0;
  for (int bit = 0; bit < 64; bit++) {
    left = left << 1 | dividend >> 63;
    dividend <<= 1;
    quotient <<= 1;
    if (left >= divisor) {
      left -= divisor;
      quotient |= 1;
    }
  }
  *rest = left;
  return quotient;
}

u64 __udivdi3(u64 dividend, u64 divisor) {
  u64 rest;
  // Most of the firmware's divisions are of numbers that the machine can divide itself.
  if ((dividend | divisor) >> 32 == 0) return (uint32_t)dividend / (uint32_t)divisor;
  return divide(dividend, divisor, &rest);
}

u64 __umoddi3(u64 dividend, u64 divisor) {
  u64 rest;
  if ((dividend | divisor) >> 32 == 0) return (uint32_t)dividend % (uint32_t)divisor;
  divide(dividend, divisor, &rest);
  return rest;
}

static u64 magnitude(s64 value) {
  return value < 0 ? -(u64)value : (u64)value;
}

s64 __divdi3(s64 dividend, s64 divisor) {
  u64 quotient = __udivdi3(magnitude(dividend), magnitude(divisor));
  return (s64)((dividend < 0) != (divisor < 0) ? -quotient : quotient);
}

s64 __moddi3(s64 dividend, s64 divisor) {
  u64 rest = __umoddi3(magnitude(dividend), magnitude(divisor));
  return (s64)(dividend < 0 ? -rest : rest);
}

// In halves: a 64-bit shift here would call this function itself.
static u64 join(uint32_t high, uint32_t low) {
  union { u64 whole; uint32_t half[2]; } value = {.half = {low, high}};
  return value.whole;
}

u64 __ashldi3(u64 value, int count) {
  uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);
  if (count == 0) return value;
  if (count >= 32) return join(low << (count - 32), 0);
  return join(high << count | low >> (32 - count), low << count);
}

u64 __lshrdi3(u64 value, int count) {
  uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);
  if (count == 0) return value;
  if (count >= 32) return join(0, high >> (count - 32));
  return join(high >> count, low >> count | high << (32 - count));
}

s64 __ashrdi3(s64 value, int count) {
  uint32_t low = (uint32_t)value;
  int32_t high = (int32_t)((u64)value >> 32);
  if (count == 0) return value;
  if (count >= 32) return (s64)join((uint32_t)(high >> 31), (uint32_t)(high >> (count - 32)));
  return (s64)join((uint32_t)(high >> count), low >> count | (uint32_t)high << (32 - count));
}

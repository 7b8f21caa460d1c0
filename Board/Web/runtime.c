// What the compiler calls and a page's WebAssembly has nobody else for: memory, wide products, and the seed of hashes.
// Must never need a C library.

#include <stddef.h>
#include <stdint.h>

// Where the linker has put the last of what is there from the start.
extern unsigned char __heap_base;

enum { page_size = 65536, header_size = 16 };

// Memory is dealt out in sizes of which four lie between one power of two and the next, so that at most a fifth is
// wasted. What is given back waits for the next of its size: a clock that runs for weeks wants the same sizes again and
// again, and so takes no more than on its first day.
enum { class_count = 4 + 26 * 4 };

struct block {
  struct block *next;
};

static struct block *spare[class_count];
static uintptr_t top, end;

// `size` becomes that of the class.
static unsigned class_of(size_t *size) {
  size_t wanted = *size;
  if (wanted <= 64) {
    *size = (wanted + 15) & ~(size_t)15;
    return (unsigned)(*size / 16 - 1);
  }
  unsigned power = 31 - (unsigned)__builtin_clz((unsigned)(wanted - 1));
  size_t step = (size_t)1 << (power - 2), base = (size_t)1 << power, part = (wanted - 1 - base) / step;
  *size = base + (part + 1) * step;
  return (unsigned)(4 + (power - 6) * 4 + part);
}

static void *fresh(size_t size) {
  if (top == 0) top = end = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
  uintptr_t memory_end = (uintptr_t)__builtin_wasm_memory_size(0) * page_size;
  if (end < memory_end) end = memory_end;
  if (size > end - top) {
    size_t pages = (size - (end - top) + page_size - 1) / page_size;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return NULL;
    end += pages * page_size;
  }
  void *found = (void *)top;
  top += size;
  return found;
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  // Beyond 16 nothing is asked for, nor is a gigabyte.
  if (alignment > header_size || size > (size_t)1 << 30) return 12;
  size_t whole = size + header_size;
  unsigned class = class_of(&whole);
  struct block *block = spare[class];
  if (block) spare[class] = block->next;
  else block = fresh(whole);
  if (!block) return 12;
  *(unsigned *)block = class;
  *result = (unsigned char *)block + header_size;
  return 0;
}

void free(void *memory) {
  if (!memory) return;
  struct block *block = (struct block *)((unsigned char *)memory - header_size);
  unsigned class = *(unsigned *)block;
  block->next = spare[class];
  spare[class] = block;
}

int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *a = left, *b = right;
  for (; count; count--, a++, b++)
    if (*a != *b) return *a - *b;
  return 0;
}

// For hashes only: nobody from outside chooses what is hashed, and a run is to repeat.
void arc4random_buf(void *memory, size_t count) {
  for (unsigned char *byte = memory; count; count--) *byte++ = 0x5A;
}

// The lower 128 bits of a product of two such, for products of 64 bits that are checked for overflow.
typedef unsigned __int128 wide;

wide __multi3(wide a, wide b) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  uint64_t x0 = (uint32_t)x, x1 = x >> 32, y0 = (uint32_t)y, y1 = y >> 32;
  uint64_t low = x0 * y0, middle = x1 * y0 + (low >> 32), other = x0 * y1 + (uint32_t)middle;
  uint64_t high = x1 * y1 + (middle >> 32) + (other >> 32);
  high += x * (uint64_t)(b >> 64) + (uint64_t)(a >> 64) * y;
  return (wide)high << 64 | (other << 32 | (uint32_t)low);
}

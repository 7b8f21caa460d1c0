// libpng as Swift sees it: its simplified API, for writing, and its decoder row by row, where an error comes back as a
// value. libpng reports errors by a longjmp, which may not pass Swift's frames: each function here sets its own goal for
// it, and only C is in between. Must never call back into Swift.
#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  png_structp codec;
  png_infop info;
  int descriptor;
  const unsigned char *first;
  size_t first_count;
  // Bytes that libpng was given so far.
  size_t given;
  // 0, or errno of a read that failed.
  int system_error;
  // Whether the file ended before the picture did.
  int ended;
  // Of an animated PNG; otherwise 0.
  uint32_t frames;
  char message[200];
} clock_png;

static inline void clock_png_fail(png_structp codec, png_const_charp message) {
  clock_png *self = (clock_png *)png_get_error_ptr(codec);
  snprintf(self->message, sizeof self->message, "%s", message);
  png_longjmp(codec, 1);
}

static inline void clock_png_ignore(png_structp codec, png_const_charp message) {
  (void)codec;
  (void)message;
}

static inline void clock_png_read(png_structp codec, png_bytep bytes, size_t count) {
  clock_png *self = (clock_png *)png_get_io_ptr(codec);
  while (count > 0) {
    ssize_t got;
    if (self->first_count > 0) {
      got = (ssize_t)(count < self->first_count ? count : self->first_count);
      memcpy(bytes, self->first, (size_t)got);
      self->first += got;
      self->first_count -= (size_t)got;
    } else {
      got = read(self->descriptor, bytes, count);
    }
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      self->system_error = got < 0 ? errno : 0;
      self->ended = got == 0;
      png_error(codec, "it ends too early");
    }
    self->given += (size_t)got;
    bytes += got;
    count -= (size_t)got;
  }
}

// An animation's control chunk begins with the number of frames.
static inline int clock_png_note(png_structp codec, png_unknown_chunkp chunk) {
  clock_png *self = (clock_png *)png_get_user_chunk_ptr(codec);
  if (memcmp(chunk->name, "acTL", 4) == 0 && chunk->size == 8) self->frames = png_get_uint_32(chunk->data);
  return 1;
}

static inline void clock_png_close(clock_png *self) {
  if (!self) return;
  png_destroy_read_struct(&self->codec, &self->info, NULL);
  free(self);
}

// Reads from `descriptor` after the `count` bytes at `first`, which were read before and must stay. NULL without
// memory. The caller closes both.
static inline clock_png *clock_png_open(int descriptor, const unsigned char *first, size_t count) {
  clock_png *self = (clock_png *)calloc(1, sizeof *self);
  if (!self) return NULL;
  self->descriptor = descriptor;
  self->first = first;
  self->first_count = count;
  self->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, self, clock_png_fail, clock_png_ignore);
  if (self->codec) self->info = png_create_info_struct(self->codec);
  if (!self->info) {
    clock_png_close(self);
    return NULL;
  }
  png_set_read_fn(self->codec, self, clock_png_read);
  png_set_read_user_chunk_fn(self->codec, self, clock_png_note);
  // The caller has limits of its own, and better words.
  png_set_user_limits(self->codec, 0x7FFFFFFF, 0x7FFFFFFF);
  return self;
}

// The functions below return 1, or 0 with `message` set.

// Up to the first pixel.
static inline int clock_png_read_header(clock_png *self) {
  if (setjmp(png_jmpbuf(self->codec))) return 0;
  png_read_info(self->codec, self->info);
  return 1;
}

// Eight bits a sample, grey or RGB, with alpha if the picture has any; 16 bits are rounded, not cut.
static inline int clock_png_start(clock_png *self) {
  if (setjmp(png_jmpbuf(self->codec))) return 0;
  png_set_expand(self->codec);
  png_set_scale_16(self->codec);
  png_set_interlace_handling(self->codec);
  png_read_update_info(self->codec, self->info);
  return 1;
}

// Of an interlaced picture each pass goes over all rows, and adds pixels to what is in `row`.
static inline int clock_png_read_row(clock_png *self, unsigned char *row) {
  if (setjmp(png_jmpbuf(self->codec))) return 0;
  png_read_row(self->codec, row, NULL);
  return 1;
}

// After the last row: the file must be there to its end.
static inline int clock_png_finish(clock_png *self) {
  if (setjmp(png_jmpbuf(self->codec))) return 0;
  png_read_end(self->codec, self->info);
  return 1;
}

// EXIF as it lies in JPEG after its name; NULL without it, or in a libpng that doesn't know the chunk.
static inline const unsigned char *clock_png_exif(clock_png *self, uint32_t *count) {
#ifdef PNG_eXIf_SUPPORTED
  png_bytep bytes = NULL;
  if (png_get_eXIf_1(self->codec, self->info, count, &bytes)) return bytes;
#endif
  *count = 0;
  return NULL;
}

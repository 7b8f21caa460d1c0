// libjpeg's decoder as Swift can call it: an error comes back as a value. libjpeg itself reports errors by a function
// that must not return, so it takes a longjmp, which may not pass Swift's frames: each function here sets its own goal
// for it, and only C is in between. TurboJPEG's functions return errors too, but decode whole pictures only, which a
// scan of 400 million pixels doesn't leave memory for, and need a second package. Must never call back into Swift.
#include <errno.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jerror.h>
#include <jpeglib.h>

// More scans than any encoder makes: libjpeg's standard script has 10. A file of a few kilobytes could ask for
// thousands, each of which goes over the whole picture.
#define CLOCK_JPEG_MOST_SCANS 500
#define CLOCK_JPEG_BUFFER 65536

typedef struct {
  struct jpeg_decompress_struct codec;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf goal;
  int descriptor;
  // Bytes that libjpeg was given so far.
  size_t given;
  // 0, or errno of a read that failed.
  int system_error;
  // Whether the file ended before the picture did.
  int ended;
  char message[JMSG_LENGTH_MAX];
  unsigned char *buffer;
} clock_jpeg;

static inline void clock_jpeg_fail(j_common_ptr codec) {
  clock_jpeg *self = (clock_jpeg *)codec->client_data;
  codec->err->format_message(codec, self->message);
  longjmp(self->goal, 1);
}

// What libjpeg only warns of and then fills with grey is damage all the same, except for what changes no pixel.
static inline void clock_jpeg_warn(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_JPEG_EOF:
  case JWRN_MUST_RESYNC:
  case JWRN_NOT_SEQUENTIAL:
  case JWRN_BOGUS_PROGRESSION:
    clock_jpeg_fail(codec);
  default:
    return;
  }
}

static inline void clock_jpeg_count_scans(j_common_ptr codec) {
  clock_jpeg *self = (clock_jpeg *)codec->client_data;
  if (self->codec.input_scan_number > CLOCK_JPEG_MOST_SCANS) {
    snprintf(self->message, sizeof self->message, "it has more than %d scans", CLOCK_JPEG_MOST_SCANS);
    longjmp(self->goal, 1);
  }
}

static inline void clock_jpeg_do_nothing(j_decompress_ptr codec) { (void)codec; }

static inline boolean clock_jpeg_fill(j_decompress_ptr codec) {
  clock_jpeg *self = (clock_jpeg *)codec->client_data;
  ssize_t got;
  do {
    got = read(self->descriptor, self->buffer, CLOCK_JPEG_BUFFER);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) {
    self->system_error = got < 0 ? errno : 0;
    self->ended = got == 0;
    snprintf(self->message, sizeof self->message, "it ends too early");
    longjmp(self->goal, 1);
  }
  self->given += (size_t)got;
  self->source.next_input_byte = self->buffer;
  self->source.bytes_in_buffer = (size_t)got;
  return TRUE;
}

static inline void clock_jpeg_skip(j_decompress_ptr codec, long count) {
  struct jpeg_source_mgr *source = codec->src;
  while (count > (long)source->bytes_in_buffer) {
    count -= (long)source->bytes_in_buffer;
    clock_jpeg_fill(codec);
  }
  if (count > 0) {
    source->next_input_byte += count;
    source->bytes_in_buffer -= (size_t)count;
  }
}

static inline void clock_jpeg_close(clock_jpeg *self) {
  if (!self) return;
  jpeg_destroy_decompress(&self->codec);
  free(self->buffer);
  free(self);
}

// Reads from `descriptor` after the `count` bytes at `first`, at most a buffer's, which were read before. NULL without
// memory. The caller closes both.
static inline clock_jpeg *clock_jpeg_open(int descriptor, const unsigned char *first, size_t count) {
  clock_jpeg *self = (clock_jpeg *)calloc(1, sizeof *self);
  if (!self) return NULL;
  self->buffer = (unsigned char *)malloc(CLOCK_JPEG_BUFFER);
  if (!self->buffer || count > CLOCK_JPEG_BUFFER) {
    free(self->buffer);
    free(self);
    return NULL;
  }
  self->codec.err = jpeg_std_error(&self->errors);
  self->errors.error_exit = clock_jpeg_fail;
  self->errors.emit_message = clock_jpeg_warn;
  self->codec.client_data = self;
  if (setjmp(self->goal)) {
    clock_jpeg_close(self);
    return NULL;
  }
  jpeg_create_decompress(&self->codec);
  self->codec.client_data = self;
  self->descriptor = descriptor;
  memcpy(self->buffer, first, count);
  self->given = count;
  self->source.next_input_byte = self->buffer;
  self->source.bytes_in_buffer = count;
  self->source.init_source = clock_jpeg_do_nothing;
  self->source.fill_input_buffer = clock_jpeg_fill;
  self->source.skip_input_data = clock_jpeg_skip;
  self->source.resync_to_restart = jpeg_resync_to_restart;
  self->source.term_source = clock_jpeg_do_nothing;
  self->codec.src = &self->source;
  self->progress.progress_monitor = clock_jpeg_count_scans;
  self->codec.progress = &self->progress;
  return self;
}

// The functions below return 1, or 0 with `message` set.

// Up to the first scan.
static inline int clock_jpeg_read_header(clock_jpeg *self) {
  if (setjmp(self->goal)) return 0;
  // EXIF lies in APP1.
  jpeg_save_markers(&self->codec, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&self->codec, TRUE);
  return 1;
}

// Grey stays grey, inks stay four, all else becomes RGB.
static inline int clock_jpeg_start(clock_jpeg *self) {
  if (setjmp(self->goal)) return 0;
  switch (self->codec.jpeg_color_space) {
  case JCS_GRAYSCALE: self->codec.out_color_space = JCS_GRAYSCALE; break;
  case JCS_CMYK:
  case JCS_YCCK: self->codec.out_color_space = JCS_CMYK; break;
  default: self->codec.out_color_space = JCS_RGB; break;
  }
  jpeg_start_decompress(&self->codec);
  return 1;
}

static inline int clock_jpeg_read_row(clock_jpeg *self, unsigned char *row) {
  if (setjmp(self->goal)) return 0;
  JSAMPROW rows[1] = {row};
  jpeg_read_scanlines(&self->codec, rows, 1);
  return 1;
}

// After the last row: what of the file belongs to the picture must be there to its end.
static inline int clock_jpeg_finish(clock_jpeg *self) {
  if (setjmp(self->goal)) return 0;
  jpeg_finish_decompress(&self->codec);
  return 1;
}

// What progressive decoding keeps: each component's coefficients of two bytes, in whole blocks. 0 where a row is
// finished before the next begins.
static inline size_t clock_jpeg_kept_bytes(clock_jpeg *self) {
  if (!jpeg_has_multiple_scans(&self->codec)) return 0;
  size_t sum = 0;
  for (int index = 0; index < self->codec.num_components; index++) {
    const jpeg_component_info *component = &self->codec.comp_info[index];
    sum += (size_t)component->width_in_blocks * component->height_in_blocks * sizeof(JBLOCK);
  }
  return sum;
}

static inline size_t clock_jpeg_offset(clock_jpeg *self) { return self->given - self->source.bytes_in_buffer; }

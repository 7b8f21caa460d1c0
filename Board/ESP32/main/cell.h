// What a board on a cell needs of ESP-IDF, as functions that Swift can import. Must never decide when to sleep, nor know
// what a voltage means.

#ifndef CELL_H
#define CELL_H

#include "shim.h"

#if CONFIG_CLOCK_SLEEPS
// The slow clock's ticks, 48 bits.
uint64_t clock_ticks(void);
// Whether a crystal makes them.
bool clock_has_crystal(void);
// Where one should, waits until it runs, three seconds at most. Returns false if it doesn't.
bool clock_await_crystal(void);
// A tick's length against the main crystal in 2^-19 us, measured while the caller waits, 8 ms; 0 if that failed.
uint32_t clock_tick_length(void);

// With the radio off. Sleeps until BUSY is low on one of these panels (a bit each, the left one's lowest), the BOOT button
// is pressed, or the time is over; returns at once where one of those pins is low already.
void clock_sleep_lightly(uint64_t microseconds, uint32_t panels);

// A USB host that has the console. For some milliseconds after a start, true in any case.
bool clock_usb_is_connected(void);

// 16 bytes that live through all but a power cut: where the clock's network was found last.
uint8_t *clock_access_point(void);

// The clock's own lines of all levels: these builds log only warnings else.
void clock_log_all(void);
#endif

#if CONFIG_CLOCK_SLEEP_DEEP
// The same, for what the clock must know after a deep sleep: some 3,300 bytes, and room for what is added to it.
#define CLOCK_RECORD_SIZE 3584
uint8_t *clock_record(void);
// Differs from app to app.
uint32_t clock_build(void);
// Once the pin has its level again: a deep sleep's hold on it ends.
void clock_release(int32_t pin);
// The panels' lines stay as they are; the next thing that happens is a start.
_Noreturn void clock_sleep_deeply(uint64_t microseconds);
#endif

#if defined CONFIG_CLOCK_GAUGE_PIN && CONFIG_CLOCK_GAUGE_PIN >= 0
// At the divider's middle, the mean of 16 samples; less than 0 if it can't be measured.
int32_t clock_gauge_millivolts(void);
#endif

#endif

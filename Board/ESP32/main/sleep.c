// Light and deep sleep: what wakes the chip, which lines stay as they are, and the slow clock that goes on. Must never
// sleep without a time to wake.

#include "cell.h"

#include "driver/rtc_io.h"
#include "esp_app_desc.h"
#include "esp_attr.h"
#include "esp_idf_version.h"
#include "esp_private/sleep_cpu.h"
#include "esp_sleep.h"
#include "soc/rtc.h"
#include "soc/soc_caps.h"

#if CONFIG_ESP_CONSOLE_USB_SERIAL_JTAG
#include "driver/usb_serial_jtag.h"
#endif

#if ESP_IDF_VERSION_MAJOR >= 6
#define SLOW_CLOCK CLK_CAL_RTC_SLOW
#define CRYSTAL CLK_CAL_32K_XTAL
#else
#define SLOW_CLOCK RTC_CAL_RTC_MUX
#define CRYSTAL RTC_CAL_32K_XTAL
#endif

// One of the main crystal's cycles in these is 3 ppm of an oscillator's.
#define TICKS_MEASURED 1024

RTC_NOINIT_ATTR static uint8_t access_point[16];

uint8_t *clock_access_point(void) { return access_point; }

void clock_log_all(void) { esp_log_level_set("clock", ESP_LOG_INFO); }

static const gpio_num_t busy[] = {
    CONFIG_CLOCK_PIN_BUSY1, CONFIG_CLOCK_PIN_BUSY2, CONFIG_CLOCK_PIN_BUSY3, CONFIG_CLOCK_PIN_BUSY4};

uint64_t clock_ticks(void) { return rtc_time_get(); }

bool clock_has_crystal(void) { return rtc_clk_slow_src_get() == SOC_RTC_SLOW_CLK_SRC_XTAL32K; }

#if CONFIG_RTC_CLK_SRC_EXT_CRYS
// ESP-IDF's own way to take to the crystal, which no header declares. Switches the crystal off if it doesn't run.
void rtc_clk_select_rtc_slow_clk(void);

// ESP-IDF waits for a crystal four times as long as RTC_CLK_CAL_CYCLES take it: by default 1.2 s, not enough for some
// that had just got power (its pull request #13108); with the hundred cycles of a clock that starts each minute, 41 ms.
// Then it switches the crystal off, so that the next start finds none either.
#define CRYSTAL_PATIENCE 3000
#define CRYSTAL_TURN 100

bool clock_await_crystal(void) {
  for (int waited = 0; waited < CRYSTAL_PATIENCE && !clock_has_crystal(); waited += CRYSTAL_TURN) {
    rtc_clk_32k_enable(true);
    vTaskDelay(pdMS_TO_TICKS(CRYSTAL_TURN));
    if (rtc_clk_cal(CRYSTAL, 100) != 0) rtc_clk_select_rtc_slow_clk();
  }
  if (!clock_has_crystal()) rtc_clk_32k_enable(false);
  return clock_has_crystal();
}
#else
bool clock_await_crystal(void) { return true; }
#endif

uint32_t clock_tick_length(void) { return rtc_clk_cal(SLOW_CLOCK, TICKS_MEASURED); }

bool clock_usb_is_connected(void) {
#if CONFIG_ESP_CONSOLE_USB_SERIAL_JTAG
  return usb_serial_jtag_is_connected();
#else
  return false;
#endif
}

#if CONFIG_PM_POWER_DOWN_PERIPHERAL_IN_LIGHT_SLEEP
// The GPIOs' own supply is off: only those with a supply of their own wake, by another controller.
static uint64_t arm(uint32_t panels) {
  uint64_t pins = 0;
  for (int panel = 0; panel < 4; panel++) {
    if ((panels >> panel & 1) == 0 || !rtc_gpio_is_valid_gpio(busy[panel])) continue;
    rtc_gpio_init(busy[panel]);
    rtc_gpio_set_direction(busy[panel], RTC_GPIO_MODE_INPUT_ONLY);
    rtc_gpio_pulldown_en(busy[panel]);
    pins |= 1ull << busy[panel];
  }
  if (pins != 0) esp_sleep_enable_ext1_wakeup_io(pins, ESP_EXT1_WAKEUP_ANY_LOW);
  return pins;
}

static void disarm(uint64_t pins) {
  // Or the next sleep would end by these pins too.
  if (pins != 0) esp_sleep_disable_ext1_wakeup_io(0);
  for (int panel = 0; panel < 4; panel++) {
    if ((pins >> busy[panel] & 1) == 0) continue;
    // ESP-IDF held it, and nothing else ends that.
    rtc_gpio_hold_dis(busy[panel]);
    rtc_gpio_deinit(busy[panel]);
    gpio_set_direction(busy[panel], GPIO_MODE_INPUT);
    gpio_set_pull_mode(busy[panel], GPIO_PULLDOWN_ONLY);
  }
}
#else
// A pin that is waited for keeps its pull, the others float.
static uint64_t arm(uint32_t panels) {
  uint64_t pins = 0;
  for (int panel = 0; panel < 4; panel++) {
    if (panels >> panel & 1) pins |= 1ull << busy[panel];
  }
#if CONFIG_CLOCK_SETUP && CONFIG_CLOCK_BUTTON >= 0
  pins |= 1ull << CONFIG_CLOCK_BUTTON;
#endif
  for (int pin = 0; pin < GPIO_NUM_MAX; pin++) {
    if (pins >> pin & 1) gpio_wakeup_enable(pin, GPIO_INTR_LOW_LEVEL);
  }
  if (pins != 0) esp_sleep_enable_gpio_wakeup();
  return pins;
}

static void disarm(uint64_t pins) {
  for (int pin = 0; pin < GPIO_NUM_MAX; pin++) {
    if (pins >> pin & 1) gpio_wakeup_disable(pin);
  }
}
#endif

void clock_sleep_lightly(uint64_t microseconds, uint32_t panels) {
  // Else the CPU stays powered: what it takes to restore it is only made room for by automatic sleep, which the clock
  // doesn't use.
  static bool is_ready;
  if (!is_ready) is_ready = sleep_cpu_configure(true) == ESP_OK;
  const uint64_t pins = arm(panels);
  if (esp_sleep_enable_timer_wakeup(microseconds) == ESP_OK) esp_light_sleep_start();
  esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_ALL);
  disarm(pins);
}

#if CONFIG_CLOCK_SLEEP_DEEP
RTC_NOINIT_ATTR static uint8_t record[CLOCK_RECORD_SIZE];

uint8_t *clock_record(void) { return record; }

static const gpio_num_t outputs[] = {
    CONFIG_CLOCK_PIN_SCK, CONFIG_CLOCK_PIN_MOSI, CONFIG_CLOCK_PIN_DC, CONFIG_CLOCK_PIN_RST,
    CONFIG_CLOCK_PIN_CS1, CONFIG_CLOCK_PIN_CS2, CONFIG_CLOCK_PIN_CS3, CONFIG_CLOCK_PIN_CS4,
#if CONFIG_CLOCK_SUPPLY_PIN >= 0
    CONFIG_CLOCK_SUPPLY_PIN,
#endif
};

uint32_t clock_build(void) {
  const uint8_t *digest = esp_app_get_description()->app_elf_sha256;
  return digest[0] | digest[1] << 8 | digest[2] << 16 | (uint32_t)digest[3] << 24;
}

void clock_release(int32_t pin) {
  gpio_hold_dis(pin);
#if !SOC_GPIO_SUPPORT_HOLD_SINGLE_IO_IN_DSLP
  gpio_deep_sleep_hold_dis();
#endif
}

void clock_sleep_deeply(uint64_t microseconds) {
  // A sleeping panel's BUSY is high: a pull-down would take 70 uA from it.
  for (int panel = 0; panel < 4; panel++) {
    gpio_set_pull_mode(busy[panel], GPIO_FLOATING);
    gpio_set_direction(busy[panel], GPIO_MODE_DISABLE);
  }
  for (size_t index = 0; index < sizeof outputs / sizeof outputs[0]; index++) gpio_hold_en(outputs[index]);
#if !SOC_GPIO_SUPPORT_HOLD_SINGLE_IO_IN_DSLP
  // A C3's pins above 5, by the header; by the guide they float all the same, so the wiring has pull-ups.
  gpio_deep_sleep_hold_en();
#endif
  esp_sleep_enable_timer_wakeup(microseconds);
  esp_deep_sleep_disable_rom_logging();
  esp_deep_sleep_start();
}
#endif

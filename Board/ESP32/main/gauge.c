// The cell's voltage by way of a divider and ADC1. Must never keep the converter: a sleep may lose it.

#include "cell.h"

#include "esp_adc/adc_cali.h"
#include "esp_adc/adc_cali_scheme.h"
#include "esp_adc/adc_oneshot.h"

// The highest voltage at the pin, of a cell that has been charged to 4.3 V, chooses the range. By their datasheets the C3
// is good to 10 mV up to 1,050 and 1,300 mV and to 35 mV up to 2,500; the C6 up to 1,000, 1,300 and 3,300 mV.
#define HIGHEST (4300 * CONFIG_CLOCK_GAUGE_LOWER / (CONFIG_CLOCK_GAUGE_UPPER + CONFIG_CLOCK_GAUGE_LOWER))
#if CONFIG_IDF_TARGET_ESP32C3
#define MOST 2500
#else
#define MOST 3300
#endif
_Static_assert(HIGHEST <= MOST, "the divider gives the ADC too much: idf.py menuconfig, MNIST Clock, A cell");
#define RANGE (HIGHEST <= 1300 ? ADC_ATTEN_DB_6 : ADC_ATTEN_DB_12)

#define SAMPLES 16

static int32_t measure(adc_oneshot_unit_handle_t unit, adc_channel_t channel, adc_cali_handle_t scheme) {
  int32_t sum = 0;
  for (int index = 0; index < SAMPLES; index++) {
    int millivolts = 0;
    if (adc_oneshot_get_calibrated_result(unit, scheme, channel, &millivolts) != ESP_OK) return -1;
    sum += millivolts;
  }
  return (sum + SAMPLES / 2) / SAMPLES;
}

int32_t clock_gauge_millivolts(void) {
  adc_unit_t number;
  adc_channel_t channel;
  if (adc_oneshot_io_to_channel(CONFIG_CLOCK_GAUGE_PIN, &number, &channel) != ESP_OK) return -1;
  const adc_oneshot_unit_init_cfg_t settings = {.unit_id = number};
  adc_oneshot_unit_handle_t unit;
  if (adc_oneshot_new_unit(&settings, &unit) != ESP_OK) return -1;
  const adc_oneshot_chan_cfg_t range = {.atten = RANGE, .bitwidth = ADC_BITWIDTH_DEFAULT};
  const adc_cali_curve_fitting_config_t curve = {
      .unit_id = number, .chan = channel, .atten = RANGE, .bitwidth = ADC_BITWIDTH_DEFAULT};
  adc_cali_handle_t scheme;
  int32_t millivolts = -1;
  if (adc_oneshot_config_channel(unit, channel, &range) == ESP_OK &&
      adc_cali_create_scheme_curve_fitting(&curve, &scheme) == ESP_OK) {
    millivolts = measure(unit, channel, scheme);
    adc_cali_delete_scheme_curve_fitting(scheme);
  }
  adc_oneshot_del_unit(unit);
  return millivolts;
}

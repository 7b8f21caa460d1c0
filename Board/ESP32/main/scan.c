// Networks in reach: a scan by the radio, and what it found. Must never keep what the driver has allocated.

#include "services.h"

#include <string.h>

typedef struct {
  uint8_t name[32];
  uint8_t count;
  int8_t strength;
  bool is_protected;
} network;

// As many as a person looks through, and some more, since a network of several access points is here several times.
static network found[32];
static size_t count, next;

esp_err_t clock_scan_begin(void) {
  count = next = 0;
  return esp_wifi_scan_start(NULL, false);
}

// Before weaker ones; the weakest falls out.
static void keep(const wifi_ap_record_t *record) {
  size_t place = count;
  while (place > 0 && found[place - 1].strength < record->rssi) place--;
  if (place == sizeof found / sizeof found[0]) return;
  if (count < sizeof found / sizeof found[0]) count++;
  memmove(&found[place + 1], &found[place], (count - place - 1) * sizeof found[0]);
  network *one = &found[place];
  one->count = strnlen((const char *)record->ssid, sizeof one->name);
  memcpy(one->name, record->ssid, one->count);
  one->strength = record->rssi;
  one->is_protected = record->authmode != WIFI_AUTH_OPEN && record->authmode != WIFI_AUTH_OWE;
}

void clock_scan_take(void) {
  wifi_ap_record_t record;
  count = next = 0;
  while (esp_wifi_scan_get_ap_record(&record) == ESP_OK) {
    // One that hides its name can't be chosen.
    if (record.ssid[0] != 0) keep(&record);
  }
  esp_wifi_clear_ap_list();
}

int32_t clock_scan_next(uint8_t *name, int8_t *strength, bool *is_protected) {
  if (next == count) return -1;
  const network *one = &found[next++];
  memcpy(name, one->name, one->count);
  *strength = one->strength;
  *is_protected = one->is_protected;
  return one->count;
}

// The embedded page, addresses as numbers, the system's clock, a larger stack. Must never keep anything.

#include "services.h"

#include <sys/time.h>

extern const uint8_t page_start[] asm("_binary_page_html_gz_start");
extern const uint8_t page_end[] asm("_binary_page_html_gz_end");

const uint8_t *clock_page(size_t *size) {
  *size = (size_t)(page_end - page_start);
  return page_start;
}

uint32_t clock_address(esp_netif_t *netif) {
  esp_netif_ip_info_t info;
  if (netif == NULL || !esp_netif_is_netif_up(netif) || esp_netif_get_ip_info(netif, &info) != ESP_OK) return 0;
  return ntohl(info.ip.addr);
}

void clock_set_system_time(int64_t seconds) {
  const struct timeval time = {.tv_sec = seconds};
  settimeofday(&time, NULL);
}

typedef struct {
  void (*work)(void);
  TaskHandle_t caller;
} job;

static void run(void *given) {
  job *one = given;
  one->work();
  xTaskNotifyGive(one->caller);
  vTaskDelete(NULL);
}

void clock_run_on_large_stack(void (*work)(void)) {
  job one = {.work = work, .caller = xTaskGetCurrentTaskHandle()};
  if (xTaskCreate(run, "begin", 96 * 1024, &one, uxTaskPriorityGet(NULL), NULL) != pdPASS) return work();
  ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
}

// The board's BOOT button, which pulls its pin to ground. Must never touch a pin that drives a panel.

#include "services.h"

#if CONFIG_CLOCK_BUTTON >= 0
void clock_button_begin(void) {
  gpio_reset_pin(CONFIG_CLOCK_BUTTON);
  gpio_set_direction(CONFIG_CLOCK_BUTTON, GPIO_MODE_INPUT);
  gpio_set_pull_mode(CONFIG_CLOCK_BUTTON, GPIO_PULLUP_ONLY);
}

bool clock_button_is_held(void) { return gpio_get_level(CONFIG_CLOCK_BUTTON) == 0; }
#else
void clock_button_begin(void) {}

bool clock_button_is_held(void) { return false; }
#endif
